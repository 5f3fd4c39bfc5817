/** Lines that wait for room: in order, bounded, and none after the last. */
import { deepEqual, equal } from "node:assert/strict";
import type { Taken } from "../../../src/protocols/jsonl/call_desk.ts";
import { DeferredLines } from "../../../src/protocols/jsonl/deferred_lines.ts";

const text = (text: string): Taken => ({ kind: "text", text });

/** Lets everything happen that is due. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Lines, with room for as many as a test says. */
function open() {
  const taken: string[] = [];
  const rooms: (() => void)[] = [];
  const lines = new DeferredLines(
    () => new Promise((resolve) => rooms.push(resolve)),
    (line) => {
      const said = line.kind === "text" ? line.text : line.kind;
      taken.push(said);
      return said !== "last";
    },
  );
  const makeRoom = async () => {
    rooms.shift()!();
    await settle();
  };
  return { lines, taken, makeRoom };
}

Deno.test("lines are taken in their order, one each time that there is room", async () => {
  const { lines, taken, makeRoom } = open();
  equal(lines.isEmpty, true);
  deepEqual(await Promise.all([lines.add(text("a"), true), lines.add(text("b"), true)]), [
    true,
    true,
  ]);
  deepEqual([taken, lines.isEmpty], [[], false]);
  await makeRoom();
  deepEqual(taken, ["a"]);
  await makeRoom();
  deepEqual([taken, lines.isEmpty], [["a", "b"], true]);
  await lines.taken();
});

Deno.test("a line behind which nothing is to be read is waited for, and so are 16 MiB of lines", async () => {
  const waited = open();
  let isRead = false;
  const read = waited.lines.add(text("a"), false).then((readsOn) => isRead = readsOn);
  await settle();
  equal(isRead, false);
  await waited.makeRoom();
  await read;
  equal(isRead, true);
  const full = open();
  equal(await full.lines.add(text("x".repeat(16 * 1024 * 1024 - 64)), true), true);
  let isOver = false;
  const over = full.lines.add(text("y"), true).then(() => isOver = true);
  await settle();
  equal(isOver, false);
  await full.makeRoom();
  await full.makeRoom();
  await over;
});

Deno.test("what comes behind the last line is dropped, and nothing more is read", async () => {
  const { lines, taken, makeRoom } = open();
  const last = lines.add(text("last"), false);
  lines.add(text("behind"), true);
  await makeRoom();
  equal(await last, false);
  deepEqual([taken, lines.isEmpty], [["last"], true]);
});
