import assert from "node:assert/strict";
import { Outbox } from "../../../src/protocols/jsonl/outbox.ts";

/** A reader that takes one write at a time, when it is told to. */
class Reader {
  readonly writes: string[] = [];
  #writing: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null =
    null;

  readonly write = (bytes: Uint8Array): Promise<void> => {
    assert.equal(this.#writing, null, "two writes at once");
    this.writes.push(new TextDecoder().decode(bytes));
    return new Promise((resolve, reject) => this.#writing = { resolve, reject });
  };

  /** Takes what is being written. */
  async take(): Promise<void> {
    await settled();
    const writing = this.#writing;
    this.#writing = null;
    writing?.resolve();
    await settled();
  }

  async leave(error: unknown): Promise<void> {
    await settled();
    this.#writing?.reject(error);
    await settled();
  }

  /** Takes everything, until nothing comes any more. */
  async takeAll(outbox: Outbox): Promise<string> {
    while (outbox.waitingBytes > 0) await this.take();
    return this.writes.join("");
  }
}

/** Everything that can go on without a reader has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Whether a promise has been resolved by now. */
async function isResolved(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  await settled();
  return await Promise.race([promise, Promise.resolve(pending)]) !== pending;
}

Deno.test("the lines of one turn go out in one write, each with its newline", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 100);
  outbox.push("one");
  outbox.push("");
  outbox.push("\u20ac");
  assert.equal(outbox.waitingBytes, 9);
  await reader.take();
  assert.deepEqual(reader.writes, ["one\n\n\u20ac\n"]);
  assert.equal(outbox.waitingBytes, 0);
});

Deno.test("there is one write at a time, and what comes meanwhile waits for the next", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 100);
  outbox.push("one");
  await settled();
  outbox.push("two");
  outbox.push("three");
  await settled();
  assert.deepEqual(reader.writes, ["one\n"]);
  assert.equal(outbox.waitingBytes, 14);
  await reader.take();
  assert.deepEqual(reader.writes, ["one\n", "two\nthree\n"]);
  assert.equal(outbox.waitingBytes, 10);
  await reader.take();
  outbox.push("four");
  await settled();
  assert.deepEqual(reader.writes, ["one\n", "two\nthree\n", "four\n"]);
});

Deno.test("nothing is lost or torn among many lines of all sizes", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 100);
  const lines = Array.from({ length: 3000 }, (_, at) => `${at}:${"\u00e9x".repeat(at * 7 % 911)}`);
  lines.splice(1000, 0, "l".repeat(300_000), "\u20ac".repeat(22_000), "", "m".repeat(65_535));
  for (const line of lines) outbox.push(line);
  const expected = lines.map((line) => `${line}\n`).join("");
  assert.equal(outbox.waitingBytes, new TextEncoder().encode(expected).length);
  assert.equal(await reader.takeAll(outbox), expected);
  assert.ok(reader.writes.length < 100, `${reader.writes.length} writes`);
});

Deno.test("drained waits while more bytes wait than may", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 8);
  assert.equal(await isResolved(outbox.drained()), true);
  outbox.push("1234567");
  assert.equal(await isResolved(outbox.drained()), true);
  outbox.push("8");
  const drained = outbox.drained();
  assert.equal(await isResolved(drained), false);
  await reader.take();
  assert.equal(await isResolved(drained), true);
  assert.equal(outbox.waitingBytes, 2);
});

Deno.test("flushed waits until all has been written", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 1000);
  assert.equal(await isResolved(outbox.flushed()), true);
  outbox.push("one");
  await settled();
  outbox.push("two");
  const flushed = outbox.flushed();
  await reader.take();
  assert.equal(await isResolved(flushed), false);
  await reader.take();
  assert.equal(await isResolved(flushed), true);
});

Deno.test("a failed write is told, nobody waits any more, and lines are dropped", async () => {
  const reader = new Reader();
  const outbox = new Outbox(reader.write, 4);
  const gone = new Deno.errors.BrokenPipe("gone");
  outbox.push("one, two");
  const waits = [outbox.drained(), outbox.flushed()];
  await settled();
  outbox.push("three");
  outbox.push("x".repeat(100_000));
  await reader.leave(gone);
  assert.equal(await outbox.failure, gone);
  await Promise.all(waits);
  assert.equal(outbox.waitingBytes, 0);
  outbox.push("four");
  await Promise.all([outbox.drained(), outbox.flushed()]);
  assert.deepEqual([reader.writes, outbox.waitingBytes], [["one, two\n"], 0]);
});

Deno.test("a write that throws at once, or throws what is no error, is a failure too", async () => {
  const outbox = new Outbox(() => {
    throw "gone";
  }, 4);
  outbox.push("one");
  assert.deepEqual(await outbox.failure, new Error("gone"));
});
