/** Checks an executable that was made, and describes it. */
import { BuildError } from "./build_error.ts";
import { executableTarget } from "./executable_target.ts";
import type { Target } from "./targets.ts";

/** An executable in `dist/`. */
export interface Executable {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

/**
 * The promised size of `pysandbox`, in bytes; it is kept on the target on which the promise was made.
 */
export const MOST_BYTES = 130e6;
const PROMISED_ON = "linux-x64";

/**
 * Measures an executable.
 *
 * @param embeddedBytes what the promise does not count: an environment.
 * @param warn is told if it is larger than it should be, on a target without a promise.
 * @throws {BuildError} if it is for another machine than its name says, or breaks the promise of its size.
 */
export async function inspect(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  target: Target,
  warn: (line: string) => void,
  embeddedBytes = 0,
): Promise<Executable> {
  const actual = executableTarget(bytes);
  if (actual !== target.name) {
    throw new BuildError(
      `${name} should be for ${target.name}, but is for ${actual ?? "an unknown machine"}: ` +
        "the base in DENORT_BIN or in Deno's cache is another target's",
    );
  }
  const own = bytes.length - embeddedBytes;
  if (own > MOST_BYTES) {
    const text = `${name} is ${own} bytes, more than ${MOST_BYTES}`;
    if (target.name === PROMISED_ON) throw new BuildError(text);
    warn(text);
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return { name, bytes: bytes.length, digest };
}

/** One line about it. */
export function describe({ name, bytes, digest }: Executable): string {
  return `dist/${name}: ${megabytes(bytes)}, SHA-256 ${digest}`;
}

/** The list that `sha256sum -c` checks, in the folder of the executables. */
export function checksums(executables: readonly Executable[]): string {
  return executables.map(({ digest, name }) => `${digest}  ${name}\n`).join("");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
