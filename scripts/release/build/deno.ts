/** Runs this Deno again: to check, to ask for the module graph, to compile. */
import { BuildError } from "./build_error.ts";
import { compileArguments, ENTRY, INCLUDED, LATER_MODULES, PACK } from "./compile_arguments.ts";
import { compileFailure } from "./compile_failure.ts";
import { embeddedModules } from "./module_graph.ts";
import type { Target } from "./targets.ts";

/**
 * The paths of all files that the executable is made of, except npm packages. Each module has passed the type check.
 *
 * @throws {BuildError} if one is wrong, missing, or does not belong in the executable.
 */
export async function findFiles(root: URL): Promise<string[]> {
  const modules = [ENTRY, ...LATER_MODULES];
  const checked = await runDeno(["check", "--quiet", "--frozen", ...modules], root);
  if (!checked.success) throw new BuildError("deno check failed, see above", checked.stderr);
  const files = new Set([...INCLUDED, PACK]);
  await Promise.all(modules.map(async (module) => {
    const { success, stdout, stderr } = await runDeno(["info", "--json", module], root);
    if (!success) throw new BuildError(`deno info ${module} failed, see above`, stderr);
    for (const path of embeddedModules(JSON.parse(stdout), root, module)) files.add(path);
  }));
  return [...files].sort();
}

/**
 * Compiles the content of `stage` for `target`.
 *
 * @param env variables for Deno besides those of this process.
 * @throws {BuildError} if that fails.
 */
export async function compile(
  stage: URL,
  target: Target,
  output: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { success, stderr } = await runDeno(compileArguments(target, output), stage, env);
  if (success) return;
  const about = JSON.parse((await runDeno(["info", "--json"], stage, env)).stdout);
  throw compileFailure(stderr, target, { version: Deno.version.deno, cache: about.denoDir });
}

/** How it ended. */
export interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it, without colours, and lets it finish. */
export async function runDeno(
  args: readonly string[],
  cwd: URL,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { ...env, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
