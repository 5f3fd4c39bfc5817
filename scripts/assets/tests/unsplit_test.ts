/** The pack's modules put together again, beside Pyodide's module as it was before it was split. */
import assert from "node:assert/strict";
import { version } from "pyodide";
import { ensureAssets } from "../../../src/host/assets.ts";
import { decodeModules } from "../../../src/pack/lazy_modules.ts";
import { decodeIndex, type MemberName } from "../../../src/pack/pack.ts";
import { takeApart } from "../../../src/wasm/parts.ts";
import { dropData, slimModule } from "../../../src/wasm/slim.ts";
import { unsplit } from "../../../src/wasm/unsplit.ts";
import { npmCache, packageFolder } from "../npm_cache.ts";
import { accountStack } from "../stack_accounting.ts";
import { decodeUsage } from "../usage.ts";
import { modulesByUsage } from "../usage_modules.ts";

Deno.test("the whole that is put together of the pack is the one that was split, function by function", async () => {
  await ensureAssets(() => {});
  const assets = new URL("../../../assets/", import.meta.url);
  const pack = await Deno.readFile(new URL("build/python.pack", assets));
  const member = (name: MemberName) => {
    const { offset, length } = decodeIndex(pack).members[name]!;
    return pack.slice(offset, offset + length);
  };
  const lazy = decodeModules(member("lazy.bin")).map(({ bytes }) => bytes);
  const { whole, moduleOf } = unsplit(member("python.wasm"), lazy);
  const folder = packageFolder(await npmCache(), "pyodide", version);
  const wasm = await Deno.readFile(new URL("pyodide.asm.wasm", folder));
  const names = new Set(whole.exports.map(({ name }) => name));
  const slim = slimModule(wasm, (name) => names.has(name));
  const expected = accountStack(takeApart(dropData(slim)), takeApart(dropData(wasm)).exports);
  assert.equal(whole.functions.length, expected.functions.length);
  expected.functions.forEach(({ type, body }, at) => {
    const actual = whole.functions[at]!;
    const isSame = actual.type === type && actual.body.length === body.length &&
      body.every((byte, place) => byte === actual.body[place]);
    assert.ok(isSame, `function ${at}`);
  });
  const rest = ({ functions: _, exports, elements, ...others }: typeof whole) =>
    JSON.stringify({
      ...others,
      exports: exports.map(({ name, kind, index }) => [name, kind, index]),
      elements: elements.map(({ table, slot, functions }) => [table, slot, functions]),
    });
  assert.ok(rest(whole) === rest(expected));
  const usage = decodeUsage(await Deno.readTextFile(new URL("usage.json", assets)), version);
  const ownerOf = modulesByUsage(expected, usage);
  const first = expected.functionImports.length;
  expected.functions.forEach((_, at) => {
    assert.equal(moduleOf(first + at), ownerOf(first + at), `function ${at}`);
  });
});
