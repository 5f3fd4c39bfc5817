/** The order in which jobs have their turn, and how many may wait. */
import assert from "node:assert/strict";
import type { Job } from "../../src/engine/job.ts";
import { Queue } from "../../src/engine/queue.ts";
import { closeJob, idOf, programJob } from "./jobs.ts";

const WIDE = { jobs: 100, size: 10_000 };

/** A queue with these jobs in it. */
function queueOf(jobs: readonly Job[]): Queue {
  const queue = new Queue(WIDE);
  for (const job of jobs) queue.add(job);
  return queue;
}

/** The ids of all programs that may begin now, in their order. */
function begun(queue: Queue): string[] {
  const ids: string[] = [];
  for (let job = any(queue); job !== null; job = any(queue)) ids.push(idOf(job));
  return ids;
}

function any(queue: Queue): Job | null {
  return queue.takeProgram(() => true);
}

Deno.test("programs without a session begin in the order in which they came", () => {
  const queue = queueOf(["a", "b", "c"].map((id) => programJob(id)));
  assert.equal(queue.count, 3);
  assert.deepEqual(begun(queue), ["a", "b", "c"]);
  assert.equal(queue.count, 0);
  assert.equal(any(queue), null);
});

Deno.test("a program that is taken has begun, and one that waits has not", () => {
  const [first, second] = [programJob("a"), programJob("b")];
  const queue = queueOf([first, second]);
  assert.equal(any(queue), first);
  assert.deepEqual([first.hasBegun, second.hasBegun], [true, false]);
});

Deno.test("the first that may begin does", () => {
  const queue = queueOf(["a", "b", "c"].map((id) => programJob(id)));
  assert.equal(idOf(queue.takeProgram((job) => idOf(job) === "b")!), "b");
  assert.equal(queue.takeProgram(() => false), null);
  queue.reconsider();
  assert.deepEqual(begun(queue), ["a", "c"]);
});

Deno.test("a program that was refused waits until it is reconsidered, and is before later ones then", () => {
  const jobs = ["a", "b", "c"].map((id) => programJob(id));
  const queue = queueOf(jobs);
  assert.equal(queue.takeProgram(() => false), null);
  queue.add(programJob("d"));
  assert.deepEqual([begun(queue), queue.count], [["d"], 3]);
  queue.remove(jobs[1]!);
  queue.add(programJob("e"));
  queue.reconsider();
  assert.deepEqual([begun(queue), queue.count], [["a", "c", "e"], 0]);
});

Deno.test("where a refused program of a session is taken out, the next one has its turn", () => {
  const jobs = ["s1", "s2"].map((id) => programJob(id, "s"));
  const queue = queueOf(jobs);
  assert.equal(queue.takeProgram(() => false), null);
  queue.remove(jobs[0]!);
  assert.deepEqual(begun(queue), ["s2"]);
});

Deno.test("of one session, one at a time begins; others are not held up", () => {
  const [first, second, third] = ["s1", "s2", "s3"].map((id) => programJob(id, "s"));
  const queue = queueOf([first!, second!, third!, programJob("t1", "t"), programJob("alone")]);
  assert.deepEqual(begun(queue), ["s1", "t1", "alone"]);
  assert.equal(queue.count, 2);
  queue.finish(first!);
  assert.deepEqual(begun(queue), ["s2"]);
  queue.finish(second!);
  assert.deepEqual(begun(queue), ["s3"]);
  queue.finish(third!);
  assert.deepEqual([begun(queue), queue.count], [[], 0]);
});

Deno.test("a session without requests is as new", () => {
  const first = programJob("s1", "s");
  const queue = queueOf([first]);
  assert.deepEqual(begun(queue), ["s1"]);
  queue.finish(first);
  queue.add(programJob("s2", "s"));
  assert.deepEqual(begun(queue), ["s2"]);
});

Deno.test("a close has its turn behind the requests of its session, and takes no worker", () => {
  const first = programJob("s1", "s");
  const close = closeJob("close", "s");
  const last = programJob("s2", "s");
  const queue = queueOf([first, close, last, closeJob("other", "t")]);
  assert.equal(idOf(queue.takeClose()!), "other");
  assert.equal(queue.takeClose(), null);
  assert.deepEqual(begun(queue), ["s1"]);
  queue.finish(first);
  assert.deepEqual(begun(queue), []);
  assert.equal(queue.takeClose(), close);
  assert.equal(close.hasBegun, true);
  queue.finish(close);
  assert.deepEqual(begun(queue), ["s2"]);
});

