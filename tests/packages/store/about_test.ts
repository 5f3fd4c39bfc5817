/** What users are told of environments whose makers have written something else than what `packages build` writes. */
import assert from "node:assert/strict";
import { type Contents, encodePack } from "../../../src/pack/encode_pack.ts";
import { decodeIndex } from "../../../src/pack/pack.ts";
import { holdEnvironment } from "../../../src/packages/hold_environment.ts";
import { readAbout } from "../../../src/packages/store/about.ts";
import { makeEnvironment } from "../made_environment.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
await makeEnvironment(`${folder}/made.env`, "1", false);
const made = await Deno.readFile(`${folder}/made.env`);
const { members, memoryMaximumOffset, base } = decodeIndex(made);

/** The same with another member `contents.json`, whole in all else. @returns its path. */
async function withContents(contents: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const parts = Object.fromEntries(
    Object.entries(members).map(([name, { offset, length }]) =>
      [name, made.subarray(offset, offset + length)] as const
    ),
  ) as Contents;
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  const pack = encodePack(memoryMaximumOffset, { ...parts, "contents.json": bytes }, base!);
  const path = `${folder}/${crypto.randomUUID()}.env`;
  await Deno.writeFile(path, pack);
  return path;
}

const { offset, length } = members["contents.json"]!;
const text = new TextDecoder().decode(made.subarray(offset, offset + length));

Deno.test("an environment says what it was made from, and a server what packages it has", async () => {
  const path = await withContents(text);
  const { contents, fits } = await readAbout(path, true);
  assert.deepEqual([contents, fits], [JSON.parse(text), true]);
  using held = await holdEnvironment(path);
  assert.deepEqual(held.packages, [{ name: "pure", version: "1" }]);
});

for (
  const [what, contents, why] of [
    ["a control sequence", text.replace(".whl", "\\u001b[2J.whl"), "file is none"],
    ["a digest that is none", text.replace(/"[0-9a-f]{64}"/, '"0"'), "sha256 is none"],
    ["a project twice", text.replace(/\{"file".*?\}/, "$&,$&"), "project pure is there twice"],
    ["no JSON", "\u001b]0;x\u0007", "they are not JSON"],
  ] as const
) {
  Deno.test(`an environment whose contents have ${what} is refused, and nothing of that is shown`, async () => {
    assert.notEqual(contents, text);
    const path = await withContents(contents);
    await assert.rejects(readAbout(path, true), {
      name: "BrokenError",
      message: "its contents cannot be read",
    });
    await assert.rejects(holdEnvironment(path), {
      name: "InternalError",
      message: `--packages ${path}: its list of packages cannot be read: ${why}; make it again`,
    });
  });
}

Deno.test("contents that are too long are not read", async () => {
  const path = await withContents(new Uint8Array(4 * 1024 * 1024 + 1).fill(0x20));
  await assert.rejects(readAbout(path, false), {
    name: "BrokenError",
    message: "its contents are too long",
  });
  await assert.rejects(holdEnvironment(path), {
    name: "InternalError",
    message:
      `--packages ${path}: its list of packages cannot be read: they are too long; make it again`,
  });
});
