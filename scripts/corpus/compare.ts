/** Compares how a program ended on both sides. */
import type { Verdict } from "./program.ts";

/** What may come of a comparison, in the order of the table. */
export const CLASSES = [
  "same",
  "differs",
  "only native fails",
  "only pysandbox fails",
  "timeout",
  "needs a package",
  "unstable",
  "not judged",
] as const;

/**
 * One of the classes. `needs a package`: imports what is not in the standard library. `unstable`: not even two native runs say the
 * same. `not judged`: the native Python is of another minor version, and versions differ in what failed.
 */
export type Class = (typeof CLASSES)[number];

/** What is known of the native Python. */
export interface Judge {
  /** Whether it is of pysandbox's minor version. */
  readonly isSameMinor: boolean;
  readonly standard: ReadonlySet<string>;
}

const MISSING = /^ModuleNotFoundError: No module named '([\w.]+)'/;

/** Errors of programs that were written for another version. */
const OF_VERSIONS =
  /^(SyntaxError|IndentationError|ImportError|ModuleNotFoundError|AttributeError)\b/;

/** Addresses of objects: `<object at 0x7f...>`. */
const ADDRESS = /\b0x[0-9a-f]{4,16}\b/gi;

/** The class of a program; `unstable` takes a second native run, and is not found here. */
export function classify(native: Verdict, sandbox: Verdict, judge: Judge): Class {
  const missing = MISSING.exec(sandbox.lastLine)?.[1];
  if (missing !== undefined && sandbox.exitCode === 1) {
    if (!judge.standard.has(missing.split(".")[0]!)) return "needs a package";
  }
  if (native.status === "timeout" || sandbox.status === "timeout") return "timeout";
  if (isSame(native, sandbox)) return "same";
  const errors = [native, sandbox].filter(({ exitCode }) => exitCode !== 0);
  if (!judge.isSameMinor && errors.some(({ lastLine }) => OF_VERSIONS.test(lastLine))) {
    return "not judged";
  }
  if (native.exitCode === 0 && sandbox.exitCode !== 0) return "only pysandbox fails";
  if (native.exitCode !== 0 && sandbox.exitCode === 0) return "only native fails";
  return "differs";
}

/** Whether both ended alike: exit status, standard output and the last line of standard error, but for addresses. */
export function isSame(one: Verdict, other: Verdict): boolean {
  return one.exitCode === other.exitCode &&
    withoutAddresses(one.stdout) === withoutAddresses(other.stdout) &&
    withoutAddresses(one.lastLine) === withoutAddresses(other.lastLine);
}

/** `3.14` of `3.14.2`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

function withoutAddresses(text: string): string {
  return text.replaceAll(ADDRESS, "0x...");
}
