/** The jail's end of the pipes, on powers of the tests' making. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { Channel, Interrupted } from "../../src/jail/channel.ts";
import type { Powers } from "../../src/jail/powers.ts";
import { Stdin } from "../../src/jail/stdin.ts";
import { encodeReadRequest, encodeWaiting } from "../../src/wire/asks.ts";
import { encodeFrame, encodeFrames, FrameType } from "../../src/wire/frame.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

/**
 * A channel whose host says `chunks`, one a read, and what it writes.
 *
 * @param clock its time in milliseconds, which passes while it waits and when the test says so; without it, time passes.
 */
function channelOf(
  chunks: readonly Uint8Array[],
  clock: { now: number } | null = null,
): [Channel, Uint8Array[]] {
  const left = chunks.map((chunk) => chunk.slice());
  const written: Uint8Array[] = [];
  const powers: Powers = {
    read: (target) => {
      const chunk = left.shift();
      if (chunk === undefined) return null;
      const count = Math.min(target.length, chunk.length);
      target.set(chunk.subarray(0, count));
      if (count < chunk.length) left.unshift(chunk.subarray(count));
      return count;
    },
    write: (piece) => {
      written.push(piece.slice());
      return piece.length;
    },
    wait: (milliseconds) => {
      if (clock !== null && left.length === 0) clock.now += milliseconds;
      return left.length > 0;
    },
    exit: (status) => {
      throw new Error(`exit ${status}`);
    },
    randomFill: () => {},
    monotonic: () => clock?.now ?? performance.now(),
    wallClock: () => Date.now(),
    cpuTime: null,
  };
  return [new Channel(powers), written];
}

const program = (header: string, source: string) =>
  encodeFrames([[FrameType.Request, bytes(header)], [FrameType.Source, bytes(source)]]);

Deno.test("requests follow each other, however their bytes are cut", () => {
  const stream = [
    ...program("one", "1"),
    ...program("two", "x".repeat(40_000)),
    ...program("3", ""),
  ];
  for (const size of [97, 4096, stream.length]) {
    const chunks = [];
    for (let at = 0; at < stream.length; at += size) {
      chunks.push(Uint8Array.from(stream.slice(at, at + size)));
    }
    const [channel] = channelOf(chunks);
    const read = () => {
      const { header, source } = channel.receiveRequest();
      return [text(header), source.length];
    };
    deepEqual([read(), read(), read()], [["one", 1], ["two", 40_000], ["3", 0]]);
    throws(read, { message: "exit 0" });
  }
});

Deno.test("what was on its way to a program that has ended is not for the next", () => {
  const [channel] = channelOf([
    encodeFrame(FrameType.Interrupt),
    encodeFrame(FrameType.Stdin, bytes("late")),
    encodeFrame(FrameType.Interrupt),
    program("next", "pass"),
    encodeFrame(FrameType.Stdin, bytes("own")),
  ]);
  equal(text(channel.receiveRequest().header), "next");
  equal(channel.takeInterrupt(), false);
  equal(text(channel.ask("stdin", encodeReadRequest(10))), "own");
});

/** What a read of at most so many bytes gives. */
function read(stdin: Stdin, most: number): string {
  const target = new Uint8Array(most);
  return text(target.subarray(0, stdin.read(target)));
}

const readFrame = (most: number) => encodeFrame(FrameType.ReadStdin, encodeReadRequest(most));
const waitsFrame = (waits: boolean) =>
  encodeFrame(FrameType.Waiting, encodeWaiting({ kind: "stdin", waits }));
const inputFrame = (words: string) => encodeFrame(FrameType.Stdin, bytes(words));

Deno.test("input that a program left is not read by the next", () => {
  const [channel, written] = channelOf([
    program("one", ""),
    inputFrame("first and more"),
    program("two", ""),
    inputFrame("second"),
  ]);
  const stdin = new Stdin(channel);
  channel.receiveRequest();
  equal(read(stdin, 5), "first");
  channel.receiveRequest();
  stdin.reset();
  equal(read(stdin, 5), "secon");
  deepEqual(written, [readFrame(5), readFrame(5)]);
});

Deno.test("input that comes in one answer is read piece by piece, and asked for once", () => {
  const [channel, written] = channelOf([inputFrame("abcdef"), inputFrame(""), inputFrame("g")]);
  const stdin = new Stdin(channel);
  deepEqual([read(stdin, 2), read(stdin, 0), read(stdin, 10)], ["ab", "", "cdef"]);
  // The end of the input is told once.
  deepEqual([read(stdin, 3), read(stdin, 3)], ["", "g"]);
  deepEqual(written, [readFrame(2), readFrame(3), readFrame(3)]);
});

