/** Whether a program has done what was expected of it: from what the host has measured, and from what the program wrote. */
import type { Outcome, Status } from "../../core/outcome.ts";
import { describeEnd } from "../../report/describe_end.ts";
import type { Expectation } from "../program.ts";
import { firstDifference } from "./stdout_difference.ts";

/** What can be wrong: the status with which it ended, or what it has in common with others that did not pass. */
export type Rule = Status | "exit-code" | "stdout" | "refused";

/** Why a program did not pass. */
export interface Failure {
  readonly rule: Rule;
  /** One line, which may have a program's own words in it. */
  readonly message: string;
}

/** What came of a program, as far as it is judged. */
export interface Judged {
  readonly outcome: Outcome;
  readonly stdout: string;
}

/** The first thing that is not as expected; null where all is. */
export function judge(expected: Expectation, { outcome, stdout }: Judged): Failure | null {
  const { status, exitCode } = outcome;
  const wanted = expected.status ?? "end by itself";
  const isWanted = expected.status === null
    ? status === "ok" || status === "error"
    : status === expected.status;
  if (!isWanted) {
    const end = describeEnd(outcome);
    // Most are expected to be ok, and then it goes without saying.
    const message = wanted === "ok" ? end : `expected ${wanted}; got ${status}: ${end}`;
    return { rule: status, message: status === "ok" ? `expected ${wanted}; got ok` : message };
  }
  if (expected.exitCode !== null && exitCode !== expected.exitCode) {
    const message = `expected exit code ${expected.exitCode}; got ${exitCode}`;
    return { rule: "exit-code", message };
  }
  if (expected.stdout === null) return null;
  const difference = firstDifference(expected.stdout.text, stdout, expected.stdout.trimEnd);
  if (difference === null) return null;
  const { line, wanted: text, got } = difference;
  const message = `stdout differs in line ${line}: expected ${shown(text)}; got ${shown(got)}`;
  return { rule: "stdout", message };
}

/** Most characters of a line that a message repeats. */
const LONGEST_SHOWN = 80;

function shown(line: string | null): string {
  if (line === null) return "its end";
  const isLong = line.length > LONGEST_SHOWN;
  return JSON.stringify(line.slice(0, LONGEST_SHOWN)) + (isLong ? "..." : "");
}
