/** The order in which requests have their turn, and how many may wait. */
import assert from "node:assert/strict";
import { Backlog } from "../../src/serve/backlog.ts";
import type { Job } from "../../src/serve/job.ts";
import { closeJob, runJob } from "./jobs.ts";

const WIDE = { requests: 100, length: 10_000 };

/** A backlog with these jobs in it. */
function backlogOf(jobs: readonly Job[]): Backlog {
  const backlog = new Backlog(WIDE);
  for (const job of jobs) backlog.add(job);
  return backlog;
}

/** The ids of all programs that may begin now, in their order. */
function begun(backlog: Backlog): string[] {
  const ids: string[] = [];
  for (let job = any(backlog); job !== null; job = any(backlog)) ids.push(String(job.ask.id));
  return ids;
}

function any(backlog: Backlog): Job | null {
  return backlog.takeRun(() => true);
}

Deno.test("programs without a session begin in the order in which they came", () => {
  const backlog = backlogOf(["a", "b", "c"].map((id) => runJob(id)));
  assert.equal(backlog.count, 3);
  assert.deepEqual(begun(backlog), ["a", "b", "c"]);
  assert.equal(backlog.count, 0);
  assert.equal(any(backlog), null);
});

Deno.test("a program that is taken has begun, and one that waits has not", () => {
  const [first, second] = [runJob("a"), runJob("b")];
  const backlog = backlogOf([first, second]);
  assert.equal(any(backlog), first);
  assert.deepEqual([first.hasBegun, second.hasBegun], [true, false]);
});

Deno.test("the first that may begin does", () => {
  const backlog = backlogOf(["a", "b", "c"].map((id) => runJob(id)));
  assert.equal(backlog.takeRun(({ ask }) => ask.id === "b")?.ask.id, "b");
  assert.equal(backlog.takeRun(() => false), null);
  assert.deepEqual(begun(backlog), ["a", "c"]);
});

Deno.test("of one session, one at a time begins; others are not held up", () => {
  const [first, second, third] = ["s1", "s2", "s3"].map((id) => runJob(id, "s"));
  const backlog = backlogOf([first!, second!, third!, runJob("t1", "t"), runJob("alone")]);
  assert.deepEqual(begun(backlog), ["s1", "t1", "alone"]);
  assert.equal(backlog.count, 2);
  backlog.over(first!);
  assert.deepEqual(begun(backlog), ["s2"]);
  backlog.over(second!);
  assert.deepEqual(begun(backlog), ["s3"]);
  backlog.over(third!);
  assert.deepEqual([begun(backlog), backlog.count], [[], 0]);
});

Deno.test("a session without requests is as new", () => {
  const first = runJob("s1", "s");
  const backlog = backlogOf([first]);
  assert.deepEqual(begun(backlog), ["s1"]);
  backlog.over(first);
  backlog.add(runJob("s2", "s"));
  assert.deepEqual(begun(backlog), ["s2"]);
});

Deno.test("a close has its turn behind the requests of its session, and takes no worker", () => {
  const first = runJob("s1", "s");
  const close = closeJob("close", "s");
  const last = runJob("s2", "s");
  const backlog = backlogOf([first, close, last, closeJob("other", "t")]);
  assert.equal(backlog.takeOther()?.ask.id, "other");
  assert.equal(backlog.takeOther(), null);
  assert.deepEqual(begun(backlog), ["s1"]);
  backlog.over(first);
  assert.deepEqual(begun(backlog), []);
  assert.equal(backlog.takeOther(), close);
  assert.equal(close.hasBegun, true);
  backlog.over(close);
  assert.deepEqual(begun(backlog), ["s2"]);
});

Deno.test("what is taken out never begins, and is no program that is over", () => {
  const jobs = ["a", "b", "c"].map((id) => runJob(id));
  const backlog = backlogOf(jobs);
  backlog.remove(jobs[1]!);
  assert.deepEqual([jobs[1]!.hasBegun, backlog.count], [false, 2]);
  assert.deepEqual(begun(backlog), ["a", "c"]);
});

Deno.test("where the first of a session is taken out, one other has its turn, and only one", () => {
  const jobs = ["s1", "s2", "s3"].map((id) => runJob(id, "s"));
  const backlog = backlogOf(jobs);
  backlog.remove(jobs[0]!);
  assert.deepEqual(begun(backlog), ["s2"]);
  assert.equal(backlog.count, 1);
});

Deno.test("where one is taken out that waits for another of its session, the others wait on", () => {
  const jobs = ["s1", "s2", "s3"].map((id) => runJob(id, "s"));
  const backlog = backlogOf(jobs);
  assert.deepEqual(begun(backlog), ["s1"]);
  backlog.remove(jobs[1]!);
  assert.deepEqual([begun(backlog), backlog.count], [[], 1]);
  backlog.over(jobs[0]!);
  assert.deepEqual(begun(backlog), ["s3"]);
});

Deno.test("a close can be taken out as well", () => {
  const close = closeJob("close", "s");
  const [first, last] = [runJob("s1", "s"), runJob("s2", "s")];
  const backlog = backlogOf([first, close, last]);
  backlog.remove(close);
  assert.deepEqual(begun(backlog), ["s1"]);
  backlog.over(first);
  assert.deepEqual([backlog.takeOther(), begun(backlog)], [null, ["s2"]]);
  const alone = backlogOf([closeJob("other", "t")]);
  alone.remove(closeOf(alone, "third"));
  assert.equal(alone.takeOther()?.ask.id, "other");
});

Deno.test("so many may wait, whatever they wait for, and what begins makes room", () => {
  const backlog = new Backlog({ requests: 3, length: 1000 });
  backlog.add(runJob("s1", "s"));
  backlog.add(runJob("s2", "s"));
  assert.equal(backlog.isFull(1), false);
  backlog.add(closeJob("close", "s"));
  assert.equal(backlog.isFull(1), true);
  any(backlog);
  assert.equal(backlog.isFull(1), false);
});

Deno.test("their lines may be so long together, but one may always wait", () => {
  const backlog = new Backlog({ requests: 10, length: 100 });
  assert.equal(backlog.isFull(1000), false);
  const long = runJob("long", undefined, 60);
  backlog.add(long);
  assert.deepEqual([backlog.isFull(40), backlog.isFull(41)], [false, true]);
  backlog.remove(long);
  assert.equal(backlog.isFull(1000), false);
});

function closeOf(backlog: Backlog, session: string): Job {
  const job = closeJob(session, session);
  backlog.add(job);
  return job;
}
