import assert from "node:assert/strict";
import { cut } from "../glue_cuts.ts";
import { isSystemCall } from "../system_calls.ts";

Deno.test("glue that the cuts were not written for is refused, naming what is missing", () => {
  assert.throws(() => cut("var x=1;"), {
    message: `The glue has not one 'mergeLibSymbols(wasmExports,"main");'`,
  });
  assert.throws(() => cut('mergeLibSymbols(wasmExports,"main");'), {
    message:
      `The glue has no 'wasmExports=applySignatureConversions' after 'mergeLibSymbols(wasmExports,"main");'`,
  });
  assert.throws(() => cut('mergeLibSymbols(wasmExports,"main");'.repeat(2)), {
    message: `The glue has not one 'mergeLibSymbols(wasmExports,"main");'`,
  });
});

Deno.test("the glue in use has neither the bridge to JavaScript, nor a linker, nor graphics", async () => {
  const glue = await Deno.readTextFile(
    new URL("../../../assets/build/glue.mjs", import.meta.url),
  );
  for (
    const gone of ["pyodide_js_init", "JsProxy", "hiwire", "loadDynamicLibrary", "LDSO"].concat(
      ...["StackSwitching", "emscripten_gl", "IDBFS", "NODEFS", "SDL", "asm_const"],
    )
  ) {
    assert.equal(glue.includes(gone), false, gone);
  }
  assert.ok(glue.includes("MEMFS"));
});

Deno.test("CPython gets its system calls, and nothing of Pyodide's or of a browser's", () => {
  const given = ["__syscall_openat", "fd_write", "_mmap_js", "emscripten_resize_heap"].concat(
    ...["ffi_call_js", "_PyEM_TrampolineCall_JS", "_maybe_connect_async", "exit"],
  );
  const kept = ["JsProxy_GetAttr_js", "hiwire_invalid_ref_js", "emscripten_asm_const_int"].concat(
    ...["_dlopen_js", "_dlsym_js", "emscripten_glClear", "python2js_custom__create_jscontext"],
    ...["raw_call_js", "pyodide_js_init", "emscripten_promise_create", "__syscall_"],
  );
  assert.deepEqual(given.filter((name) => !isSystemCall(name)), []);
  assert.deepEqual(kept.filter(isSystemCall), []);
});
