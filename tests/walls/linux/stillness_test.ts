/** Whether other threads were awake between two looks: of a kernel that shows what the test says, and of this process. */
import assert from "node:assert/strict";
import { openKernel } from "../../../src/walls/linux/kernel.ts";
import { Stillness } from "../../../src/walls/linux/stillness.ts";
import { type Thread, threadKernel } from "./thread_model.ts";

const ASLEEP: Thread = ["S (sleeping)", 3, 1];

Deno.test("threads that sleep in two looks, and were not awake between them, are still", () => {
  const kernel = threadKernel([{ 2: ASLEEP, 3: ASLEEP }]);
  using threads = new Stillness(kernel);
  assert.equal(threads.wait(), "2 3,1 3 3,1 ");
  assert.equal(kernel.pauses, 1);
  assert.equal(threads.look(), "2 3,1 3 3,1 ");
});

for (
  const [what, thread] of [
    ["runs", ["R (running)", 3, 1]],
    ["waits for a disk", ["D (disk sleep)", 3, 1]],
    ["is stopped", ["T (stopped)", 3, 1]],
  ] as const
) {
  Deno.test(`a thread that ${what} is not still`, () => {
    using threads = new Stillness(threadKernel([{ 2: ASLEEP, 3: thread }]));
    assert.equal(threads.look(), null);
  });
}

Deno.test("a thread that was awake between two looks is seen, whether it gave up its processor or lost it", () => {
  const later: Thread[] = [["S (sleeping)", 4, 1], ["S (sleeping)", 3, 2]];
  for (const then of later) {
    const kernel = threadKernel([{ 2: ASLEEP }, { 2: ASLEEP }, { 2: then }]);
    using threads = new Stillness(kernel);
    const before = threads.wait();
    assert.notEqual(before, null);
    assert.notEqual(threads.look(), before);
  }
});

Deno.test("a thread that comes or goes between two looks is seen", () => {
  for (const then of [{ 2: ASLEEP, 3: ASLEEP }, {}]) {
    using threads = new Stillness(threadKernel([{ 2: ASLEEP }, { 2: ASLEEP }, then]));
    const before = threads.wait();
    assert.notEqual(before, null);
    assert.notEqual(threads.look(), before);
  }
});

Deno.test("where one never sleeps, the wait ends", () => {
  using threads = new Stillness(threadKernel([{ 2: ["R (running)", 0, 0] }]));
  assert.equal(threads.wait(), null);
});

Deno.test("in this process, a thread that was awake meanwhile is seen", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using threads = new Stillness(openKernel()!);
  const worker = new Worker(
    `data:text/javascript,self.onmessage = () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); self.postMessage(0); }; self.postMessage(0)`,
    { type: "module" },
  );
  const heard = () => new Promise((resolve) => worker.onmessage = resolve);
  await heard();
  const before = threads.wait();
  assert.notEqual(before, null);
  worker.postMessage(0);
  await heard();
  assert.notEqual(threads.look(), before);
  worker.terminate();
});