Deno.test("an interrupt ends the wait for an answer, and the answer is the next one's of its kind", () => {
  const [channel, written] = channelOf([encodeFrame(FrameType.Interrupt), inputFrame("late")]);
  const stdin = new Stdin(channel);
  throws(() => read(stdin, 5), Interrupted);
  equal(channel.takeInterrupt(), true);
  equal(read(stdin, 9), "late");
  deepEqual(written, [readFrame(5), waitsFrame(false), waitsFrame(true)]);
});

Deno.test("an interrupt that comes before the answer leaves it to be read, however they are cut", () => {
  const frames = [...encodeFrame(FrameType.Interrupt), ...inputFrame("late")];
  const [channel, written] = channelOf([Uint8Array.from(frames)]);
  const stdin = new Stdin(channel);
  throws(() => read(stdin, 5), Interrupted);
  // The answer is taken in while the program computes, which interrupts nothing.
  const until = performance.now() + 30;
  while (channel.hasInput(0) && performance.now() < until) channel.takeInterrupt();
  channel.takeInterrupt();
  equal(read(stdin, 9), "late");
  deepEqual(written, [readFrame(5), waitsFrame(false)], "it did not wait again");
});

Deno.test("each wait that an interrupt ends is told, and each that begins again, until the answer is there", () => {
  const interrupt = encodeFrame(FrameType.Interrupt);
  const [channel, written] = channelOf([interrupt, interrupt, inputFrame("at last")]);
  const stdin = new Stdin(channel);
  for (let times = 0; times < 2; times++) {
    throws(() => read(stdin, 5), Interrupted);
    equal(channel.takeInterrupt(), true);
  }
  equal(read(stdin, 9), "at last");
  deepEqual(written, [
    readFrame(5),
    waitsFrame(false),
    waitsFrame(true),
    waitsFrame(false),
    waitsFrame(true),
  ]);
});

Deno.test("an answer that was due to a program which has ended is dropped, and its question with it", () => {
  const [channel, written] = channelOf([
    encodeFrame(FrameType.Interrupt),
    inputFrame("late"),
    program("two", ""),
    inputFrame("own"),
  ]);
  const stdin = new Stdin(channel);
  throws(() => read(stdin, 5), Interrupted);
  equal(text(channel.receiveRequest().header), "two");
  equal(read(stdin, 5), "own");
  deepEqual(written, [readFrame(5), waitsFrame(false), readFrame(5)]);
});

Deno.test("an answer that nobody has asked for is an error", () => {
  const [channel] = channelOf([inputFrame("own"), inputFrame("forged")]);
  equal(text(channel.ask("stdin", encodeReadRequest(5))), "own");
  throws(() => channel.sleep(1000), { message: "Unexpected frame of type 66" });
});

Deno.test("an interrupt between a program and its source is the program's", () => {
  const [channel] = channelOf([
    encodeFrame(FrameType.Request, bytes("header")),
    encodeFrame(FrameType.Interrupt),
    encodeFrame(FrameType.Source, bytes("source")),
  ]);
  channel.receiveRequest();
  equal(channel.takeInterrupt(), true);
  equal(channel.takeInterrupt(), false);
});

Deno.test("a frame that is no request is an error", () => {
  const [channel] = channelOf([encodeFrame(FrameType.Source, bytes("source"))]);
  throws(() => channel.receiveRequest(), { message: "Unexpected frame of type 65" });
});

Deno.test("what the host says meanwhile is not taken by what is done silently", () => {
  const [channel] = channelOf([program("header", "source")]);
  channel.silently(() => {
    // More looks than one, and time for each.
    for (const end = performance.now() + 30; performance.now() < end;) {
      equal(channel.takeInterrupt(), false);
    }
  });
  equal(channel.hasInput(0), true);
  equal(text(channel.receiveRequest().source), "source");
  equal(channel.hasInput(0), false);
});

Deno.test("what is said silently is not sent, what follows is", () => {
  const [channel, written] = channelOf([]);
  channel.silently(() => channel.sendOutput(FrameType.Stdout, bytes("hush")));
  deepEqual(written, []);
  throws(() =>
    channel.silently(() => {
      throw new Error("broken");
    }), { message: "broken" });
  channel.sendOutput(FrameType.Stdout, bytes("loud"));
  deepEqual(written, [encodeFrame(FrameType.Stdout, bytes("loud"))]);
});

/** Prints so many pieces at once that the last ones wait, and tells how many were sent by then. */
function flood(channel: Channel, written: readonly Uint8Array[]): number {
  for (let at = 0; at < 100; at++) channel.sendOutput(FrameType.Stdout, bytes("x"));
  channel.sendOutput(FrameType.Stdout, bytes("last"));
  return written.length;
}

