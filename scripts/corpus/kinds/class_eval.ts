/** ClassEval's tasks: a class with its tests, which expect it in their own module. */
import { bundle } from "../bundle.ts";
import { NOT_TEXT, readText } from "../files.ts";
import type { IsWanted, Programs } from "../program.ts";

/** The tasks of ClassEval's JSON: `task_id`, `solution_code`, `test`. */
export async function* classEval(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const path of paths) {
    const text = readText(path);
    const tasks: unknown = text === null ? null : JSON.parse(text);
    if (!Array.isArray(tasks)) {
      yield { name: path, leftOut: text === null ? NOT_TEXT : "it is no array of tasks" };
      continue;
    }
    for (const [index, task] of tasks.entries()) {
      const { task_id: name = `${path}:${index}`, solution_code, test } = task ?? {};
      if (typeof name !== "string" || !isWanted(name)) continue;
      if (typeof solution_code !== "string" || typeof test !== "string") {
        yield { name, leftOut: "it has no solution_code or no test" };
      } else {
        const files = new Map([["task.py", `${solution_code}\n\n${test}\n`]]);
        yield { name, code: bundle(files, "unittests", "task") };
      }
    }
  }
}
