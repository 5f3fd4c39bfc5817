/** The rules of `--sarif`. Their ids are stable: alerts that somebody has dismissed are found by them. */
import type { Rule } from "../run/judge.ts";

/** What each rule says of a program. */
const DESCRIPTIONS: Readonly<Record<Rule, string>> = {
  ok: "The program ended without an error, and something else was expected",
  error: "The program ended with an uncaught exception, or with an exit status other than 0",
  timeout: "The program reached its limit of wall-clock time",
  cpu: "The program reached its limit of processor time",
  memory: "The program reached its limit of memory",
  output: "The program reached its limit of output",
  crashed: "The program crashed the interpreter, or broke its sandbox's protocol",
  cancelled: "The program was stopped",
  internal: "pysandbox failed to run the program",
  "exit-code": "The program's exit code is not the expected one",
  stdout: "The program's output is not the expected one",
  refused: "The program cannot be run: its file cannot be read, or its settings are wrong",
};

/** The rules as SARIF has them. */
export const SARIF_RULES: readonly object[] = Object.entries(DESCRIPTIONS).map(([id, text]) => ({
  id,
  shortDescription: { text },
  defaultConfiguration: { level: "error" },
}));

/** Where a rule stands among them. */
export function ruleIndex(rule: Rule): number {
  return Object.keys(DESCRIPTIONS).indexOf(rule);
}
