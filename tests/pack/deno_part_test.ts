import assert from "node:assert/strict";
import { hasDenoNote } from "../../scripts/assets/deno_note.ts";
import { denoPartLength } from "../../src/pack/deno_part.ts";

/** The last bytes of an executable that Deno 2.6.8 made. */
const TRAILER = Uint8Array.of(0x1E, 0x50, 0, 0, 0xA7, 2, 0, 0, 0x27, 6, 0, 0, 0, 0, 0, 0);

Deno.test("the trailer of an executable tells how long Deno's part is", () => {
  assert.equal(denoPartLength(TRAILER), 0x627);
});

Deno.test("other bytes are no trailer", () => {
  assert.equal(denoPartLength(new Uint8Array(16)), null);
  assert.equal(denoPartLength(TRAILER.slice(1)), null);
  for (const at of [0, 1, 4, 5]) {
    const other = TRAILER.slice();
    other[at]! ^= 1;
    assert.equal(denoPartLength(other), null);
  }
});

Deno.test("a note is found by the name of its section, wherever it stands", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  assert(hasDenoNote(encode("a.b..note.sui\0c")));
  assert(!hasDenoNote(encode(".note.sux\0.note")));
  assert(!hasDenoNote(new Uint8Array(0)));
});
