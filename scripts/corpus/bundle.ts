/** Programs of several files: one that first writes the others into its working directory. */
import { Buffer } from "node:buffer";

/** The files of a bundle: paths below the working directory, with forward slashes. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** What a bundle does with its files; a file in `python/`. */
export type Task = "doctests" | "unittests";

/** The most that the files of one bundle may have together, in bytes: the server takes lines of 16 MiB. */
export const LARGEST_BUNDLE = 10 * 2 ** 20;

const [BEGIN, DOCTESTS, UNITTESTS] = ["bundle", "doctests", "unittests"].map((name) =>
  Deno.readTextFileSync(new URL(`python/${name}.py`, import.meta.url))
);

const TASKS: Readonly<Record<Task, string>> = { doctests: DOCTESTS!, unittests: UNITTESTS! };

/** A program that writes `files` and then tests the module with this dotted name. */
export function bundle(files: Files, task: Task, module: string): string {
  const encoded = [...files].map(([path, content]) => [
    path,
    Buffer.from(content).toString("base64"),
  ]);
  // The texts of JSON are literals of Python as well.
  const values = `FILES = ${JSON.stringify(Object.fromEntries(encoded))}\n` +
    `MODULE = ${JSON.stringify(module)}\n`;
  return values + BEGIN + TASKS[task];
}

/** How much the files have together, in bytes or characters, whichever they are. */
export function sizeOf(files: Files): number {
  return [...files.values()].reduce((sum, content) => sum + content.length, 0);
}
