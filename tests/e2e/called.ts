/** A client whose programs call its functions: it answers calls until their program has ended. */
import assert from "node:assert/strict";
import { type Answer, Served } from "./served.ts";

/** A call, as the client hears of it. */
export interface Call extends Answer {
  readonly call: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** How a call is answered: members of the answer, a whole line in which `ID` is the call, or not at all. */
export type Answering = (call: Call) => Answer | string | null;

/** The one function of most programs. */
export const SEARCH = [{ name: "search" }];

let requests = 0;

/** Runs a program that may call `search`, and answers its calls; a lost `ID` is its own business. */
export async function runCalling(
  server: Served,
  code: string,
  answering: Answering = () => ({ value: null }),
  members: Answer = {},
): Promise<{ answer: Answer; calls: Call[]; lines: Answer[] }> {
  const id = `calling-${++requests}`;
  await server.send({ id, code, functions: SEARCH, ...members });
  const calls: Call[] = [];
  const lines: Answer[] = [];
  for (;;) {
    const line = await server.next() ?? assert.fail("no answer");
    if (line.id !== id) {
      lines.push(line);
    } else if (line.event === "call") {
      const call = line as unknown as Call;
      calls.push(call);
      const given = answering(call);
      if (typeof given === "string") await server.send(given.replaceAll("ID", call.call));
      else if (given !== null) await server.send({ answer: call.call, ...given });
    } else if (line.event === undefined) {
      const { id: _, ...answer } = line;
      return { answer, calls, lines };
    }
  }
}
