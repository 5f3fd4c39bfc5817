import assert from "node:assert/strict";
import { fitsPages, openMappable } from "../../src/jail/mapping.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";

const isLinux = Deno.build.os === "linux";
const CONTENT = new Uint8Array(3 * PAGE_BYTES).map((_, at) => at / PAGE_BYTES + 1);

async function withFile(test: (path: string) => void): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, CONTENT);
    test(path);
    assert.deepEqual(await Deno.readFile(path), CONTENT, "the file itself never changes");
  } finally {
    await Deno.remove(path);
  }
}

Deno.test({
  name: "a part of a file is mapped, and what is written to it stays in this process (Linux)",
  ignore: !isLinux,
  fn: () =>
    withFile((path) => {
      using file = openMappable(path)!;
      const view = file.view(PAGE_BYTES, 2 * PAGE_BYTES)!;
      assert.deepEqual(view, CONTENT.slice(PAGE_BYTES));
      view.fill(99);
      assert.deepEqual(file.view(PAGE_BYTES, 5), Uint8Array.of(2, 2, 2, 2, 2));
    }),
});

Deno.test({
  name:
    "a part of a file takes the place of some of a WebAssembly memory, which then grows as before (Linux)",
  ignore: !isLinux,
  fn: () =>
    withFile((path) => {
      using file = openMappable(path)!;
      const memory = new WebAssembly.Memory({ initial: 4, maximum: 6 });
      const heap = () => new Uint8Array(memory.buffer as ArrayBuffer);
      assert(file.over(heap().subarray(PAGE_BYTES, 3 * PAGE_BYTES), PAGE_BYTES));
      const bytesAt = (page: number) => heap().slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
      const pages = () => [0, 1, 2, 3].map((page) => new Set(bytesAt(page)));
      const expected = [[0], [2], [3], [0]].map((bytes) => new Set(bytes));
      assert.deepEqual(pages(), expected);
      memory.grow(2);
      assert.deepEqual(pages(), expected);
      heap().fill(7, 0, 4 * PAGE_BYTES);
      assert.deepEqual(bytesAt(2), new Uint8Array(PAGE_BYTES).fill(7));
    }),
});

Deno.test("the assets can be mapped with every page size that Linux has, and with no other", () => {
  for (const bytes of [4096, 16_384, 65_536]) assert(fitsPages(bytes), `${bytes}`);
  for (const bytes of [-1, 0, 12_288, 131_072]) assert(!fitsPages(bytes), `${bytes}`);
});

Deno.test("a file that is not there cannot be mapped", () => {
  assert.equal(openMappable("/nowhere/at-all"), null);
});
