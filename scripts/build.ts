/**
 * Compiles the executable for the machine that this runs on: `dist/pysandbox`, complete with Python, its standard library and the
 * memory image. Nothing else is embedded: no test, no script, no npm package that a run does not use.
 */

const root = new URL("../", import.meta.url);

/** What the host needs; the jail, which is the same executable, gives all of it up by itself. */
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi"];

/**
 * Baked in: a compiled executable takes no flags, and the jail is the same executable. The stack is what the host provides
 * for the jail (`src/host/stack.ts`); the host itself, whose stack is smaller, recurses over nothing that others wrote.
 */
const V8_FLAGS = "--disallow-code-generation-from-strings,--stack-size=49152";

/** Loaded at run time, so that the compiler cannot find them by itself. */
const INCLUDED = [
  ...["python.wasm.bin", "glue.mjs", "image.bin", "stdlib.zip", "tzdata.zip", "index.json"]
    .map((name) => `assets/build/${name}`),
  ...["src/jail/main.ts", "src/cli/main.ts"],
];

/** The arguments of `deno compile`. Pure, for the tests. */
export function compileArguments(config: string, output: string): string[] {
  return [
    "compile",
    "--no-prompt",
    // A code cache would be a file with a predictable name in a shared folder: a way into the host's process.
    "--no-code-cache",
    "--no-lock",
    ...PERMISSIONS,
    `--v8-flags=${V8_FLAGS}`,
    ...INCLUDED.flatMap((path) => ["--include", path]),
    "--config",
    config,
    "--output",
    output,
    "cli.ts",
  ];
}

async function build(): Promise<void> {
  await run(["task", "--quiet", "start", "run", "-c", "pass"]);
  await Deno.mkdir(new URL("dist/", root), { recursive: true });
  const { version, imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const config = new URL("dist/deno.json", root);
  const { commander } = imports as Record<string, string>;
  await Deno.writeTextFile(
    config,
    JSON.stringify({ version, nodeModulesDir: "none", imports: { commander } }),
  );
  const output = new URL(`dist/pysandbox${Deno.build.os === "windows" ? ".exe" : ""}`, root);
  await run(compileArguments(config.pathname, output.pathname));
  await Deno.remove(config);
  const bytes = await Deno.readFile(output);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  const line = `${output.pathname}: ${(bytes.length / 1e6).toFixed(1)} MB, SHA-256 ${digest}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
}

async function run(args: string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
  if (code !== 0) {
    const text =
      `deno ${args[0]} failed. If Deno's base executable could not be downloaded, set a proxy ` +
      "(HTTPS_PROXY), fill Deno's cache, or name a base in DENORT_BIN\n";
    Deno.stderr.writeSync(new TextEncoder().encode(text));
    Deno.exit(1);
  }
}

if (import.meta.main) await build();
