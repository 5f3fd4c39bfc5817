import assert from "node:assert/strict";
import { styledLines } from "../styled.ts";

Deno.test("a captured screen comes in pieces of one style, which goes on over the end of a line", () => {
  const plain = { colour: null, bold: false };
  assert.deepEqual(
    styledLines("\x1b[1m\x1b[35m>>> \x1b[0mx\n\n\x1b[1;91mred\nstill\x1b[39mbold\x1b[0m"),
    [
      [{ text: ">>> ", colour: 35, bold: true }, { text: "x", ...plain }],
      [],
      [{ text: "red", colour: 91, bold: true }],
      [{ text: "still", colour: 91, bold: true }, { text: "bold", colour: null, bold: true }],
    ],
  );
});
