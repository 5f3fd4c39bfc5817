/** The copy of a process with threads: only one that was made while all others slept goes on. */
import assert from "node:assert/strict";
import { leaveCopy } from "../../src/jail/fork_copy.ts";
import type { RawStreams } from "../../src/jail/raw_powers.ts";
import { decodeForkAnswer } from "../../src/wire/fork_messages.ts";
import { type Thread, threadKernel } from "../walls/linux/thread_model.ts";

const ASLEEP: Thread = ["S (sleeping)", 3, 1];
const WAS_AWAKE: Thread = ["S (sleeping)", 4, 1];

class Left extends Error {}

/** What a process does whose threads are so at each look, and whose copies have the numbers 100, 101 and so on. */
function copied(moments: readonly Readonly<Record<number, Thread>>[]) {
  const kernel = threadKernel(moments);
  const told: number[] = [];
  const raw: Pick<RawStreams, "send" | "leave"> = {
    send: (bytes) => told.push(decodeForkAnswer(bytes).pid),
    leave: () => {
      throw new Left();
    },
  };
  let pid = 100;
  let how = "";
  try {
    leaveCopy(kernel, raw as RawStreams, () => pid++);
  } catch (error) {
    how = error instanceof Left ? "left" : (error as Error).message;
  }
  return { how, told, asked: kernel.asked };
}

Deno.test("a copy that was made while all threads slept is told to go on", () => {
  assert.deepEqual(copied([{ 2: ASLEEP }]), { how: "left", told: [100], asked: ["write 8"] });
});

Deno.test("one that was made while a thread was awake is ended, and another made; the host hears of both", () => {
  // Two looks that are equal, and the one behind the copy.
  assert.deepEqual(copied([{ 2: ASLEEP }, { 2: ASLEEP }, { 2: WAS_AWAKE }]), {
    how: "left",
    told: [100, 101],
    asked: ["kill 100 9", "write 8"],
  });
});

Deno.test("where the threads never rest, no copy is made", () => {
  const { how, told } = copied([{ 2: ["R (running)", 0, 0] }]);
  assert.deepEqual([how, told], ["the engine's threads did not come to rest", []]);
});
