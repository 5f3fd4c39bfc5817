/** The command line of `deno task platforms`. */
import { UsageError } from "../../src/core/errors.ts";

/** Systems that can be had on a Linux of x86-64. */
export const SYSTEMS = ["windows", "arm64"] as const;

/** One of them. */
export type System = typeof SYSTEMS[number];

/** Kernels of Debian for arm64, with the size of their pages. */
export const KERNELS = ["bookworm", "trixie", "trixie-16k", "trixie-backports"] as const;

/** What is to be done. */
export interface Request {
  readonly system: System;
  readonly kernel: typeof KERNELS[number];
  /** How long all of it may take in the other system, in seconds. */
  readonly seconds: number;
  /** Arguments of `pysandbox`, or tests to run: those of the system's list where there are none. */
  readonly work: { readonly command: readonly string[] } | { readonly tests: readonly string[] };
}

export const HELP = `deno task platforms windows [TEST...]
deno task platforms arm64 [--kernel NAME] [TEST...]
deno task platforms SYSTEM pysandbox [ARGUMENT...]

Runs tests of this checkout, or pysandbox from source, in another system: Windows as Wine has it, in a Debian of its own; or an arm64
machine that QEMU emulates, with a kernel of Debian. Without tests, those that scripts/platforms/suite.ts lists for the system.

  --kernel NAME     ${KERNELS.join(", ")} (default: trixie)
  --seconds N       how long it may take there (default: 3600)

Needs Linux on x86-64, npm, Debian's mirror, and the commands that it names where they are missing; for Windows also root. What it
fetched is kept in PYSANDBOX_PLATFORMS, or in ~/.cache/pysandbox-platforms (3 GB).
`;

/** @throws {UsageError} where the words are wrong. Null where help is asked for. */
export function parseOptions(argv: readonly string[]): Request | null {
  const words = [...argv];
  let kernel: Request["kernel"] = "trixie";
  let seconds = 3600;
  const operands: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--help" || word === "-h") return null;
    if (word === "--kernel") kernel = oneOf("--kernel", KERNELS, words.shift());
    else if (word === "--seconds") seconds = toSeconds(words.shift());
    else if (word.startsWith("-")) throw new UsageError(`unknown option '${word}'; see --help`);
    else operands.push(word);
    // What follows is the command's own.
    if (operands.length === 2 && operands[1] === "pysandbox") operands.push(...words.splice(0));
  }
  const [system, first, ...rest] = operands;
  const work = first === "pysandbox" ? { command: rest } : { tests: operands.slice(1) };
  return { system: oneOf("the system", SYSTEMS, system), kernel, seconds, work };
}

function oneOf<T extends string>(what: string, all: readonly T[], given: string | undefined): T {
  const found = all.find((one) => one === given);
  if (found !== undefined) return found;
  throw new UsageError(`${what}: expected one of ${all.join(", ")}; got '${given ?? ""}'`);
}

function toSeconds(given: string | undefined): number {
  if (given !== undefined && /^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new UsageError(`--seconds: expected a whole number of seconds; got '${given ?? ""}'`);
}
