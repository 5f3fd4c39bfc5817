/** The command line of the corpus runner. */
import { parseArgs } from "node:util";
import { type LimitName, parseLimit } from "../../src/core/limits.ts";
import { isThere } from "../test/files.ts";
import { KINDS } from "./kinds.ts";
import type { IsWanted, Kind } from "./program.ts";

/** What to run, and within which limits. */
export interface Options {
  readonly kindName: string;
  readonly kind: Kind;
  readonly paths: readonly string[];
  readonly isWanted: IsWanted;
  /** How many programs run at once. */
  readonly jobs: number;
  /** The limit of each program, on both sides, in milliseconds. */
  readonly timeoutMs: number;
  /** pysandbox's limit of memory, in bytes. */
  readonly maxHeapBytes: number;
  /** Limit of what a program writes, on both sides, in bytes. */
  readonly maxOutputBytes: number;
  /** The file that a line of JSON for each program goes to; null for none. */
  readonly jsonl: string | null;
}

/** How the command is used. */
export const USAGE = `usage: deno task corpus KIND PATH... [OPTION...]

Runs programs in pysandbox and in the native Python (python3), and compares. The native one runs
them WITHOUT any sandbox, as you: give it nothing that you would not run yourself.

KIND             PATH
  scripts        folders of Python files, each a program
  doctest        folders of modules; each with doctests is a program
  humaneval      JSON Lines of HumanEval or MBPP, also .gz
  unittest       folders with test_*.py or *_test.py; ClassEval's .json
  cpython        Lib/test of CPython

  --only REGEX       only the programs whose name matches
  -j, --jobs N       how many at once (half of the processors)
  --timeout DURATION for each program, on both sides (30s)
  --max-heap SIZE    pysandbox's limit of memory (512)
  --max-output SIZE  for each program, on both sides (10MiB)
  --jsonl FILE       writes a line of JSON for each program
PYSANDBOX_BIN names the executable to test; without it pysandbox runs from source.`;

const OPTIONS = {
  only: { type: "string", default: "" },
  jobs: { type: "string", short: "j" },
  timeout: { type: "string", default: "30s" },
  "max-heap": { type: "string", default: "512" },
  "max-output": { type: "string", default: "10MiB" },
  jsonl: { type: "string" },
} as const;

/** More at once need more memory than most machines have. */
const MOST_JOBS = 64;

/** The options that these arguments mean. @throws {Error} whose message says what is wrong with them. */
export function readOptions(args: readonly string[], processors: number): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [kindName = "", ...paths] = positionals;
  const kind = Object.hasOwn(KINDS, kindName) ? KINDS[kindName] : undefined;
  if (kind === undefined) {
    throw new Error(
      `expected a kind of corpus: ${Object.keys(KINDS).join(", ")}; got '${kindName}'`,
    );
  }
  if (paths.length === 0) throw new Error("expected a path behind the kind of corpus");
  const absent = paths.find((path) => !isThere(path));
  if (absent !== undefined) {
    throw new Error(`expected files or folders; got '${absent}', which is not there`);
  }
  const limit = (name: LimitName, text: string, option: string) => {
    const value = parseLimit(name, text, option);
    if (value === null) throw new Error(`${option}: expected a limit; got '${text}', which is off`);
    return value;
  };
  const only = regularExpression(values.only);
  return {
    kindName,
    kind,
    paths,
    isWanted: (name) => only.test(name),
    jobs: jobsIn(values.jobs, processors),
    timeoutMs: limit("timeout", values.timeout, "--timeout"),
    maxHeapBytes: limit("maxHeap", values["max-heap"], "--max-heap"),
    maxOutputBytes: limit("maxOutput", values["max-output"], "--max-output"),
    jsonl: values.jsonl ?? null,
  };
}

function jobsIn(given: string | undefined, processors: number): number {
  if (given === undefined) return Math.max(1, Math.floor(processors / 2));
  const jobs = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new Error(`--jobs: expected a whole number from 1 to ${MOST_JOBS}; got '${given}'`);
}

function regularExpression(given: string): RegExp {
  try {
    return new RegExp(given);
  } catch {
    throw new Error(`--only: expected a regular expression; got '${given}'`);
  }
}
