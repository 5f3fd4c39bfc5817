import assert from "node:assert/strict";
import { IntervalTimers } from "../../src/jail/timers.ts";

const [REAL, VIRTUAL, PROF] = [0, 1, 2];
const [SIGALRM, SIGVTALRM, SIGPROF] = [14, 26, 27];

function timersAt(time: { real: number; cpu: number }): IntervalTimers {
  return new IntervalTimers({ real: () => time.real, cpu: () => time.cpu });
}

/** What an interpreter that goes on hears. */
function heard(timers: IntervalTimers): number[] {
  return Array.from({ length: 100 }, () => timers.take()).filter((signal) => signal !== 0);
}

Deno.test("a timer expires once, at its time", () => {
  const time = { real: 5, cpu: 0 };
  const timers = timersAt(time);
  timers.set(REAL, 10, 0);
  time.real = 14.9;
  assert.deepEqual(heard(timers), []);
  time.real = 15;
  assert.deepEqual([heard(timers), heard(timers), timers.get(REAL)], [[SIGALRM], [], [0, 0]]);
});

Deno.test("a timer with an interval goes on in step with its beginning, however late it is taken", () => {
  const time = { real: 0, cpu: 0 };
  const timers = timersAt(time);
  timers.set(REAL, 10, 4);
  time.real = 23;
  assert.deepEqual([heard(timers), timers.get(REAL)], [[SIGALRM], [3, 4]]);
  timers.set(REAL, 0, 4);
  time.real = 100;
  assert.deepEqual([heard(timers), timers.get(REAL)], [[], [0, 0]]);
});

Deno.test("timers of processor time take no notice of other time", () => {
  const time = { real: 0, cpu: 0 };
  const timers = timersAt(time);
  timers.set(VIRTUAL, 10, 0);
  timers.set(PROF, 20, 0);
  time.real = 1000;
  assert.deepEqual([heard(timers), timers.mostWait()], [[], Infinity]);
  time.cpu = 20;
  assert.deepEqual(heard(timers), [SIGVTALRM, SIGPROF]);
});

Deno.test("a wait is no longer than the time until the timer, which is looked at right after it", () => {
  const time = { real: 0, cpu: 0 };
  const timers = timersAt(time);
  timers.set(REAL, 2.5, 0);
  timers.take();
  assert.equal(timers.mostWait(), 3);
  time.real = 3;
  assert.equal(timers.take(), SIGALRM);
});

Deno.test("a timer that has expired and was not taken is armed still", () => {
  const time = { real: 0, cpu: 0 };
  const timers = timersAt(time);
  timers.set(REAL, 1, 0);
  time.real = 9;
  assert.deepEqual([timers.get(REAL)[0] > 0, timers.mostWait()], [true, 0]);
});