Deno.test("what is taken out never begins, and is no program that is over", () => {
  const jobs = ["a", "b", "c"].map((id) => programJob(id));
  const queue = queueOf(jobs);
  queue.remove(jobs[1]!);
  assert.deepEqual([jobs[1]!.hasBegun, queue.count], [false, 2]);
  assert.deepEqual(begun(queue), ["a", "c"]);
});

Deno.test("where the first of a session is taken out, one other has its turn, and only one", () => {
  const jobs = ["s1", "s2", "s3"].map((id) => programJob(id, "s"));
  const queue = queueOf(jobs);
  queue.remove(jobs[0]!);
  assert.deepEqual(begun(queue), ["s2"]);
  assert.equal(queue.count, 1);
});

Deno.test("where one is taken out that waits for another of its session, the others wait on", () => {
  const jobs = ["s1", "s2", "s3"].map((id) => programJob(id, "s"));
  const queue = queueOf(jobs);
  assert.deepEqual(begun(queue), ["s1"]);
  queue.remove(jobs[1]!);
  assert.deepEqual([begun(queue), queue.count], [[], 1]);
  queue.finish(jobs[0]!);
  assert.deepEqual(begun(queue), ["s3"]);
});

Deno.test("a close can be taken out as well", () => {
  const close = closeJob("close", "s");
  const [first, last] = [programJob("s1", "s"), programJob("s2", "s")];
  const queue = queueOf([first, close, last]);
  queue.remove(close);
  assert.deepEqual(begun(queue), ["s1"]);
  queue.finish(first);
  assert.deepEqual([queue.takeClose(), begun(queue)], [null, ["s2"]]);
  const alone = queueOf([closeJob("other", "t")]);
  alone.remove(closeOf(alone, "third"));
  assert.equal(idOf(alone.takeClose()!), "other");
});

Deno.test("so many may wait, whatever they wait for, and what begins makes room", () => {
  const queue = new Queue({ jobs: 3, size: 1000 });
  queue.add(programJob("s1", "s"));
  queue.add(programJob("s2", "s"));
  assert.equal(queue.isFull(1, ""), false);
  queue.add(closeJob("close", "s"));
  assert.equal(queue.isFull(1, ""), true);
  any(queue);
  assert.equal(queue.isFull(1, ""), false);
});

Deno.test("their lines may be so long together, but one may always wait", () => {
  const queue = new Queue({ jobs: 10, size: 100 });
  assert.equal(queue.isFull(1000, ""), false);
  const long = programJob("long", undefined, 60);
  queue.add(long);
  assert.deepEqual([queue.isFull(40, ""), queue.isFull(41, "")], [false, true]);
  queue.remove(long);
  assert.equal(queue.isFull(1000, ""), false);
});

function closeOf(queue: Queue, session: string): Job {
  const job = closeJob(session, session);
  queue.add(job);
  return job;
}

Deno.test("clients begin in turn, each in its own order, however many one has waiting", () => {
  const jobs = ["a1", "a2", "a3", "b1", "b2", "c1"].map((id) =>
    programJob(id, undefined, 10, id[0])
  );
  const queue = queueOf(jobs);
  assert.equal(idOf(any(queue)!), "a1");
  queue.add(programJob("d1", undefined, 10, "d"));
  assert.deepEqual(begun(queue), ["b1", "c1", "a2", "d1", "b2", "a3"]);
});

Deno.test("what was refused of one client keeps no other from its turn", () => {
  const queue = queueOf(["a1", "b1", "a2"].map((id) => programJob(id, undefined, 10, id[0])));
  assert.equal(idOf(queue.takeProgram((job) => job.client === "b")!), "b1");
  assert.equal(any(queue), null);
  queue.reconsider();
  assert.deepEqual(begun(queue), ["a1", "a2"]);
});

Deno.test("one client takes half of the room of what waits, and no more", () => {
  const queue = new Queue({ jobs: 4, size: 100 });
  queue.add(programJob("a1", undefined, 10, "a"));
  assert.equal(queue.isFull(10, "a"), false);
  assert.equal(queue.isFull(41, "a"), true);
  queue.add(programJob("a2", undefined, 10, "a"));
  assert.deepEqual([queue.isFull(10, "a"), queue.isFull(10, "b")], [true, false]);
  any(queue);
  assert.equal(queue.isFull(10, "a"), false);
});
