import assert from "node:assert/strict";
import { encodeSite } from "../../src/pack/encode_site.ts";
import { decodeSite, isSiteFile, type SiteFolder } from "../../src/pack/site.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const FILES = new Map([
  ["b/c.py", bytes("c")],
  ["a.py", bytes("first")],
  ["b/__init__.py", bytes("")],
  ["b/d/__proto__", bytes("proto")],
  ["constructor", bytes("it")],
]);

Deno.test("files come back by their paths, whatever their names", () => {
  const { root, bytes: all } = decodeSite(encodeSite(FILES));
  for (const [path, expected] of FILES) {
    let entry: SiteFolder[string] = root;
    for (const name of path.split("/")) {
      assert.ok(Object.hasOwn(entry, name), path);
      entry = (entry as SiteFolder)[name]!;
    }
    assert.ok(isSiteFile(entry), path);
    assert.deepEqual(all.slice(entry[0], entry[0] + entry[1]), expected, path);
  }
  assert.deepEqual(Object.keys(root), ["a.py", "b", "constructor"]);
});

Deno.test("the same files give the same bytes, in whatever order they come", () => {
  assert.deepEqual(encodeSite(new Map([...FILES].reverse())), encodeSite(FILES));
});
