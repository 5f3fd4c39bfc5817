/** However many lines one read brings, and whatever is in them: timers have their turn, and memory is given back. */
import { equal, ok } from "node:assert/strict";
import { serve } from "../../../src/protocols/jsonl/serve.ts";
import { HoldWatch } from "../../fixtures/held.ts";

const MIB = 1024 * 1024;

const OPTIONS = {
  limits: { timeoutMs: 1000, cpuMs: null, maxHeapBytes: 64 * MIB, maxOutputBytes: MIB },
  walls: "off",
  workers: 1,
  maxFilesBytes: 0,
  maxSessions: 1,
  sessionIdleMs: null,
  maxLineBytes: 16 * MIB,
  versions: { version: "x", python: "y" },
} as const;

/** Serves a client that sends this and ends, and gives the number of lines that it got, and for how long timers waited. */
async function serveText(text: string): Promise<{ lines: number; heldMs: number }> {
  let left = new TextEncoder().encode(text);
  let lines = 0;
  using held = new HoldWatch();
  await serve(OPTIONS, { spares: 0, processors: 1 }, {
    read: async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      const part = left.subarray(0, target.length);
      target.set(part);
      left = left.subarray(part.length);
      return part.length === 0 ? null : part.length;
    },
    write: (bytes) => {
      for (const byte of bytes) if (byte === 0x0A) lines++;
      return Promise.resolve();
    },
    stopped: new Promise(() => {}),
    readerGone: new Promise(() => {}),
  }, () => {});
  return { lines, heldMs: held.mostMs };
}

const FLOODS: Readonly<Record<string, readonly [line: string, count: number]>> = {
  "empty lines": ["", 60_000],
  "lines that are no requests": ["1", 60_000],
  "lines with a member that nobody knows": ['{"x":1}', 20_000],
  "pings": ['{"ping":true}', 8000],
  "deep lines": [`{"code":"1","args":[${"[".repeat(60)}${"]".repeat(60)}]}`, 2500],
};

for (const [what, [line, count]] of Object.entries(FLOODS)) {
  Deno.test(`a flood of ${what} is answered line by line, and leaves timers their turn`, async () => {
    const { lines, heldMs } = await serveText(`${line}\n`.repeat(count));
    equal(lines, count);
    ok(heldMs < 100, `timers had no turn for ${heldMs} ms of processor time`);
  });
}

/** Long lines, each full of something that takes its time. */
const LONG: Readonly<Record<string, (rest: (piece: string) => string) => string>> = {
  "one name of backslashes": (rest) => `{"${rest("\\\\")}":1}`,
  "one name of escape sequences": (rest) => `{"${rest("\\u4e00")}":1}`,
  "one name of letters": (rest) => `{"${rest("a")}":1}`,
  "a string of escaped quotes": (rest) => `{"code":"${rest('\\"')}"}`,
  "a string of backslashes": (rest) => `{"code":"${rest("\\\\")}","x":1}`,
  "a string of escape sequences": (rest) => `{"stdin":"${rest("\\u4e00")}","code":1}`,
  "a string of characters of four bytes": (rest) => `{"code":"${rest("\ud83d\ude00")}","x":1}`,
  "a string that does not end": (rest) => `{"code":"${rest('\\"')}`,
  "strings of a thousand escape sequences": (rest) =>
    `{"args":[${rest(`"${'\\"'.repeat(1000)}",`)}1]}`,
  "strings of ten escape sequences": (rest) => `{"args":[${rest(`"${'\\"'.repeat(10)}",`)}1]}`,
  "strings of thousands of letters": (rest) => `{"args":[${rest(`"${"a".repeat(4150)}",`)}1]}`,
  "strings of thousands of characters of two bytes": (rest) =>
    `{"args":[${rest(`"${"\u00e9".repeat(9000)}",`)}1]}`,
  "files": (rest) =>
    `{"code":1,"files":{${rest(`"f":{"text":"${"\u00e9".repeat(9000)}"},`)}"x":1}}`,
  "a value that is given": (rest) => `{"code":1,"inputs":{"a":"${rest("\ud83d\ude00")}"}}`,
  "numbers that are given": (rest) => `{"code":1,"inputs":{"a":[${rest("1,")}1]}}`,
  "blanks": (rest) => `{"code":${rest(" ")}1}`,
  "one number": (rest) => `{"code":${rest("1")}}`,
  "an exponent": (rest) => `{"code":1e${rest("1")}}`,
  "letters that are no JSON": (rest) => rest("a"),
};

Deno.test("thousands of short arguments leave timers their turn", async () => {
  const { lines, heldMs } = await serveText(
    `${JSON.stringify({ code: 1, args: Array(60_000).fill("aaaa") })}\n`,
  );
  equal(lines, 1);
  ok(heldMs < 100, `timers had no turn for ${heldMs} ms of processor time`);
});

Deno.test("a long line is answered once, leaves timers their turn, and leaves no memory behind", async () => {
  const before = Deno.memoryUsage().rss;
  // The first has the length that a line may have. Lines are read in steps of one length, however long they are.
  let length = 16 * MIB;
  for (const [what, line] of Object.entries(LONG)) {
    const rest = (piece: string) =>
      piece.repeat(Math.floor((length - 64) / new TextEncoder().encode(piece).length));
    const { lines, heldMs } = await serveText(`${line(rest)}\n`);
    equal(lines, 1, what);
    length = 5 * MIB;
    ok(heldMs < 100, `${what}: timers had no turn for ${heldMs} ms of processor time`);
  }
  const grown = Deno.memoryUsage().rss - before;
  ok(grown < 512 * MIB, `grew by ${grown} bytes`);
});
