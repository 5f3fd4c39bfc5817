/** Names made of what is dangerous in names: whatever is taken leads below the folder on every system, and is no other's. */
import assert from "node:assert/strict";
import { posix, win32 } from "node:path";
import { foldedPath } from "../../src/core/file_names.ts";
import { FileList } from "../../src/host/file_list.ts";
import { MessageError } from "../../src/wire/fields.ts";
import { decodeFileEntry } from "../../src/wire/file_messages.ts";
import { randomNumbers } from "../wire/random.ts";

const PIECES = [
  ...[
    "..",
    ".",
    "/",
    "\\",
    ":",
    "C:",
    "\0",
    " ",
    "a",
    "A",
    "b",
    "\u00e4",
    "a\u0308",
    "CON",
    "nul",
    "com1",
    "aux.",
  ],
  ...[
    "//",
    "\\\\?\\",
    "\\\\server\\share",
    "~",
    "$",
    "%",
    "\n",
    "\u001b",
    "\u202e",
    "\uff0e\uff0e",
    "\uff0f",
    "\u2024",
  ],
];

Deno.test("no list of names leads out of the folder on any system", () => {
  const random = randomNumbers(20_261_128);
  let taken = 0;
  for (let round = 0; round < 20_000; round++) {
    const list = new FileList();
    try {
      for (let at = random(4); at >= 0; at--) {
        const name = Array.from({ length: 1 + random(5) }, () => PIECES[random(PIECES.length)])
          .join("");
        list.add({ isFolder: random(4) === 0, bytes: 0, name });
      }
      const { wanted } = list.select(1000, 0);
      const folded = wanted.map(({ name }) => foldedPath(name));
      assert.equal(new Set(folded).size, folded.length);
      for (const { name } of wanted) {
        taken++;
        assert.equal(posix.resolve("/r", name), `/r/${name}`);
        assert.equal(win32.resolve("C:\\r", name), `C:\\r\\${name.replaceAll("/", "\\")}`);
      }
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
    }
  }
  assert(taken > 1000, `only ${taken} were taken`);
});

Deno.test("any bytes are an entry, or refused with a message that is fit to show", () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 20_000; round++) {
    const payload = Uint8Array.from({ length: random(12) }, () => random(256));
    if (payload.length > 0 && random(2) === 0) payload[0] = random(3);
    try {
      assert(decodeFileEntry(payload).name.length > 0);
    } catch (error) {
      assert(error instanceof MessageError);
      assert.match(error.message, /^[ -~]{1,160}$/);
    }
  }
});
