import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { encodeFooter, encodePack } from "../../src/pack/encode_pack.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";
import {
  decodeFooter,
  decodeIndex,
  PACK_PREFIX_BYTES,
  PackError,
  packLength,
  verifyPack,
} from "../../src/pack/pack.ts";

const CONTENTS = {
  "python.wasm": new Uint8Array(PAGE_BYTES + 1).fill(1),
  "lazy.bin": new Uint8Array(5).fill(5),
  "image.bin": new Uint8Array(2 * PAGE_BYTES).fill(2),
  "stdlib.zip": new Uint8Array(0),
  "tzdata.zip": new Uint8Array(3).fill(4),
};
const PACK = encodePack(1234, CONTENTS);

Deno.test("a pack gives its members back, each from the start of a page", () => {
  const { memoryMaximumOffset, members, base } = decodeIndex(PACK);
  assert.equal(memoryMaximumOffset, 1234);
  assert.equal(base, null);
  for (const [name, bytes] of Object.entries(CONTENTS)) {
    const { offset, length, sha256 } = members[name as keyof typeof CONTENTS]!;
    assert.equal(offset % PAGE_BYTES, 0);
    assert.deepEqual(PACK.slice(offset, offset + length), bytes, name);
    assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
  }
  assert.equal(PACK.length % PAGE_BYTES, 0);
});

Deno.test("the first page of a pack is all that its index takes", () => {
  assert.deepEqual(decodeIndex(PACK.slice(0, PAGE_BYTES)), decodeIndex(PACK));
});

Deno.test("what is no pack, or one of another format, is refused by name", () => {
  const broken = (at: number, value: number) => {
    const pack = PACK.slice(0, PAGE_BYTES);
    pack[at] = value;
    return () => decodeIndex(pack);
  };
  const refused = (message: string) => (error: unknown) =>
    error instanceof PackError && error.message === message;
  assert.throws(broken(7, 0), refused("The pack does not start with its magic"));
  assert.throws(broken(8, 9), refused("The pack has format 9, expected 8"));
  assert.throws(
    broken(14, 1),
    refused(`The pack announces ${0x10000 | PACK[13]! << 8 | PACK[12]!} bytes of index`),
  );
});

Deno.test("an index that somebody else has written is refused where it is none", () => {
  const index = decodeIndex(PACK);
  const member = index.members["lazy.bin"]!;
  const others = [
    ...[null, 7, "x", [], {}, { ...index, members: undefined }, { ...index, members: null }],
    ...[{ ...index, members: 7 }, { ...index, base: 7 }, { ...index, base: undefined }],
    ...[{ ...index, memoryMaximumOffset: "1" }, { ...index, memoryMaximumOffset: -1 }],
    ...[
      ...[null, 7, "x", [], {}, { ...member, offset: -1 }, { ...member, offset: 0.5 }],
      ...[{ ...member, length: 2 ** 53 }, { ...member, length: "5" }, { ...member, length: null }],
      ...[{ ...member, sha256: undefined }, { ...member, checksum: null }],
    ].map((one) => ({ ...index, members: { "lazy.bin": one } })),
  ];
  for (const one of [index, ...others]) {
    const pack = PACK.slice(0, PAGE_BYTES);
    const bytes = new TextEncoder().encode(JSON.stringify(one));
    new DataView(pack.buffer).setUint32(12, bytes.length, true);
    pack.set(bytes, PACK_PREFIX_BYTES);
    if (one === index) assert.deepEqual(decodeIndex(pack), index);
    else {
      assert.throws(
        () => decodeIndex(pack),
        { name: "PackError", message: "The index of the pack is none" },
        JSON.stringify(one),
      );
    }
  }
});

Deno.test("an environment has members of its own, and says what it was made from", () => {
  const site = new Uint8Array(9).fill(7);
  const pack = encodePack(1, { "site.bin": site }, "ba5e");
  const { members, base } = decodeIndex(pack);
  assert.equal(base, "ba5e");
  const { offset, length } = members["site.bin"]!;
  assert.deepEqual(pack.slice(offset, offset + length), site);
  assert.deepEqual(Object.keys(members), ["site.bin"]);
});

Deno.test("the index says how long the pack is", () => {
  assert.equal(packLength(decodeIndex(PACK)), PACK.length);
});

Deno.test("a pack matches its checksum until any byte of it changes", () => {
  verifyPack(PACK);
  const places = [16, 24, PACK.length >> 1, PACK.length - 1];
  for (let at = 25; at < PACK.length; at += 97) places.push(at);
  for (const at of places) {
    const changed = PACK.slice();
    changed[at]! ^= 1;
    assert.throws(() => verifyPack(changed), (error: unknown) => {
      assert.ok(error instanceof PackError, String(error));
      assert.equal(error.message, "The pack does not match its checksum", String(at));
      return true;
    });
  }
});

Deno.test("a footer tells how long the pack before it is, and nothing else is taken for one", () => {
  const footer = encodeFooter(PACK.length);
  assert.equal(decodeFooter(footer), PACK.length);
  assert.equal(decodeFooter(footer.slice(1)), null);
  for (let at = 0; at < 8; at++) {
    const other = footer.slice();
    other[at]! ^= 1;
    assert.equal(decodeFooter(other), null);
  }
});
