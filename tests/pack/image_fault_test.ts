import assert from "node:assert/strict";
import { encodeImage } from "../../src/pack/encode_image.ts";
import { ImageError, openImage, restoreImage } from "../../src/pack/image.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";
import { ABOUT, asFile, makeHeap, OFFSETS, pagesStart } from "./images.ts";

const FILE = encodeImage(makeHeap(), ABOUT);
const PAGES = pagesStart(FILE);

/** Opens and restores an image file. */
function load(file: Uint8Array<ArrayBuffer>, wasmBytes: number = ABOUT.wasmBytes): void {
  restoreImage(openImage(asFile(file), wasmBytes), new Uint8Array(makeHeap().length));
}

function assertFault(file: Uint8Array<ArrayBuffer>, message: string, wasmBytes?: number): void {
  assert.throws(() => load(file, wasmBytes), (error: unknown) => {
    assert(error instanceof ImageError, String(error));
    assert.equal(error.message, message);
    return true;
  });
}

/** The file with one bit turned over. */
function flipped(at: number, bit: number): Uint8Array<ArrayBuffer> {
  const file = FILE.slice();
  file[at]! ^= 1 << bit;
  return file;
}

function withField(offset: number, value: number): Uint8Array<ArrayBuffer> {
  const file = FILE.slice();
  new DataView(file.buffer).setUint32(offset, value, true);
  return file;
}

Deno.test("a file with another magic is refused", () => {
  for (let at = 0; at < 8; at++) {
    assertFault(flipped(at, 0), "The memory image does not start with its magic");
  }
});

Deno.test("a file of another format is refused, and both formats are named", () => {
  for (const version of [0, 1, 0xFFFF_FFFF]) {
    assertFault(
      withField(OFFSETS.version, version),
      `The memory image has format ${version}, expected 3`,
    );
  }
});

Deno.test("a file that announces too much metadata is refused before it is read", () => {
  for (const length of [1024 * 1024 + 1, 0xFFFF_FFFF]) {
    assertFault(
      withField(OFFSETS.metadataLength, length),
      `The memory image announces ${length} bytes of metadata`,
    );
  }
});

Deno.test("a file that is cut short is refused, wherever it is cut", () => {
  const lengths = [0, 1, 23, 24, 25, PAGES - 1, PAGES, PAGES + 1, FILE.length - 1];
  for (const length of lengths) {
    assertFault(FILE.slice(0, length), "The memory image ends too early");
  }
});

Deno.test("a file that is longer than it says is refused", () => {
  assertFault(
    new Uint8Array([...FILE, 0]),
    "The memory image is longer than its metadata says",
  );
});

Deno.test("any bit that is turned over in the metadata is found", () => {
  // Each bit that says something, and some of the zeros behind.
  for (let at = OFFSETS.prefix; at < PAGES; at += at < 512 ? 1 : 211) {
    for (const bit of [0, 7]) {
      assertFault(flipped(at, bit), "The memory image's metadata does not match its checksum");
    }
  }
});

Deno.test("any bit that is turned over in the pages is found", () => {
  // Steps that meet every lane of the checksum and every bit of a byte.
  for (let at = PAGES, bit = 0; at < FILE.length; at += 601, bit = (bit + 1) % 8) {
    assertFault(flipped(at, bit), "The memory image's pages do not match their checksum");
  }
  assertFault(flipped(FILE.length - 1, 7), "The memory image's pages do not match their checksum");
});

Deno.test("a bit that is turned over in a checksum is found", () => {
  assertFault(flipped(16, 3), "The memory image's metadata does not match its checksum");
  assertFault(flipped(20, 3), "The memory image's pages do not match their checksum");
});

Deno.test("pages that changed their places are found", () => {
  const file = FILE.slice();
  const [first, second] = [
    file.slice(PAGES, PAGES + PAGE_BYTES),
    file.slice(PAGES + PAGE_BYTES, PAGES + 2 * PAGE_BYTES),
  ];
  file.set(second, PAGES);
  file.set(first, PAGES + PAGE_BYTES);
  assertFault(file, "The memory image's pages do not match their checksum");
});

Deno.test("an image of another module is refused", () => {
  assertFault(FILE, "The memory image belongs to another WebAssembly module", ABOUT.wasmBytes + 1);
});
