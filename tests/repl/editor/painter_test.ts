import assert from "node:assert/strict";
import type { Frame } from "../../../src/repl/editor/layout.ts";
import { Painter } from "../../../src/repl/editor/painter.ts";

const SIZE = { columns: 20, rows: 4 };

function frame(rows: string[], row: number, column: number): Frame {
  return { rows: rows.map((text) => ({ text, width: text.length })), cursor: { row, column } };
}

Deno.test("a frame is painted over the one before it, row by row", () => {
  const painter = new Painter();
  assert.equal(painter.paint(frame(["a"], 0, 1), [], SIZE), "\r\x1b[Ja\r\x1b[1C");
  assert.equal(
    painter.paint(frame(["a", "b"], 1, 0), [], SIZE),
    "\r\x1b[Ka\r\n\x1b[Jb\r",
  );
  assert.equal(painter.paint(frame(["ac"], 0, 2), [], SIZE), "\r\x1b[1A\x1b[Jac\r\x1b[2C");
});

Deno.test("rows below are painted, and the cursor goes back above them", () => {
  const painter = new Painter();
  const below = [{ text: "menu", width: 4 }];
  assert.equal(
    painter.paint(frame(["a"], 0, 1), below, SIZE),
    "\r\x1b[Ka\r\n\x1b[Jmenu\x1b[1A\r\x1b[1C",
  );
});

Deno.test("of what is too high the rows around the cursor are painted, and at the end all", () => {
  const painter = new Painter();
  const rows = ["0", "1", "2", "3", "4", "5"];
  assert.equal(
    painter.paint(frame(rows, 5, 0), [], SIZE),
    "\r\x1b[K2\r\n\x1b[K3\r\n\x1b[K4\r\n\x1b[J5\r",
  );
  assert.equal(
    painter.paint(frame(rows, 1, 0), [], SIZE),
    "\r\x1b[3A\x1b[K1\r\n\x1b[K2\r\n\x1b[K3\r\n\x1b[J4\x1b[3A\r",
  );
  assert.equal(
    painter.finish(frame(rows, 1, 0)),
    "\r\x1b[K0\r\n\x1b[K1\r\n\x1b[K2\r\n\x1b[K3\r\n\x1b[K4\r\n\x1b[J5\n",
  );
});

Deno.test("after a new width the frame is found again where the terminal has broken its rows", () => {
  const painter = new Painter();
  painter.paint(frame(["0123456789", "abcdefghij"], 1, 9), [], SIZE);
  painter.resized(4);
  // Three rows of the first line, two of the second above the cursor.
  assert.ok(painter.paint(frame(["x"], 0, 0), [], SIZE).startsWith("\r\x1b[5A\x1b[J"));
});
