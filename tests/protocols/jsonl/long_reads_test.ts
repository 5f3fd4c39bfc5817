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
  "empty lines": ["", 200_000],
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

Deno.test("a line of 16 MiB that is one name is refused at once, and leaves no memory behind", async () => {
  const before = Deno.memoryUsage().rss;
  for (const escape of ["\\\\", "\\u4e00", "a"]) {
    const name = escape.repeat(Math.floor((16 * MIB - 16) / escape.length));
    const { lines, heldMs } = await serveText(`{"${name}":1}\n`);
    equal(lines, 1);
    ok(heldMs < 200, `timers had no turn for ${heldMs} ms of processor time`);
  }
  const grown = Deno.memoryUsage().rss - before;
  ok(grown < 256 * MIB, `grew by ${grown} bytes`);
});
