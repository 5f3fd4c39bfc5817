/** How the pack gets into an executable. The end-to-end tests show that it is found there. */
import assert from "node:assert/strict";
import { appendPack } from "../build/append_pack.ts";
import { decodeFooter, PACK_FOOTER_BYTES } from "../../../src/pack/pack.ts";
import { PAGE_BYTES } from "../../../src/pack/pages.ts";

const PACK = new Uint8Array(8192).fill(0xEE);
const CODE = new Uint8Array(5000).fill(0xCC);

/** Deno's part as version 2.6 makes it: 100 bytes and a trailer. */
function trailingPart(): Uint8Array<ArrayBuffer> {
  const part = new Uint8Array(116).fill(0xDD);
  const trailer = new DataView(part.buffer, 100);
  trailer.setUint32(0, 0x501E, true);
  trailer.setUint32(4, 0x2A7, true);
  trailer.setBigUint64(8, 116n, true);
  return part;
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("before a part at the end of the file: the code and that part stay as they are", () => {
  const part = trailingPart();
  const joined = appendPack(join(CODE, part), PACK)!;
  assert.deepEqual(joined.slice(0, CODE.length), CODE);
  assert.deepEqual(joined.slice(-part.length), part);
  const footer = joined.slice(-part.length - PACK_FOOTER_BYTES, -part.length);
  assert.equal(decodeFooter(footer), PACK.length);
  assert.deepEqual(
    joined.slice(PAGE_BYTES, PAGE_BYTES + PACK.length),
    PACK,
    "from the start of a page",
  );
});

Deno.test("at the end of the file, where Deno's part is a note of the executable", () => {
  const executable = join(CODE, new TextEncoder().encode(".note.sui\0"));
  const joined = appendPack(executable, PACK)!;
  assert.deepEqual(joined.slice(0, executable.length), executable);
  assert.equal(decodeFooter(joined.slice(-PACK_FOOTER_BYTES)), PACK.length);
  assert.deepEqual(joined.slice(PAGE_BYTES, PAGE_BYTES + PACK.length), PACK);
});

Deno.test("an executable that is laid out in another way is left alone", () => {
  assert.equal(appendPack(CODE, PACK), null);
  const longer = trailingPart();
  assert.equal(appendPack(longer.slice(50), PACK), null, "a part longer than the file");
});
