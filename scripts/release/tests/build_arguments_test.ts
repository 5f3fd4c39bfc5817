/**
 * The arguments of `deno compile` for each target, and which files go into the executable. Nothing is compiled.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { compileArguments, INCLUDED, LATER_MODULES, PACK } from "../build/compile_arguments.ts";
import { checkIncluded, makeIncluded } from "../build/included.ts";
import { findFiles } from "../build/deno.ts";
import { laterModules } from "../build/later_modules.ts";
import { embeddedModules } from "../build/module_graph.ts";
import { TARGETS } from "../build/targets.ts";

const ROOT = new URL("../../../", import.meta.url);

/** The stack that the engine may use, in KiB: what `src/host/stack.ts` provides on that system. */
const STACKS: Readonly<Record<string, number>> = {
  "x86_64-unknown-linux-gnu": 98304,
  "aarch64-unknown-linux-gnu": 98304,
  "x86_64-apple-darwin": 984,
  "aarch64-apple-darwin": 984,
  "x86_64-pc-windows-msvc": 98304,
};

Deno.test("each target's executable is compiled by this command, and by no other", () => {
  assert.deepEqual(TARGETS.map(({ triple }) => triple).sort(), Object.keys(STACKS).sort());
  for (const target of TARGETS) {
    assert.deepEqual(compileArguments(target, "/out/pysandbox"), [
      ...["compile", "--target", target.triple],
      ...["--no-prompt", "--no-code-cache"],
      ...["--no-check", "--no-lock", "--no-npm", "--no-remote"],
      ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi"],
      "--allow-net",
      "--v8-flags=--disallow-code-generation-from-strings,--wasm-tiering-budget=1000000000," +
      "--no-wasm-inlining,--no-wasm-inlining-call-indirect," +
      `--stack-size=${STACKS[target.triple]}`,
      ...["--include", "assets/build/glue.mjs"],
      ...["--include", "assets/build/mcp_client.mjs.gz"],
      ...["--include", "assets/build/mcp_server.mjs.gz"],
      ...["--include", "assets/build/notices.txt.gz"],
      ...["--include", "assets/build/pyodide_wheels.json.gz"],
      ...["--include", "assets/build/resolver.pyz.gz"],
      ...(target.os === "linux" ? [] : ["--include", "assets/build/python.pack"]),
      ...["--config", "deno.json", "--output", "/out/pysandbox", "src/bundle/cli.js"],
    ]);
  }
});

Deno.test("modules that are imported by no name that Deno sees are found", async () => {
  for (const path of ["src/jail/entry.ts", "src/cli/run_program.ts", "src/walls/linux.ts"]) {
    assert.ok(LATER_MODULES.includes(path), path);
  }
  const folder = await Deno.makeTempDir();
  try {
    const root = pathToFileURL(`${folder}/`);
    await Deno.mkdir(`${folder}/src/a`, { recursive: true });
    await Deno.writeTextFile(`${folder}/cli.ts`, 'await import("./src/seen.ts");\n');
    const text =
      'const { b } = await import(\n  import.meta.resolve("../b.ts"),\n) as typeof import("../b.ts");\n';
    await Deno.writeTextFile(`${folder}/src/a/one.ts`, text + text);
    assert.deepEqual(laterModules(root), ["src/b.ts"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("each included file exists where they are made, and is not empty", async () => {
  await makeIncluded(ROOT, () => {});
  for (const path of [...INCLUDED, PACK]) {
    assert.ok((await Deno.stat(new URL(path, ROOT))).size > 0, path);
  }
});

Deno.test("where one of them has gone, it is named, with the way to get it back", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const root = pathToFileURL(`${folder}/`);
    await Deno.mkdir(new URL("assets/build/", root), { recursive: true });
    for (const path of [...INCLUDED, PACK]) await Deno.writeTextFile(new URL(path, root), "x");
    await checkIncluded(root);
    const gone = {
      name: "BuildError",
      message:
        "assets/build/python.pack is missing or empty; 'deno task assets' or 'deno task mcp-sdk' makes it again",
    };
    await Deno.writeTextFile(new URL("assets/build/python.pack", root), "");
    await assert.rejects(checkIncluded(root), gone);
    await Deno.remove(new URL("assets/build/python.pack", root));
    await assert.rejects(checkIncluded(root), gone);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the executable consists of the entry, src, two files of data and what is included", async () => {
  const files = await findFiles(ROOT);
  const modules = files.filter((path) => ![...INCLUDED, PACK].includes(path));
  assert.deepEqual(modules.filter((path) => !path.startsWith("src/")), [
    "assets/manifest.json",
    "cli.ts",
    "deno.json",
  ]);
  for (const path of ["src/cli/main.ts", "src/host/supervisor.ts", "src/jail/jail_main.ts"]) {
    assert.ok(modules.includes(path), path);
  }
  for (const path of [...INCLUDED, PACK]) assert.ok(files.includes(path), path);
  assert.equal(new Set(files).size, files.length);
});

Deno.test("a module that does not belong into the executable is refused by name", () => {
  const root = new URL("file:///some/where%20else/");
  const refusal = (specifier: string) => () =>
    embeddedModules({ modules: [{ specifier }] }, root, "cli.ts");
  for (
    const [specifier, shown] of [
      [`${root}tests/e2e/command.ts`, "tests/e2e/command.ts"],
      [`${root}scripts/release/build.ts`, "scripts/release/build.ts"],
      [`${root}assets/other.json`, "assets/other.json"],
      ["file:///some/where/src/x.ts", "file:///some/where/src/x.ts"],
      ["https://example.org/src/x.ts", "https://example.org/src/x.ts"],
      ["npm:/terser@5.51.2", "npm:/terser@5.51.2"],
    ] as const
  ) {
    assert.throws(refusal(specifier), {
      name: "BuildError",
      message: `cli.ts imports ${shown}, which does not belong into the executable; ` +
        "expected files of src/, deno.json, assets/manifest.json",
    });
  }
});

Deno.test("a module that cannot be had is refused with Deno's reason", () => {
  const specifier = "file:///p/src/x.ts";
  const graph = { modules: [{ specifier, error: "Module not found." }] };
  assert.throws(() => embeddedModules(graph, new URL("file:///p/"), "cli.ts"), {
    name: "BuildError",
    message: "file:///p/src/x.ts: Module not found.",
  });
});

Deno.test("the project's own modules and Node's are in order", () => {
  const root = new URL("file:///some/where%20else/");
  const modules = [
    { specifier: `${root}src/b%20c.ts` },
    { specifier: `${root}cli.ts` },
    { specifier: "node:process" },
  ];
  assert.deepEqual(embeddedModules({ modules }, root, "cli.ts"), ["cli.ts", "src/b c.ts"]);
});
