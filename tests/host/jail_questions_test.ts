/** The host's answers to what a jail asks, with a clock and a jail of the tests' making. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { JailQuestions } from "../../src/host/jail_questions.ts";
import { encodeReadRequest, encodeWaiting } from "../../src/wire/asks.ts";
import { encodeFrame, FrameType, STDIN_FRAME_BYTES } from "../../src/wire/frame.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const bytes = (text: string) => new TextEncoder().encode(text) as Bytes;
const answerFrame = (text: string) => encodeFrame(FrameType.Stdin, bytes(text));
const SECOND = {
  name: "MessageError",
  message: "A second request for standard input came before the first was answered",
};

/** Lets everything happen that is due. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Asks whose answers and sendings end when a test says so. */
function open(atPrompt = false) {
  const log: string[] = [];
  const reads: PromiseWithResolvers<Bytes>[] = [];
  const sent: { frame: Bytes; taken: PromiseWithResolvers<void> }[] = [];
  const asks = new JailQuestions({
    answerers: {
      stdin: (most) => {
        log.push(`read ${most}`);
        const read = Promise.withResolvers<Bytes>();
        reads.push(read);
        return read.promise;
      },
    },
    atPrompt,
    watch: () => ({ pause: () => log.push("pause"), resume: () => log.push("resume") }),
    send: (frame) => {
      const taken = Promise.withResolvers<void>();
      sent.push({ frame, taken });
      return taken.promise;
    },
    failed: ({ message }) => log.push(`failed: ${message}`),
  });
  const ask = (most: number) => asks.take("stdin", encodeReadRequest(most));
  const waits = (waits: boolean) => asks.takeWaiting(encodeWaiting({ kind: "stdin", waits }));
  return { asks, ask, waits, log, reads, sent };
}

Deno.test("a question is answered with one frame, and the next when the jail has taken that", async () => {
  const { ask, log, reads, sent } = open();
  ask(5);
  reads[0]!.resolve(bytes("abc"));
  await settle();
  deepEqual(sent.map(({ frame }) => frame), [answerFrame("abc")]);
  ask(7);
  await settle();
  deepEqual(log, ["read 5"], "the jail has not taken the first answer yet");
  sent[0]!.taken.resolve();
  await settle();
  deepEqual(log, ["read 5", "read 7"]);
});

Deno.test("a question while another waits for its answer is a violation, and so is a third while one is sent", async () => {
  const { ask, reads } = open();
  ask(5);
  throws(() => ask(5), SECOND);
  reads[0]!.resolve(bytes("abc"));
  await settle();
  ask(5);
  throws(() => ask(5), SECOND);
});

Deno.test("a question with a wrong payload is a violation, and nobody answers it", () => {
  const { asks, log } = open();
  throws(() => asks.take("stdin", new Uint8Array(3)), {
    name: "MessageError",
    message: "A request for standard input has the wrong length",
  });
  deepEqual(log, []);
});

Deno.test("the wall clock stands while a person answers, and only then", async () => {
  const person = open(true);
  person.ask(5);
  deepEqual(person.log, ["pause", "read 5"]);
  person.reads[0]!.resolve(bytes("abc"));
  await settle();
  deepEqual(person.log, ["pause", "read 5", "resume"], "not while the jail takes the answer");
  const pipe = open(false);
  pipe.ask(5);
  pipe.reads[0]!.resolve(bytes("abc"));
  await settle();
  deepEqual(pipe.log, ["read 5"]);
});

Deno.test("the wall clock goes on when an interrupt ends the wait, and stands when the program waits again", async () => {
  const { asks, ask, waits, log, reads, sent } = open(true);
  ask(5);
  asks.interrupt();
  deepEqual(log, ["pause", "read 5", "resume"]);
  // What the jail says of the same is nothing new.
  waits(false);
  asks.interrupt();
  deepEqual(log.length, 3);
  waits(true);
  waits(true);
  deepEqual(log.slice(3), ["pause"]);
  reads[0]!.resolve(bytes("abc"));
  await settle();
  deepEqual(log.slice(4), ["resume"]);
  deepEqual(sent.map(({ frame }) => frame), [answerFrame("abc")]);
});

Deno.test("the wall clock goes on when the program gives up its wait for a reason of its own", async () => {
  const { ask, waits, log, reads } = open(true);
  ask(5);
  waits(false);
  reads[0]!.resolve(bytes("abc"));
  await settle();
  deepEqual(log, ["pause", "read 5", "resume"]);
});

Deno.test("who says that he waits stops no clock without a question, nor when the answer is on its way, nor without a prompt", async () => {
  const { asks, ask, waits, log, reads } = open(true);
  waits(true);
  asks.interrupt();
  deepEqual(log, []);
  ask(5);
  reads[0]!.resolve(bytes("abc"));
  await settle();
  waits(true);
  deepEqual(log, ["pause", "read 5", "resume"]);
  const piped = open(false);
  piped.ask(5);
  piped.asks.interrupt();
  piped.waits(true);
  deepEqual(piped.log, ["read 5"]);
});

Deno.test("what says nothing of a wait is a violation", () => {
  const { asks } = open(true);
  for (const payload of [[], [4], [4, 2], [4, 255], [5, 1], [0, 0], [66, 1]]) {
    throws(() => asks.takeWaiting(Uint8Array.from(payload)), {
      name: "MessageError",
      message: "A message of a wait names no question, or says neither yes nor no",
    });
  }
});

Deno.test("an answer that comes when the program has ended is dropped, and touches no clock", async () => {
  const { asks, ask, log, reads, sent } = open(true);
  ask(5);
  asks.close();
  reads[0]!.resolve(bytes("late"));
  await settle();
  deepEqual([sent, log], [[], ["pause", "read 5"]]);
  const failing = open();
  failing.ask(5);
  failing.asks.close();
  failing.reads[0]!.reject(new Error("gone"));
  await settle();
  deepEqual(failing.log, ["read 5"]);
});

Deno.test("an answer that cannot be given is told, and so is one that is larger than its cap", async () => {
  const failing = open();
  failing.ask(5);
  failing.reads[0]!.reject(new Error("broken"));
  await settle();
  deepEqual(failing.log, ["read 5", "failed: broken"]);
  const large = open();
  large.ask(5);
  large.reads[0]!.resolve(new Uint8Array(STDIN_FRAME_BYTES + 1));
  await settle();
  equal(large.sent.length, 0);
  const what = "standard input gave 262145 bytes at once, more than 262144";
  deepEqual(large.log, ["read 5", `failed: ${what}`]);
});
