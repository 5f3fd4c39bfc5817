import { deepEqual, equal, throws } from "node:assert/strict";
import { readOptions } from "../options.ts";

const HERE = new URL(".", import.meta.url).pathname;

Deno.test("what is not said has a value, and half of the processors work", () => {
  const { kindName, paths, isWanted, jobs, jsonl, ...limits } = readOptions(["scripts", HERE], 8);
  deepEqual({ kindName, paths, jobs, jsonl }, {
    kindName: "scripts",
    paths: [HERE],
    jobs: 4,
    jsonl: null,
  });
  equal(isWanted("anything"), true);
  deepEqual({ ...limits, kind: null }, {
    kind: null,
    timeoutMs: 30_000,
    maxHeapBytes: 512 * 2 ** 20,
    maxOutputBytes: 10 * 2 ** 20,
  });
});

Deno.test("every option is read", () => {
  const options = readOptions([
    ...["doctest", HERE, "--only", "^a|b$", "-j", "3", "--timeout", "5s", "--max-heap", "64"],
    ...["--max-output", "1MiB", "--jsonl", "rows"],
  ], 8);
  deepEqual(["a", "xb", "ba"].map(options.isWanted), [true, true, false]);
  deepEqual([options.jobs, options.timeoutMs, options.jsonl], [3, 5000, "rows"]);
  deepEqual([options.maxHeapBytes, options.maxOutputBytes], [64 * 2 ** 20, 2 ** 20]);
});

const WRONG: readonly (readonly [args: readonly string[], message: string])[] = [
  [[], "expected a kind of corpus: scripts, doctest, humaneval, unittest, cpython; got ''"],
  [
    ["toString", HERE],
    "expected a kind of corpus: scripts, doctest, humaneval, unittest, cpython; got 'toString'",
  ],
  [["scripts"], "expected a path behind the kind of corpus"],
  [["scripts", "/not/there"], "expected files or folders; got '/not/there', which is not there"],
  [["scripts", HERE, "-j", "0"], "--jobs: expected a whole number from 1 to 64; got '0'"],
  [["scripts", HERE, "-j", "65"], "--jobs: expected a whole number from 1 to 64; got '65'"],
  [["scripts", HERE, "--only", "("], "--only: expected a regular expression; got '('"],
  [
    ["scripts", HERE, "--timeout", "0"],
    "--timeout: expected a limit; got '0', which is off",
  ],
];

for (const [args, message] of WRONG) {
  Deno.test(`a wrong command line is refused: ${message}`, () => {
    throws(() => readOptions(args, 2), { message });
  });
}
