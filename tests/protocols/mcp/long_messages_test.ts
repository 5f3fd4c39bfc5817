/** Long messages of clients, and much that a program shows: timers have their turn while they are read. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { inTurns } from "../../../src/core/turns.ts";
import { RawJson } from "../../../src/core/raw_json.ts";
import type { Ended } from "../../../src/engine/result.ts";
import { contentOf } from "../../../src/protocols/mcp/content.ts";
import { readMessage } from "../../../src/protocols/mcp/message.ts";
import { HoldWatch } from "../../fixtures/held.ts";

const MIB = 1024 * 1024;

/** What comes of the steps, which must leave timers their turn. */
async function unheld<T>(what: string, steps: Generator<void, T>): Promise<T> {
  using held = new HoldWatch();
  const value = await inTurns(steps);
  ok(held.mostMs < 100, `${what}: timers had no turn for ${held.mostMs} ms of processor time`);
  return value;
}

const MESSAGES: Readonly<Record<string, string>> = {
  "numbers": `"inputs":{"a":[${"1,".repeat(7 * MIB)}1]}`,
  "brackets": `"inputs":{"a":[${`${"[".repeat(90)}${"]".repeat(90)},`.repeat(80_000)}1]}`,
  "texts": `"files":{"a":{"text":"${"\u00e9".repeat(7 * MIB)}"}}`,
  "escape sequences": `"code":"${"\\u00e9".repeat(2 * MIB)}"`,
};

for (const [what, args] of Object.entries(MESSAGES)) {
  Deno.test(`a message of 12 MiB and more of ${what} is read in steps`, async () => {
    const text = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"arguments":{${args}}}}`;
    ok(text.length > 7 * MIB);
    const message = await unheld(what, readMessage(text)) as { id: number };
    equal(message.id, 7);
  });
}

/** What a program has shown and made. */
function ended(members: Partial<Ended>): Ended {
  return {
    ...{ kind: "ended", stdout: "", stderr: "", truncated: false, files: null, filesOmitted: [] },
    ...{ display: null, sessionLost: false, sessionEnded: false },
    outcome: { status: "ok", claimed: { resultRepr: null }, limits: {} },
    ...members,
  } as unknown as Ended;
}

Deno.test("of what was shown, only what is given is read, however much stands beside it", async () => {
  const nested = `[${"[[[[]]]],".repeat(900_000)}1]`;
  const said = String.raw`a \"quoted\" {text}, \u00e9`;
  const display = [
    new RawJson(`{"application/json":${nested},"text/plain":"${said}"}`),
    new RawJson(`{"text/plain":"${"\\n".repeat(2 * MIB)}","x/y":[{"text/html":"no"}]}`),
    new RawJson('{"text/plain":"not this","image/png":"QUJD"}'),
    new RawJson("{}"),
  ];
  const [text, image, ...others] = await unheld(
    "what was shown",
    contentOf(ended({ display }), null),
  );
  const shown = (text as { text: string }).text;
  ok(shown.startsWith('shown:\na "quoted" {text}, \u00e9\n\n'), shown.slice(0, 100));
  deepEqual([image, others], [{ type: "image", data: "QUJD", mimeType: "image/png" }, []]);
});

Deno.test("files of 60 MiB are given in steps", async () => {
  const contents = new TextEncoder().encode("\u00e9".repeat(15 * MIB + 1));
  const files = [
    { path: "a.txt", contents },
    { path: "b.bin", contents },
    { path: "c.txt", contents: contents.subarray(1) },
  ];
  const [, ...given] = await unheld("files", contentOf(ended({ files }), null));
  const bodies = given.map((content) => content.type === "resource" ? content.resource : null);
  equal((bodies[0] as { text: string }).text.length, 15 * MIB + 1);
  for (const [at, { contents }] of files.entries()) {
    if (at === 0) continue;
    deepEqual(Uint8Array.fromBase64((bodies[at] as { blob: string }).blob), contents);
  }
});
