/** Corpus `unittest`: each module of unit tests is a program that has its neighbours and runs it. */
import { join, posix } from "node:path";
import { bundle, type Files, LARGEST_BUNDLE, sizeOf } from "../bundle.ts";
import { filesBelow, filesOf, isFile } from "../files.ts";
import type { IsWanted, Programs } from "../program.ts";
import { classEval } from "./class_eval.ts";
import { moduleOf } from "./doctests.ts";

/** `x_test.py`, `test_x.py`. */
const IS_TEST = /(^|\/)([^/]*_test|test_[^/]*)\.py$/;

/**
 * The modules of tests in folders, each with the files of its own folder; an exercise of Exercism with its example in place of the
 * stub. A file of JSON is ClassEval's.
 */
export async function* unittests(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const path of paths) {
    if (path.endsWith(".json")) yield* classEval([path], isWanted);
    else yield* modules(path, isWanted);
  }
}

async function* modules(path: string, isWanted: IsWanted): Programs {
  for (const { root, name } of filesOf([path])) {
    if (!IS_TEST.test(name) || !isWanted(name)) continue;
    const folder = join(root, posix.dirname(name));
    const exercise = exerciseIn(folder);
    const test = posix.basename(name);
    // Helpers of Exercism's tests are named like tests.
    if (exercise !== null && exercise.test[0] !== test) continue;
    const files = neighbours(folder, exercise);
    if (sizeOf(files) > LARGEST_BUNDLE) yield { name, leftOut: "its folder is larger than 10 MiB" };
    else yield { name, code: bundle(files, "unittests", moduleOf(test)) };
  }
}

/** What `.meta/config.json` of Exercism says of an exercise's files. */
interface Exercise {
  readonly solution: readonly string[];
  readonly test: readonly string[];
  readonly example: readonly string[];
}

function exerciseIn(folder: string): Exercise | null {
  const path = join(folder, ".meta", "config.json");
  if (!isFile(path)) return null;
  const { files = {} } = JSON.parse(Deno.readTextFileSync(path));
  const { solution = [], test = [], example = [], exemplar = [] } = files;
  return { solution, test, example: [...example, ...exemplar] };
}

function neighbours(folder: string, exercise: Exercise | null): Files {
  const files = new Map<string, Uint8Array>();
  for (const path of filesBelow(folder)) {
    if (isFile(join(folder, path))) files.set(path, Deno.readFileSync(join(folder, path)));
  }
  for (const [at, path] of (exercise?.example ?? []).entries()) {
    const name = exercise?.solution[at] ?? posix.basename(path);
    files.set(name, Deno.readFileSync(join(folder, path)));
  }
  return files;
}
