import assert from "node:assert/strict";
import { slimGlue, type Uses } from "../glue.ts";

/** Glue in the form of Emscripten's, with one of each thing that is cut and one that stays. */
const GLUE = `
async function create(moduleArg = {}) {
  var Module = moduleArg;
  var _malloc, _unused, _asked, _called, __low;
  var wasmExports = Module.exports;
  _malloc=Module["_malloc"]=wasmExports["malloc"];
  _unused=Module["_unused"]=wasmExports["unused"];
  _asked=Module["_asked"]=wasmExports["asked"].value>>>0;
  _called=Module["_called"]=wasmExports["called"];
  __low=Module["__low"]=wasmExports["_low"];
  function _log() { return "log " + _called() }
  _log.sig="vp";
  function _dead() { return "dead" }
  _dead.sig="vp";
  function helper() { return "helper" }
  Module["helper"]=helper;
  function forgotten() { return "forgotten" }
  Module["forgotten"]=forgotten;
  function FS() { return "fs" }
  Module["FS"]=FS;
  var wasmImports={log:_log,dead:_dead,"quoted":_log};
  Module.answer = eval("40 + 2");
  Module.say = () => Module.helper() + " " + wasmImports.log();
  Module.imports = Object.keys(wasmImports);
  Module.signature = _log.sig;
  return Module;
}
export default create;
`;

const USES: Uses = {
  exports: new Set(["malloc", "asked"]),
  imports: new Set(["log", "quoted"]),
  members: new Set(["FS"]),
};

/** What the slimmed glue makes of some exports. */
async function run(text: string): Promise<Record<string, unknown>> {
  const { default: create } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  return await create({
    exports: {
      malloc: () => "malloc",
      called: () => "called",
      unused: () => "unused",
      asked: { value: -1 },
      _low: () => "low",
    },
  });
}

Deno.test("the slimmed glue does what it did before", async () => {
  const { text } = await slimGlue(GLUE, USES);
  const [before, after] = [await run(GLUE), await run(text)];
  for (const glue of [before, after]) {
    assert.equal(glue.answer, 42);
    assert.equal((glue.say as () => string)(), "helper log called");
    assert.equal((glue._malloc as () => string)(), "malloc");
    assert.equal(glue._asked, 2 ** 32 - 1);
    assert.equal((glue.FS as () => string)(), "fs");
    assert.equal(glue.signature, "vp");
  }
});

Deno.test("what nothing uses is gone", async () => {
  const { text } = await slimGlue(GLUE, USES);
  const glue = await run(text);
  for (const member of ["_unused", "__low", "forgotten"]) assert.equal(member in glue, false);
  assert.deepEqual(glue.imports, ["log", "quoted"]);
  assert.doesNotMatch(text, /dead|forgotten|unused|_low/);
  assert(text.length < GLUE.length);
});

Deno.test("an export is used where it is named from outside, called, or mentioned by its name", async () => {
  const { isUsed } = await slimGlue(`${GLUE}\nexport const names = ["_low"];`, USES);
  const names = ["malloc", "asked", "called", "_low", "unused", "nosuch"];
  assert.deepEqual(names.map(isUsed), [true, true, true, true, false, false]);
});

Deno.test("direct eval becomes indirect, so that it keeps no variables alive", async () => {
  const { text } = await slimGlue(GLUE, USES);
  assert.match(text, /globalThis\.eval\(/);
  assert.doesNotMatch(text, /(?<![\w$.])eval\(/);
});

Deno.test("glue without a table of imports is refused", async () => {
  for (const text of ["var x = 1;", "var wasmImports={log:_log"]) {
    await assert.rejects(slimGlue(text, USES), { message: "The glue has no table of imports" });
  }
});
