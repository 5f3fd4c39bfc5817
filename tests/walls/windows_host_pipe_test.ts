/** How a jail waits for its host on Windows, and what it asks of the size of its stack. The system is a model here. */
import assert from "node:assert/strict";
import { openHostPipe, type PipeSystem } from "../../src/walls/windows/host_pipe.ts";
import { stackBytes } from "../../src/walls/windows/stack.ts";

/** A pipe in which something is there after so many milliseconds: bytes, or its end. */
function model(after: number, what: "bytes" | "end" = "bytes") {
  const calls: string[] = [];
  let time = 1000;
  const system: PipeSystem = {
    GetStdHandle: (which) => {
      calls.push(`GetStdHandle(${which | 0})`);
      return 0x44n;
    },
    PeekNamedPipe: (pipe, buffer, bytes, read, available, left) => {
      assert.deepEqual([pipe, buffer, bytes, read, left], [0x44n, 0n, 0, 0n, 0n]);
      const isThere = time >= 1000 + after;
      if (isThere && what === "end") return 0;
      new DataView((available as Uint8Array<ArrayBuffer>).buffer).setUint32(
        0,
        isThere ? 7 : 0,
        true,
      );
      return 1;
    },
    SetConsoleCtrlHandler: (handler, add) => {
      calls.push(`SetConsoleCtrlHandler(${handler}, ${add})`);
      return 1;
    },
    Sleep: (milliseconds) => {
      // No shorter than it was asked, and some three times as long.
      calls.push(`Sleep(${milliseconds})`);
      time += milliseconds + 10;
    },
  };
  return { wait: openHostPipe(() => time, system)!, calls, now: () => time };
}

Deno.test("what is there already is found without a sleep, and Ctrl-C is the host's", () => {
  const { wait, calls } = model(0);
  assert.deepEqual([wait(0), wait(1000), wait(-1)], [true, true, true]);
  assert.deepEqual(calls, ["SetConsoleCtrlHandler(0, 1)", "GetStdHandle(-10)"]);
});

Deno.test("where nothing is there, a look takes no time", () => {
  const { wait, calls } = model(50);
  assert.equal(wait(0), false);
  assert.equal(calls.filter((call) => call.startsWith("Sleep")).length, 0);
});

Deno.test("a wait ends when something comes, or when its time is over", () => {
  const early = model(40);
  assert.equal(early.wait(1000), true);
  assert.equal(early.now(), 1045);
  const late = model(400);
  assert.equal(late.wait(33), false);
  assert.equal(late.now(), 1000 + 15 + 15 + 13);
  assert.deepEqual(late.calls.slice(2), ["Sleep(5)", "Sleep(5)", "Sleep(3)"]);
});

Deno.test("a wait for ever ends when the host is gone", () => {
  const { wait, now } = model(100_000, "end");
  assert.equal(wait(-1), true);
  assert.ok(now() >= 101_000);
});

Deno.test("the stack is as large as from one of its ends to the other", () => {
  const tells = (low: Uint8Array<ArrayBuffer>, high: Uint8Array<ArrayBuffer>) => {
    new DataView(low.buffer).setBigUint64(0, 0x7F00_0000_0000n, true);
    new DataView(high.buffer).setBigUint64(0, 0x7F00_0040_0000n, true);
  };
  assert.equal(stackBytes(tells), 4n * 1024n * 1024n);
});
