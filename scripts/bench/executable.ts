/** pysandbox as one file: which one is measured, and what it says about itself. */
import { fileURLToPath } from "node:url";
import { BuildError } from "../release/build/build_error.ts";
import { localName, localTarget, type Target } from "../release/build/targets.ts";
import { CannotMeasure } from "./cannot_measure.ts";
import { BINARY, type CommandLine, EXECUTABLE_NAME, ROOT, run } from "./command.ts";

/** An executable that was found. */
export interface Executable extends CommandLine {
  /** What `--version` prints: which sources it was made from. */
  readonly version: string;
  /** Version of the Deno that it was compiled onto. */
  readonly base: string;
  readonly bytes: number;
}

/**
 * The executable in PYSANDBOX_BIN if that is set, otherwise the one that `deno task compile` makes.
 *
 * @throws {CannotMeasure} if it does not exist.
 */
export async function findExecutable(): Promise<Executable> {
  const path = BINARY ?? fileURLToPath(new URL(`dist/${localName(thisMachine())}`, ROOT));
  const bytes = await Deno.stat(path).then(({ size }) => size, () => null);
  if (bytes === null) {
    throw new CannotMeasure(
      `there is no executable at ${path}; 'deno task compile' makes one, ` +
        "PYSANDBOX_BIN names another",
    );
  }
  const command = { name: EXECUTABLE_NAME, path, args: [] };
  const version = (await run(command, ["--version"])).stdout.trim();
  const base = /\bDeno (\d[\w.-]*)/.exec(version)?.[1];
  if (base === undefined) throw new Error(`${path} does not name its Deno: ${version}`);
  return { ...command, version, base, bytes };
}

/** The machine that this runs on. @throws {CannotMeasure} if no executables are made for it. */
export function thisMachine(): Target {
  try {
    return localTarget();
  } catch (error) {
    if (error instanceof BuildError) throw new CannotMeasure(error.message);
    throw error;
  }
}
