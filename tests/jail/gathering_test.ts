/** What a program prints goes out at once, in order, and a flood of it in few writes. */
import assert from "node:assert/strict";
import { Gathering } from "../../src/jail/gathering.ts";
import { FrameReader, FrameType, JAIL_FRAME_CAPS } from "../../src/wire/frame.ts";

const { Stdout, Stderr } = FrameType;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A gathering with a clock that stands, and what it wrote. */
function gathering() {
  const writes: Uint8Array<ArrayBuffer>[] = [];
  const clock = { now: 1000 };
  const made = new Gathering((frames) => writes.push(frames.slice()), () => clock.now);
  return { made, writes, clock };
}

/** The frames of some writes, as their types and texts. */
function framesOf(writes: readonly Uint8Array<ArrayBuffer>[]): [number, string][] {
  const reader = new FrameReader(JAIL_FRAME_CAPS, new Set());
  const frames = writes.flatMap((write) =>
    [...reader.read(write)].map(({ type, payload }): [number, string] => [
      type,
      new TextDecoder().decode(payload.slice()),
    ])
  );
  reader.end();
  return frames;
}

/** Adds so many pieces that the next ones are a flood. */
function flood(made: Gathering): void {
  for (let at = 0; at < 64; at++) made.add(Stdout, bytes("x"));
}

Deno.test("pieces that are no flood go out at once, one by one", () => {
  const { made, writes, clock } = gathering();
  const said: [number, string][] = [];
  for (let at = 0; at < 1000; at++) {
    made.add(at % 2 ? Stderr : Stdout, bytes(`${at}\n`));
    said.push([at % 2 ? Stderr : Stdout, `${at}\n`]);
    assert.equal(writes.length, at + 1);
    clock.now += 0.25;
  }
  assert.deepEqual(framesOf(writes), said);
});

Deno.test("of a flood, the first 64 pieces go out at once, and the rest waits", () => {
  const { made, writes, clock } = gathering();
  flood(made);
  assert.equal(writes.length, 64);
  made.add(Stdout, bytes("one "));
  made.add(Stdout, bytes("two"));
  made.add(Stderr, bytes("three"));
  clock.now += 0.1;
  made.add(Stdout, bytes("four"));
  made.flushIfDue();
  assert.equal(writes.length, 64);
  made.flush();
  assert.equal(writes.length, 65);
  assert.deepEqual(framesOf(writes.slice(64)), [
    [Stdout, "one two"],
    [Stderr, "three"],
    [Stdout, "four"],
  ]);
  made.flush();
  made.flushIfDue();
  assert.equal(writes.length, 65);
});

Deno.test("what has waited for 2 ms goes out with the next piece, or when somebody looks", () => {
  const { made, writes, clock } = gathering();
  flood(made);
  made.add(Stdout, bytes("a"));
  clock.now += 1;
  // A flood of a piece in a quarter of a millisecond is none: so many are added that it stays one.
  for (let at = 0; at < 4; at++) made.add(Stdout, bytes("b"));
  assert.equal(writes.length, 68);
  made.add(Stdout, bytes("c"));
  clock.now += 1.9;
  made.flushIfDue();
  assert.equal(writes.length, 68);
  clock.now += 0.2;
  made.flushIfDue();
  assert.deepEqual(framesOf(writes.slice(64)).map(([, text]) => text), ["ab", "b", "b", "b", "c"]);
});

Deno.test("a pause ends a flood", () => {
  const { made, writes, clock } = gathering();
  flood(made);
  made.add(Stdout, bytes("late"));
  clock.now += 16;
  for (let at = 0; at < 64; at++) made.add(Stdout, bytes("y"));
  assert.equal(writes.length, 128);
  made.add(Stdout, bytes("z"));
  assert.equal(writes.length, 128);
});

Deno.test("a flood goes out in writes of at most 64 KiB, and large pieces by themselves", () => {
  const { made, writes } = gathering();
  flood(made);
  const line = bytes("0123456789abcde\n");
  for (let at = 0; at < 100_000; at++) made.add(Stdout, line);
  made.flush();
  const flooded = writes.slice(64);
  assert.ok(flooded.length < 30, `${flooded.length} writes`);
  assert.ok(flooded.every(({ length }) => length <= 64 * 1024));
  assert.equal(
    framesOf(flooded).map(([, text]) => text).join(""),
    "0123456789abcde\n".repeat(100_000),
  );

  made.add(Stderr, bytes("before"));
  made.add(Stdout, bytes("L".repeat(600 * 1024)));
  made.add(Stderr, bytes("after"));
  made.flush();
  const frames = framesOf(writes.slice(64 + flooded.length));
  assert.deepEqual(frames.map(([type, text]) => [type, text.length]), [
    [Stderr, 6],
    ...[[Stdout, 262_144], [Stdout, 262_144], [Stdout, 90_112]],
    [Stderr, 5],
  ]);
});

