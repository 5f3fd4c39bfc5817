/** The jail's end of the pipes, on powers of the tests' making. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { Channel } from "../../src/jail/channel.ts";
import type { Powers } from "../../src/jail/powers.ts";
import { encodeFrame, encodeFrames, FrameType } from "../../src/wire/frame.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

/** A channel whose host says `chunks`, one a read, and what it writes. */
function channelOf(chunks: readonly Uint8Array[]): [Channel, Uint8Array[]] {
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
    wait: () => left.length > 0,
    exit: (status) => {
      throw new Error(`exit ${status}`);
    },
    randomFill: () => {},
    monotonic: () => performance.now(),
    wallClock: () => Date.now(),
  };
  return [new Channel(powers), written];
}

const program = (header: string, source: string) =>
  encodeFrames([[FrameType.Program, bytes(header)], [FrameType.Source, bytes(source)]]);

Deno.test("programs follow each other, however their bytes are cut", () => {
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
      const { header, source } = channel.receiveProgram();
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
  equal(text(channel.receiveProgram().header), "next");
  equal(channel.takeInterrupt(), false);
  const target = new Uint8Array(10);
  equal(text(target.subarray(0, channel.readStdin(target))), "own");
});

Deno.test("input that a program left is not read by the next", () => {
  const [channel, written] = channelOf([
    program("one", ""),
    encodeFrame(FrameType.Stdin, bytes("first and more")),
    program("two", ""),
    encodeFrame(FrameType.Stdin, bytes("second")),
  ]);
  channel.receiveProgram();
  const target = new Uint8Array(5);
  equal(text(target.subarray(0, channel.readStdin(target))), "first");
  channel.receiveProgram();
  equal(text(target.subarray(0, channel.readStdin(target))), "secon");
  const wish = encodeFrame(FrameType.WantStdin, new Uint8Array([5, 0, 0, 0]));
  deepEqual(written, [wish, wish]);
});

Deno.test("an interrupt between a program and its source is the program's", () => {
  const [channel] = channelOf([
    encodeFrame(FrameType.Program, bytes("header")),
    encodeFrame(FrameType.Interrupt),
    encodeFrame(FrameType.Source, bytes("source")),
  ]);
  channel.receiveProgram();
  equal(channel.takeInterrupt(), true);
  equal(channel.takeInterrupt(), false);
});

Deno.test("a frame that is no program is an error", () => {
  const [channel] = channelOf([encodeFrame(FrameType.Source, bytes("source"))]);
  throws(() => channel.receiveProgram(), { message: "Unexpected frame of type 65" });
});

Deno.test("what the host says meanwhile is not taken by what is done silently", () => {
  const [channel] = channelOf([program("header", "source")]);
  channel.silently(() => {
    // More looks than one, and time for each.
    for (const end = performance.now() + 30; performance.now() < end;) {
      equal(channel.takeInterrupt(), false);
    }
  });
  equal(channel.isAsked(0), true);
  equal(text(channel.receiveProgram().source), "source");
  equal(channel.isAsked(0), false);
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
