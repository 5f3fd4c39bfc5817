/** The clocks of a running program. */
import { deepEqual, equal } from "node:assert/strict";
import { FirstReason } from "../../src/host/reason.ts";
import { startWatch } from "../../src/host/watch.ts";

const BOUNDS = { byKernel: false, isGone: false, residentBytes: 100 };

function limits(timeoutMs: number | null, cpuMs: number | null = null) {
  return { timeoutMs, cpuMs, maxHeapBytes: 1, maxOutputBytes: 1 };
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("time that runs out is the reason", async () => {
  const reason = new FirstReason();
  using _watch = startWatch(limits(10), null, BOUNDS, reason);
  deepEqual(await reason.given, { kind: "timeout" });
});

Deno.test("time runs out when it is over, and not before, however often the watch has looked", async () => {
  const reason = new FirstReason();
  const began = performance.now();
  using _watch = startWatch(limits(130), null, BOUNDS, reason);
  deepEqual(await reason.given, { kind: "timeout" });
  equal(performance.now() - began >= 129, true);
});

/** Holds this thread. */
function hold(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

Deno.test("a limit that has passed is the reason at a look, though no timer has had its turn", () => {
  const reason = new FirstReason();
  using watch = startWatch(limits(20), null, BOUNDS, reason);
  watch.look();
  equal(reason.current, null);
  hold(25);
  watch.look();
  deepEqual(reason.current, { kind: "timeout" });
});

Deno.test("so is processor time, and a wall clock that stands has not passed", () => {
  const used = { cpuMs: 100 };
  const meter = {
    cpuMs: () => used.cpuMs,
    memory: () => null,
    limitData: () => false,
    ended: () => {},
    endedChildrenMs: () => null,
  };
  const reason = new FirstReason();
  using watch = startWatch(limits(20, 50), meter, BOUNDS, reason);
  watch.pause();
  hold(25);
  watch.look();
  equal(reason.current, null);
  used.cpuMs = 150;
  watch.look();
  deepEqual(reason.current, { kind: "cpu" });
});

Deno.test("a watch is starved while its thread is held, and no longer than that", async () => {
  using watch = startWatch(limits(null), null, BOUNDS, new FirstReason());
  equal(watch.isStarved(), false);
  hold(40);
  equal(watch.isStarved(), true);
  await wait(0);
  equal(watch.isStarved(), false);
});

Deno.test("the wall clock stands while it is paused, and goes on with what was left", async () => {
  const reason = new FirstReason();
  using watch = startWatch(limits(60), null, BOUNDS, reason);
  watch.pause();
  await wait(150);
  equal(reason.current, null);
  watch.resume();
  const began = performance.now();
  deepEqual(await reason.given, { kind: "timeout" });
  equal(performance.now() - began > 20, true);
});

Deno.test("a clock that is off can be paused, and stays off", async () => {
  const reason = new FirstReason();
  using watch = startWatch(limits(null), null, BOUNDS, reason);
  watch.pause();
  watch.resume();
  await wait(50);
  equal(reason.current, null);
});

Deno.test("processor time and memory are watched although the wall clock stands", async () => {
  let cpu = 0;
  const meter = {
    cpuMs: () => cpu,
    memory: () => null,
    limitData: () => false,
    ended: () => {},
    endedChildrenMs: () => null,
  };
  const reason = new FirstReason();
  using watch = startWatch(limits(10, 30), meter, BOUNDS, reason);
  watch.pause();
  cpu = 31;
  deepEqual(await reason.given, { kind: "cpu" });
  const memory = () => ({ residentBytes: 101, dataBytes: 0 });
  const other = new FirstReason();
  using _other = startWatch(limits(null), { ...meter, memory }, BOUNDS, other);
  deepEqual(await other.given, { kind: "memory" });
});

Deno.test("processor time is what the limit is spent by while a program waits for its host", () => {
  const used = { cpuMs: 100 };
  const meter = {
    cpuMs: () => used.cpuMs,
    memory: () => null,
    limitData: () => false,
    ended: () => {},
    endedChildrenMs: () => null,
  };
  const reason = new FirstReason();
  using watch = startWatch(limits(60), meter, BOUNDS, reason);
  watch.spendCpu();
  hold(80);
  used.cpuMs = 140;
  watch.look();
  equal(reason.current, null);
  watch.resume();
  watch.spendCpu();
  used.cpuMs = 161;
  watch.look();
  deepEqual(reason.current, { kind: "timeout" });
});

Deno.test("what a waiting program has used is gone from its wall clock, and the other way round", async () => {
  const used = { cpuMs: 0 };
  const meter = {
    cpuMs: () => used.cpuMs,
    memory: () => null,
    limitData: () => false,
    ended: () => {},
    endedChildrenMs: () => null,
  };
  const reason = new FirstReason();
  using watch = startWatch(limits(5000), meter, BOUNDS, reason);
  watch.spendCpu();
  used.cpuMs = 4990;
  watch.resume();
  deepEqual(await reason.given, { kind: "timeout" });
});

Deno.test("the wall clock goes on where processor time cannot be read", async () => {
  for (const cpuMs of [null, () => null]) {
    const meter = cpuMs && {
      ...{
        cpuMs,
        memory: () => null,
        limitData: () => false,
        endedChildrenMs: () => null,
        ended: () => {},
      },
    };
    const reason = new FirstReason();
    using watch = startWatch(limits(30), meter, BOUNDS, reason);
    watch.spendCpu();
    deepEqual(await reason.given, { kind: "timeout" });
  }
});