Deno.test("nothing is nothing", () => {
  const { made, writes } = gathering();
  made.add(Stdout, new Uint8Array(0));
  made.flush();
  assert.deepEqual(writes, []);
});

/** A buffer before a gathering, as Python's: it is open or shut, and pieces may be put into it. */
function earlierBuffer() {
  const held: string[] = [];
  const state = { isOpen: false, isBusy: false };
  const buffer = {
    get isOpen() {
      return state.isOpen;
    },
    open: () => void (state.isOpen = true),
    shut: () => {
      if (state.isBusy) return null;
      state.isOpen = false;
      const text = held.splice(0).join("");
      return text === "" ? null : bytes(text);
    },
  };
  return { buffer, held, state };
}

Deno.test("a flood of standard output opens the earlier buffer, and whatever else is said comes after it", () => {
  const { made, writes } = gathering();
  const { buffer, held, state } = earlierBuffer();
  made.gatherIn(buffer);
  flood(made);
  assert.equal(state.isOpen, false);
  made.add(Stderr, bytes("not by way of it "));
  assert.equal(state.isOpen, false);
  made.add(Stdout, bytes("first "), true);
  assert.equal(state.isOpen, true);
  held.push("second ", "third ");
  made.add(Stderr, bytes("fourth "));
  assert.equal(state.isOpen, false);
  made.add(Stdout, bytes("fifth "), true);
  held.push("sixth");
  assert.equal(writes.length, 64);
  made.flush();
  assert.deepEqual(framesOf(writes.slice(64)), [
    [Stderr, "not by way of it "],
    [Stdout, "first second third "],
    [Stderr, "fourth "],
    [Stdout, "fifth sixth"],
  ]);
  assert.equal(state.isOpen, false);
});

Deno.test("what waits in the earlier buffer goes out when 2 ms have passed, and the flood goes on", () => {
  const { made, writes, clock } = gathering();
  const { buffer, held, state } = earlierBuffer();
  made.gatherIn(buffer);
  flood(made);
  made.add(Stdout, bytes("a"), true);
  held.push("b");
  clock.now += 1.9;
  made.flushIfDue();
  assert.deepEqual([writes.length, state.isOpen], [64, true]);
  clock.now += 0.2;
  made.flushIfDue();
  assert.deepEqual(framesOf(writes.slice(64)), [[Stdout, "ab"]]);
  assert.equal(state.isOpen, false);
  // Of pieces that nobody has counted, none earns the next one a way out.
  made.add(Stdout, bytes("c"), true);
  assert.deepEqual([writes.length, state.isOpen], [65, true]);
  clock.now += 2;
  made.flushIfDue();
  assert.deepEqual([writes.length, state.isOpen], [66, false]);
  // Nothing came for a while: that was its end.
  clock.now += 0.25;
  made.add(Stdout, bytes("d"), true);
  assert.deepEqual([writes.length, state.isOpen], [67, false]);
  assert.deepEqual(framesOf(writes.slice(65)), [[Stdout, "c"], [Stdout, "d"]]);
});

Deno.test("an earlier buffer that is being written sends its own, and is shut when that is over", () => {
  const { made, writes, clock } = gathering();
  const { buffer, held, state } = earlierBuffer();
  made.gatherIn(buffer);
  flood(made);
  made.add(Stdout, bytes("a"), true);
  state.isBusy = true;
  held.push("b");
  made.add(Stdout, bytes("b"), true);
  clock.now += 5;
  made.flushIfDue();
  assert.deepEqual(framesOf(writes.slice(64)), [[Stdout, "ab"]]);
  held.length = 0;
  state.isBusy = false;
  made.flushIfDue();
  assert.deepEqual([writes.length, state.isOpen], [65, false]);
});

Deno.test("a full earlier buffer fits behind what waits already", () => {
  const { made, writes } = gathering();
  const { buffer, held } = earlierBuffer();
  made.gatherIn(buffer);
  flood(made);
  made.add(Stdout, bytes("x".repeat(60_000)), true);
  held.push("y".repeat(65_536));
  made.add(Stderr, bytes("z".repeat(60_000)));
  made.flush();
  assert.deepEqual(
    framesOf(writes.slice(64)).map(([type, text]) => [type, text[0], text.length]),
    [[Stdout, "x", 60_000], [Stdout, "y", 65_536], [Stderr, "z", 60_000]],
  );
});
