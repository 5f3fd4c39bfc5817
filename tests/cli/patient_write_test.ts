import assert from "node:assert/strict";
import { writePatiently } from "../../src/cli/patient_write.ts";
import { ReaderGoneError } from "../../src/host/output.ts";

const KIB = 1024;

Deno.test("a reader that takes piece after piece gets everything, however long it takes in all", async () => {
  const taken: number[] = [];
  const slow = {
    write: async (bytes: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      taken.push(bytes.length);
    },
  };
  // Six pieces of 20 ms each are longer than the patience for one.
  await writePatiently(slow, new Uint8Array(350 * KIB), 100);
  assert.deepEqual(taken, [64, 64, 64, 64, 64, 30].map((size) => size * KIB));
});

Deno.test("a reader that takes nothing is gone", async () => {
  const stuck = { write: () => new Promise<void>(() => {}) };
  await assert.rejects(writePatiently(stuck, new Uint8Array(1), 10), ReaderGoneError);
});

Deno.test("a reader that stops is gone", async () => {
  let pieces = 0;
  const stopping = {
    write: () => ++pieces < 3 ? Promise.resolve() : new Promise<void>(() => {}),
  };
  await assert.rejects(writePatiently(stopping, new Uint8Array(500 * KIB), 10), ReaderGoneError);
  assert.equal(pieces, 3);
});

Deno.test("what cannot be written is said as it is", async () => {
  const full = { write: () => Promise.reject(new Error("no space")) };
  await assert.rejects(writePatiently(full, new Uint8Array(1), 10), { message: "no space" });
});

Deno.test("a patience of a year, and one without end, wait", async () => {
  for (const patience of [365 * 24 * 3_600_000, null]) {
    const written = Promise.withResolvers<void>();
    const done = writePatiently({ write: () => written.promise }, new Uint8Array(1), patience);
    const first = await Promise.race([
      done.then(() => "done"),
      new Promise((resolve) => setTimeout(() => resolve("waiting"), 30)),
    ]);
    assert.equal(first, "waiting");
    written.resolve();
    await done;
  }
});

Deno.test("time in which nobody has to read does not count, and time in which the descriptor is full does", async () => {
  let isFull = false;
  const late = { write: () => new Promise<void>((resolve) => setTimeout(resolve, 150)) };
  await writePatiently(late, new Uint8Array(1), 10, () => isFull);
  isFull = true;
  await assert.rejects(
    writePatiently(late, new Uint8Array(1), 10, () => isFull),
    ReaderGoneError,
  );
});

Deno.test("a machine that has no time for this process takes nothing of the reader's", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const sink = { write: () => promise };
  // Each look comes after a turn that took 60 ms: less than a dozen of them count as much as the patience.
  let looks = 0;
  const isFull = () => {
    const began = performance.now();
    while (performance.now() - began < 60);
    if (++looks === 8) resolve();
    return true;
  };
  await writePatiently(sink, new Uint8Array(1), 100, isFull);
  assert.equal(looks, 8);
});
