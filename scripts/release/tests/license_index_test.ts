import assert from "node:assert/strict";
import {
  type Component,
  findGaps,
  type LicenseIndex,
  type Manifest,
  readIndex,
  readTexts,
} from "../notices/index.ts";

const ASSETS = new URL("../../../assets/", import.meta.url);

const COMPONENT: Component = {
  name: "Snake",
  part: "python",
  version: "{python}",
  license: "MIT",
  what: "a snake",
  home: "https://example.org/",
  files: ["snake.wasm"],
  texts: ["snake.txt"],
};
const INDEX: LicenseIndex = {
  describes: { pyodide: "1.0", python: "3.0" },
  components: [COMPONENT],
  texts: { "snake.txt": { source: "a place", sha256: "00" } },
};
const MANIFEST: Manifest = {
  pyodide: {
    version: "1.0",
    python: "3.0",
    source: "npm",
    files: [{ name: "snake.wasm", size: 1, sha256: "00" }],
  },
};
const COMMITTED = ["snake.txt"];

Deno.test("every embedded file has a component, and every licence is as it was committed", async () => {
  const { index, texts } = await readIndex(ASSETS);
  assert.deepEqual([...texts.keys()].sort(), Object.keys(index.texts).sort());
});

Deno.test("an index that fits has no gaps", () => {
  assert.deepEqual(findGaps(INDEX, MANIFEST, COMMITTED), []);
});

Deno.test("an embedded file without a component is a gap", () => {
  const more: Manifest = {
    ...MANIFEST,
    fonts: { version: "1", source: "a place", files: [{ name: "a.ttf", size: 1, sha256: "00" }] },
  };
  assert.deepEqual(findGaps(INDEX, more, COMMITTED), ["no component is said to be in a.ttf"]);
});

Deno.test("another version of Pyodide or Python is a gap until somebody has looked into it", () => {
  const newer = { pyodide: { ...MANIFEST.pyodide!, version: "2.0", python: "3.1" } };
  assert.deepEqual(findGaps(INDEX, newer, COMMITTED), [
    "it describes pyodide 1.0, the manifest names 2.0 (look up what that is made of)",
    "it describes python 3.0, the manifest names 3.1 (look up what that is made of)",
  ]);
});

for (
  const [what, index, committed, gap] of [
    [
      "a component of a file that is not embedded",
      { ...INDEX, components: [{ ...COMPONENT, files: ["snake.wasm", "old.wasm"] }] },
      COMMITTED,
      "the manifest has no old.wasm",
    ],
    [
      "a component with a licence and no text",
      { ...INDEX, components: [COMPONENT, { ...COMPONENT, name: "Bare", texts: [] }] },
      COMMITTED,
      "Bare has no text",
    ],
    ["a text without a source", { ...INDEX, texts: {} }, [], "snake.txt has no source and SHA-256"],
    [
      "a text that nothing uses",
      { ...INDEX, texts: { ...INDEX.texts, "old.txt": { source: "a place", sha256: "00" } } },
      COMMITTED,
      "no component uses old.txt",
    ],
    [
      "a file that is not in the index",
      INDEX,
      ["new.txt", "snake.txt"],
      "new.txt is in the folder, but not in the index",
    ],
  ] as const
) {
  Deno.test(`${what} is a gap`, () => {
    assert.deepEqual(findGaps(index, MANIFEST, committed), [gap]);
  });
}

Deno.test("a licence that was changed or is missing is refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const base = new URL(`file://${folder}/`);
    const records = {
      "a.txt": {
        source: "a place",
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      },
    };
    await assert.rejects(readTexts(base, records), new Error("assets/licenses/a.txt is missing"));
    await Deno.writeTextFile(new URL("a.txt", base), "abd");
    await assert.rejects(
      readTexts(base, records),
      new Error(
        "assets/licenses/a.txt: expected SHA-256 " +
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, got " +
          "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9; " +
          "a licence is copied word for word: restore it, or copy it again and correct the index",
      ),
    );
    await Deno.writeTextFile(new URL("a.txt", base), "abc");
    assert.deepEqual([...await readTexts(base, records)], [
      ["a.txt", { source: "a place", text: "abc" }],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
