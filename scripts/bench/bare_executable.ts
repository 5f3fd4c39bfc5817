/**
 * The smallest possible executable: hello world by `deno compile`, on the base that pysandbox uses.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { compileFailure } from "../release/build/compile_failure.ts";
import { runDeno } from "../release/build/deno.ts";
import { CannotMeasure, isThere, orCannot } from "./cannot_measure.ts";
import { type CommandLine, run } from "./command.ts";
import { type Executable, findExecutable, thisMachine } from "./executable.ts";
import { line } from "./table.ts";

const NAME = "bare executable";
const SCRIPT = "bare_hello.ts";

/** A compiled hello world. */
export interface BareExecutable extends CommandLine {
  readonly bytes: number;
}

/** A folder for it, removed at the end of the scope. */
export async function temporaryFolder(): Promise<{ readonly url: URL } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "pysandbox-bench-" });
  return {
    url: pathToFileURL(`${path}/`),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/**
 * The executable of pysandbox, and the bare one to compare it with, made in `folder`; or why they are not available.
 */
export async function findExecutables(
  folder: URL,
): Promise<[executable: Executable | CannotMeasure, bare: BareExecutable | CannotMeasure]> {
  const executable = await orCannot(findExecutable());
  if (!isThere(executable)) return [executable, executable];
  return [executable, await orCannot(compileBare(folder, executable))];
}

/**
 * Compiles hello world in `folder`: not in this project, because `deno compile` would embed some of its packages.
 *
 * @param executable the executable that it will be compared with.
 * @throws {CannotMeasure} if no base is available, or if it is not the base of `executable`: then a comparison means
 * nothing.
 */
async function compileBare(folder: URL, executable: Executable): Promise<BareExecutable> {
  await Deno.copyFile(new URL(SCRIPT, import.meta.url), new URL(SCRIPT, folder));
  await Deno.writeTextFile(new URL("deno.json", folder), '{"nodeModulesDir": "none"}');
  const output = new URL(Deno.build.os === "windows" ? "hello.exe" : "hello", folder);
  await compile(folder, fileURLToPath(output));
  const { size } = await Deno.stat(output);
  const bare = { name: NAME, path: fileURLToPath(output), args: [], bytes: size };
  const base = (await run(bare, ["version"])).stdout.trim();
  if (base === executable.base) return bare;
  throw new CannotMeasure(
    `${executable.path} stands on Deno ${executable.base}, but the Deno that runs this compiles ` +
      `onto ${base}; run the bench with the Deno that compiled it`,
  );
}

async function compile(folder: URL, output: string): Promise<void> {
  const argv = ["--no-prompt", "--no-code-cache", "--no-check", "--no-lock"];
  argv.push("--no-npm", "--no-remote", "--config", "deno.json", "--output", output, SCRIPT);
  const { success, stderr } = await runDeno(["compile", ...argv], folder);
  if (success) return;
  const about = JSON.parse((await runDeno(["info", "--json"], folder)).stdout);
  const deno = { version: Deno.version.deno, cache: about.denoDir };
  const { message, detail } = compileFailure(stderr, thisMachine(), deno);
  if (detail !== "") line(detail.trimEnd());
  throw new CannotMeasure(`${NAME}: ${message}`);
}
