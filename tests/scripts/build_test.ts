/** What is asked of `deno compile`, without compiling. */
import assert from "node:assert/strict";
import { compileArguments } from "../../scripts/build.ts";

const args = compileArguments("/config.json", "/out/pysandbox");

Deno.test("the executable gets the permissions that the host needs and not one more", () => {
  assert.deepEqual(args.filter((arg) => arg.startsWith("--allow")), [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-run",
    "--allow-ffi",
  ]);
  assert.ok(args.includes("--no-prompt"));
});

Deno.test("the executable writes no code cache and makes no code from strings", () => {
  assert.ok(args.includes("--no-code-cache"));
  assert.ok(args.includes("--v8-flags=--disallow-code-generation-from-strings,--stack-size=49152"));
});

Deno.test("the executable carries the assets, and neither tests nor scripts", () => {
  const included = args.filter((_, at) => args[at - 1] === "--include");
  assert.deepEqual(included, [
    "assets/build/python.wasm.bin",
    "assets/build/glue.mjs",
    "assets/build/image.bin",
    "assets/build/stdlib.zip",
    "assets/build/tzdata.zip",
    "assets/build/index.json",
    "src/jail/main.ts",
    "src/cli/main.ts",
  ]);
});

Deno.test("each included file exists", async () => {
  for (const path of args.filter((_, at) => args[at - 1] === "--include")) {
    assert.ok((await Deno.stat(new URL(`../../${path}`, import.meta.url))).isFile, path);
  }
});