/** Whether the last piece of the flood has been sent. */
const hasLast = (written: readonly Uint8Array[]) =>
  written.some((frames) => text(frames).includes("last"));

Deno.test("what waits of a flood is sent before the jail says anything else, sleeps, reads or ends", () => {
  const ways: Record<string, (channel: Channel) => void> = {
    "an end": (channel) => channel.send(FrameType.End, bytes("{}")),
    "a sleep": (channel) => channel.sleep(1),
    "input": (channel) => new Stdin(channel).read(new Uint8Array(10)),
    "the next program": (channel) => channel.receiveRequest(),
  };
  for (const [what, way] of Object.entries(ways)) {
    const [channel, written] = channelOf(
      what === "input"
        ? [encodeFrame(FrameType.Stdin, bytes("typed"))]
        : [program("header", "source")].slice(0, what === "the next program" ? 1 : 0),
      { now: 0 },
    );
    const before = flood(channel, written);
    equal(hasLast(written), false, what);
    way(channel);
    equal(hasLast(written), true, what);
    // In one write, and before what the jail says by itself.
    equal(text(written[before]!).endsWith("last"), true, what);
  }
});

Deno.test("what waits of a flood is sent while the program computes", () => {
  const clock = { now: 0 };
  const [channel, written] = channelOf([], clock);
  const compute = () => {
    for (let polls = 0; polls < 100; polls++) channel.takeInterrupt();
  };
  flood(channel, written);
  compute();
  equal(hasLast(written), false);
  clock.now += 2;
  compute();
  equal(hasLast(written), true);
});

/** A channel to which `chunks` come, and what it takes of the answers to calls. */
function callChannelOf(chunks: readonly Uint8Array[]): [Channel, string[]] {
  const [channel] = channelOf(chunks);
  const answers: string[] = [];
  channel.onCallAnswer((payload) => answers.push(text(payload)));
  return [channel, answers];
}

Deno.test("answers to calls are taken in until a wait for them is over", () => {
  const [channel, answers] = callChannelOf([
    encodeFrames([[FrameType.CallAnswer, bytes("one")], [FrameType.CallAnswer, bytes("two")]]),
    encodeFrame(FrameType.CallAnswer, bytes("three")),
  ]);
  channel.takeUntil(() => answers.length > 0, Infinity);
  deepEqual(answers, ["one"]);
  channel.takeUntil(() => answers.length > 2, 10_000);
  deepEqual(answers, ["one", "two", "three"]);
  channel.takeUntil(() => false, 5);
  channel.takeUntil(() => false, 0);
});

Deno.test("an interrupt ends a wait for answers to calls, and a timer does", () => {
  const [channel, answers] = callChannelOf([
    encodeFrame(FrameType.Interrupt),
    encodeFrame(FrameType.CallAnswer, bytes("later")),
  ]);
  throws(() => channel.takeUntil(() => answers.length > 0, Infinity), Interrupted);
  equal(channel.takeInterrupt(), true);
  channel.takeUntil(() => answers.length > 0, Infinity);
  deepEqual(answers, ["later"]);
  const [timed] = callChannelOf([]);
  timed.limitWaits(() => 5);
  throws(() => timed.takeUntil(() => false, Infinity), Interrupted);
  timed.takeUntil(() => false, 1);
});

Deno.test("an answer to a call of a program that has ended is dropped, and one that nobody could have asked for is not", () => {
  const late = encodeFrame(FrameType.CallAnswer, bytes("late"));
  const [channel, answers] = callChannelOf([late, program("next", "pass")]);
  equal(text(channel.receiveRequest().header), "next");
  deepEqual(answers, []);
  const [other] = channelOf([late]);
  throws(() => other.ask("stdin", encodeReadRequest(10)), {
    message: "Unexpected frame of type 75",
  });
});

Deno.test("what is run silently until somebody asks waits for nothing, says nothing, and takes nothing", () => {
  const [channel, written] = channelOf([program("a request", "pass")]);
  channel.silentlyUntilAsked(() => {
    throws(() => channel.ask("stdin", encodeReadRequest(1)), Interrupted);
    equal(channel.takeInterrupt(), true);
    throws(() => channel.sleep(1000), Interrupted);
    equal(channel.takeInterrupt(), true);
    throws(() => channel.takeUntil(() => false, 1000), Interrupted);
    equal(channel.takeInterrupt(), true);
    channel.sendOutput(FrameType.Stdout, bytes("text"));
    channel.send(FrameType.Waiting, bytes("{}"));
    channel.sendBytes(bytes("text"));
    // A request is there: it interrupts what runs.
    while (!channel.takeInterrupt());
  });
  deepEqual(written, []);
  equal(channel.takeInterrupt(), false);
  equal(text(channel.receiveRequest().header), "a request");
});
