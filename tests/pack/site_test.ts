import assert from "node:assert/strict";
import { checksum } from "../../src/pack/checksum.ts";
import { encodeSite } from "../../src/pack/encode_site.ts";
import {
  decodeSite,
  isSiteFile,
  padded,
  type SiteFile,
  type SiteFolder,
} from "../../src/pack/site.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const FILES = new Map([
  ["b/c.py", bytes("c")],
  ["a.py", bytes("first file")],
  ["b/__init__.py", bytes("")],
  ["b/d/__proto__", bytes("proto")],
  ["constructor", bytes("it")],
]);

Deno.test("files come back by their paths, whatever their names, each with its checksum", () => {
  const site = encodeSite(FILES);
  const root = decodeSite(site.index);
  for (const [path, expected] of FILES) {
    let entry: SiteFile | SiteFolder = root;
    for (const name of path.split("/")) {
      assert.ok(!isSiteFile(entry) && Object.hasOwn(entry, name), path);
      entry = entry[name]!;
    }
    assert.ok(isSiteFile(entry), path);
    const [start, length, sum] = entry;
    assert.equal(start % 8, 0);
    assert.deepEqual(site.bytes.slice(start, start + length), expected, path);
    assert.equal(checksum([site.bytes.subarray(start, start + padded(length))]), sum, path);
  }
  assert.deepEqual(Object.keys(root), ["a.py", "b", "constructor"]);
});

Deno.test("the same files give the same bytes, in whatever order they come", () => {
  assert.deepEqual(encodeSite(new Map([...FILES].reverse())), encodeSite(FILES));
});
