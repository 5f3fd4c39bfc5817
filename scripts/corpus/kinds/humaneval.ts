/** Corpus `humaneval`: the tasks of HumanEval, and those of MBPP, each with its reference solution and its tests. */
import { basename } from "node:path";
import { readJsonLines } from "../json_lines.ts";
import type { IsWanted, Programs } from "../program.ts";

type Row = Readonly<Record<string, unknown>>;

/** The rows of JSON Lines: `prompt`, `canonical_solution`, `test`, `entry_point`; or MBPP's `code`, `test_list`. */
export async function* humaneval(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const path of paths) {
    let number = 0;
    for await (const row of readJsonLines(path)) {
      const name = nameOf(row, `${basename(path)}:${++number}`);
      if (!isWanted(name)) continue;
      const code = codeOf(row);
      yield code === null
        ? { name, leftOut: "it has neither the members of HumanEval nor those of MBPP" }
        : { name, code };
    }
  }
}

function nameOf(row: unknown, fallback: string): string {
  const id = (row as Row | null)?.["task_id"];
  return typeof id === "string" || typeof id === "number" ? String(id) : fallback;
}

/** The program that checks the reference solution; null if the row is of no known form. */
function codeOf(row: unknown): string | null {
  if (typeof row !== "object" || row === null) return null;
  const { prompt, canonical_solution, test, entry_point, code, test_list } = row as Row;
  if ([prompt, canonical_solution, test, entry_point].every((part) => typeof part === "string")) {
    return `${prompt}${canonical_solution}\n${test}\ncheck(${entry_point})\n`;
  }
  if (typeof code !== "string" || !isTexts(test_list)) return null;
  const { test_setup_code = "", challenge_test_list = [] } = row as Row;
  if (typeof test_setup_code !== "string" || !isTexts(challenge_test_list)) return null;
  return [code, test_setup_code, ...test_list, ...challenge_test_list, ""].join("\n");
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
