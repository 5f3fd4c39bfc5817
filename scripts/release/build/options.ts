/** The command line of the build. */
import { parseArgs } from "node:util";
import { messageOf, UsageError } from "../../../src/core/errors.ts";
import { findTarget, localTarget, type Target, TARGETS } from "./targets.ts";

/** What all executables have in common. */
interface Common {
  /** The environment that is embedded; null where there is none. */
  readonly packages: string | null;
}

/** What argv requests. */
export type Request =
  | { readonly kind: "help" }
  /** `dist/pysandbox`, for the machine that this runs on. */
  | Common & { readonly kind: "local"; readonly targets: readonly [Target] }
  /** Executables with version and target in their names, and the list of their checksums. */
  | Common & { readonly kind: "release"; readonly targets: readonly Target[] };

/** What `--help` prints. */
export const HELP = `Compiles pysandbox into executables, in dist/.

  deno task compile                   dist/pysandbox (.exe on Windows), for this machine
  deno task build [--target NAME]...  dist/pysandbox-VERSION-TARGET, for all targets or for those
                                      named (repeatable, or separated by commas), and their
                                      checksums, dist/SHA256SUMS; in dist/, to check them:
                                      sha256sum -c SHA256SUMS

Both take --packages FILE: an environment of 'pysandbox packages build' that becomes part of the
executable, and that all commands have unless they are given another one.

Targets, by either name:
${TARGETS.map(({ name, triple }) => `  ${name.padEnd(13)}${triple}`).join("\n")}

Compiling needs Deno's base executable of each target, which Deno downloads once; DENORT_BIN names
one that is there already.
`;

/** @throws {UsageError} if argv is wrong. */
export function parseOptions(argv: readonly string[]): Request {
  const { help, local, target, packages = null } = parse(argv);
  if (help) return { kind: "help" };
  const names = (target ?? []).flatMap((list) => list.split(","));
  if (local && names.length > 0) {
    throw new UsageError("--target is for 'deno task build'; --local is for this machine alone");
  }
  if (local) return { kind: "local", targets: [localTarget()], packages };
  const named = new Set(names.map((name) => findTarget(name.trim())));
  return { kind: "release", targets: named.size > 0 ? [...named] : TARGETS, packages };
}

function parse(argv: readonly string[]) {
  const options = {
    help: { type: "boolean", short: "h" },
    local: { type: "boolean" },
    target: { type: "string", multiple: true },
    packages: { type: "string", short: "p" },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${messageOf(error)} (see --help)`);
  }
}
