import assert from "node:assert/strict";
import { openBasePack } from "../../src/packages/base_pack.ts";
import { runLinker } from "../../src/packages/run_linker.ts";
import { PackageError } from "../../src/packages/package_error.ts";
import { nativeModule } from "./make_wheel.ts";

using base = await openBasePack();
const input = {
  ...{ python: base.member("python.wasm"), lazy: base.member("lazy.bin") },
  ...{ symbols: base.member("symbols.bin"), memoryStart: 64 * 1024 * 1024 },
  calls: "unknown" as const,
};

Deno.test("the linker's process links a module, and gives what goes into an environment", async () => {
  const files = [{ path: "m/_m.so", bytes: nativeModule("_m") }];
  const { python, natives, data, memoryEnd } = await runLinker({ ...input, files });
  assert.deepEqual(Object.keys(natives), ["m/_m.so"]);
  assert.deepEqual(Object.keys(natives["m/_m.so"]!.symbols), ["PyInit__m"]);
  assert.deepEqual(data.map(({ address, bytes }) => [address, bytes.length]), [
    [input.memoryStart, 164],
  ]);
  assert.ok(memoryEnd > input.memoryStart + 164);
  const imports = (bytes: Uint8Array<ArrayBuffer>) =>
    WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  assert.deepEqual(imports(python), imports(input.python));
});

Deno.test("a module that cannot be linked is named, with what is wrong", async () => {
  const files = [{ path: "m.so", bytes: new Uint8Array(8) }];
  await assert.rejects(runLinker({ ...input, files }), (error: unknown) => {
    assert.ok(error instanceof PackageError);
    assert.equal(error.message, "m.so: it is no valid WebAssembly module");
    return true;
  });
});

Deno.test("a linker that fails fails the build", async () => {
  const files = [{ path: "m.so", bytes: nativeModule("m") }];
  const broken = { ...input, python: new Uint8Array(8), files };
  await assert.rejects(runLinker(broken), { message: "the linker failed with status 1" });
});

Deno.test("what the linker gives up is gone, whatever its process was allowed", async () => {
  const { stdout, code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      new URL("../fixtures/linker_powers.ts", import.meta.url).href,
    ],
    stderr: "inherit",
  }).output();
  assert.equal(code, 0);
  assert.equal(new TextDecoder().decode(stdout), "read write net env run sys ffi");
});
