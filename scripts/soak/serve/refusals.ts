/** Lines that need no interpreter: most are refused, each with a number that identifies its answer. */
import type { Random } from "../../fuzz/random.ts";
import { type Answer, differences, type Exchange } from "./exchange.ts";

/** A line that is too long for the server of the soak. */
export const MAX_LINE_BYTES = 64 * 1024;

type Make = (n: number) => readonly [Exchange["line"] | Answer, Answer];

const invalid = (error: string): Answer => ({ status: "invalid", error });

const WITH_ID: Readonly<Record<string, Make>> = {
  "wrong code": (n) => [{ code: n }, invalid(`code: expected a string; got ${n}`)],
  "unknown member": (n) => [{ [`x${n}`]: 1, code: "1" }, invalid(`Unknown member 'x${n}'`)],
  "too much memory": () => [
    { code: "1", maxHeap: "4GiB" },
    invalid("maxHeap: expected at most 512MiB, the server's --max-heap; got '4GiB'"),
  ],
  "cancel of nobody": (n) => [{ cancel: `nobody ${n}` }, { cancelled: false }],
  "close of nobody": (n) => [{ close: `nobody ${n}` }, { closed: false }],
  ping: () => [{ ping: true }, { pong: true }],
};

const WITHOUT_ID: Readonly<Record<string, Make>> = {
  "not JSON": (n) => [
    `not json ${n}`,
    invalid(`Invalid JSON input: Unexpected token 'o', "not json ${n}" is not valid JSON`),
  ],
  "no object": (n) => [`[${n}]`, invalid("Input is not a JSON object")],
  "an empty line": () => ["", invalid("Invalid JSON input: Unexpected end of JSON input")],
  "no UTF-8": (n) => [
    new Uint8Array([0xFF, ...new TextEncoder().encode(`${n}`)]),
    invalid("Invalid JSON input: the line is not UTF-8"),
  ],
  "too long": (n) => [
    `${n}`.padEnd(MAX_LINE_BYTES + 1, "x"),
    invalid("Line is too long: expected at most 64KiB (--max-line)"),
  ],
  "too deep": () => [
    "[".repeat(20_000),
    invalid("Invalid JSON input: expected arrays and objects nested at most 64 deep"),
  ],
  "wrong code, without an id": WITH_ID["wrong code"]!,
  "close, without an id": WITH_ID["close of nobody"]!,
};

/** A line that is answered at once. `id` is given if it is to have one, and can. */
export function refusal(n: number, random: Random, id: string): Exchange {
  const hasId = random.oneIn(2);
  const [name, make] = random.pick(Object.entries(hasId ? WITH_ID : WITHOUT_ID));
  const [asked, expected] = make(n);
  const isLine = typeof asked === "string" || asked instanceof Uint8Array;
  return {
    name,
    line: isLine ? asked as Exchange["line"] : JSON.stringify(hasId ? { ...asked, id } : asked),
    id: hasId ? id : null,
    faults: (answer) => differences(answer, expected),
  };
}
