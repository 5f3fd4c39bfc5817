import assert from "node:assert/strict";
import { MessageError } from "../../src/wire/fields.ts";
import {
  decodeFileEntry,
  decodeFilesIn,
  decodeListEnd,
  decodePath,
  decodeTakeFiles,
  encodeFileEntry,
  encodeListEnd,
  encodePath,
  encodeTakeFiles,
} from "../../src/wire/file_messages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function assertRefused(read: () => unknown, message: string): void {
  assert.throws(read, (error: unknown) => {
    assert(error instanceof MessageError);
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("what is said of files is read as it was written", () => {
  const file = { isFolder: false, bytes: 2 ** 32 - 1, name: "\ufeffa/\u65e5" };
  assert.deepEqual(decodeFileEntry(encodeFileEntry(false, file.bytes, bytes(file.name))), file);
  const folder = { isFolder: true, bytes: 0, name: "a" };
  assert.deepEqual(decodeFileEntry(encodeFileEntry(true, 0, bytes("a"))), folder);
  assert.deepEqual(decodeListEnd(encodeListEnd({ leftOut: 70_000 })), { leftOut: 70_000 });
  assert.deepEqual(decodeTakeFiles(encodeTakeFiles([0, 9_999, 2 ** 32 - 1])), [
    0,
    9_999,
    2 ** 32 - 1,
  ]);
  assert.equal(decodePath(encodePath("a/\u65e5")), "a/\u65e5");
  assert.deepEqual([0, 1, 2].map((status) => decodeFilesIn(Uint8Array.of(status))), [0, 1, 2]);
});

Deno.test("what no jail says of files is refused", () => {
  const none = "An entry in the list of files is none";
  assertRefused(() => decodeFileEntry(new Uint8Array(0)), none);
  assertRefused(() => decodeFileEntry(Uint8Array.of(1, 0, 0, 0, 0)), none);
  assertRefused(() => decodeFileEntry(Uint8Array.of(2, 0, 0, 0, 0, 97)), none);
  assertRefused(
    () => decodeFileEntry(encodeFileEntry(true, 1, bytes("a"))),
    "A listed folder has bytes",
  );
  assertRefused(
    () => decodeFileEntry(encodeFileEntry(false, 1, Uint8Array.of(0xff))),
    "The name of a listed file is no UTF-8",
  );
  // Half of a surrogate pair, as UTF-8 does not have it.
  assertRefused(
    () => decodeFileEntry(encodeFileEntry(false, 1, Uint8Array.of(0xed, 0xa0, 0x80))),
    "The name of a listed file is no UTF-8",
  );
  assertRefused(() => decodeListEnd(new Uint8Array(3)), "The end of the list of files is none");
  for (const payload of [[], [3], [255]]) {
    assertRefused(
      () => decodeFilesIn(Uint8Array.from(payload)),
      "What became of the files is none of what is known",
    );
  }
});
