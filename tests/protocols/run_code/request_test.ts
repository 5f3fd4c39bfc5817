/** Requests to `/run_code`: what is read, what is passed over, and what is refused in which words. */
import assert from "node:assert/strict";
import { allAtOnce } from "../../../src/core/json.ts";
import type { Limits } from "../../../src/core/limits.ts";
import { MEBIBYTE } from "../../../src/core/units.ts";
import {
  readRunCode,
  type RunCode,
  RunCodeError,
} from "../../../src/protocols/run_code/request.ts";

const LIMITS: Limits = {
  timeoutMs: 30_000,
  cpuMs: null,
  maxHeapBytes: 256 * MEBIBYTE,
  maxOutputBytes: MEBIBYTE,
};
const encode = (text: string) => new TextEncoder().encode(text);

function read(members: object, limits = LIMITS): RunCode {
  const body = JSON.stringify({ code: "1", language: "python", ...members });
  return allAtOnce(readRunCode(encode(body), limits));
}

function refused(given: object | Uint8Array): readonly object[] {
  try {
    if (given instanceof Uint8Array) allAtOnce(readRunCode(given, LIMITS));
    else read(given);
  } catch (error) {
    if (error instanceof RunCodeError) return error.detail;
    throw error;
  }
  assert.fail(`not refused: ${JSON.stringify(given)}`);
}

Deno.test("a request has what its clients send, and what it does not say is as there", () => {
  assert.deepEqual(read({}), {
    code: encode("1"),
    stdin: null,
    files: {},
    fetched: [],
    limits: { timeoutMs: 10_000, maxHeapBytes: 256 * MEBIBYTE },
  });
  const { stdin, files, fetched, limits } = read({
    compile_timeout: 10,
    run_timeout: 1.5,
    memory_limit_MB: 128,
    stdin: "in",
    files: { "a/b.txt": "aGk=", "none.txt": null, "IGNORE_THIS_FILE.txt": "aGk=" },
    fetch_files: ["out.csv"],
    a_member_of_later_versions: 1,
  });
  assert.deepEqual({ ...files }, { "a/b.txt": encode("hi") });
  assert.deepEqual([stdin, fetched], [encode("in"), ["out.csv"]]);
  assert.deepEqual(limits, { timeoutMs: 1500, maxHeapBytes: 128 * MEBIBYTE });
});

Deno.test("of two amounts of memory the smaller holds; time is the server's where none is asked for", () => {
  const heap = (memory_limit_MB: number) => read({ memory_limit_MB }).limits.maxHeapBytes;
  assert.deepEqual([-1, 0, 1, 100, 4096].map(heap), [
    ...[256, 256, 40, 100, 256].map((megabytes) => megabytes * MEBIBYTE),
  ]);
  assert.equal(read({}, { ...LIMITS, timeoutMs: 5000 }).limits.timeoutMs, 5000);
  assert.equal(read({ run_timeout: 90 }, { ...LIMITS, timeoutMs: null }).limits.timeoutMs, 90_000);
});

Deno.test("what cannot be done is refused in the form of FastAPI", () => {
  const other = {
    type: "literal_error",
    loc: ["body", "language"],
    msg: "Input should be 'python'",
  };
  for (const language of ["cpp", "nodejs", "brainfuck", null, 1, ["python"]]) {
    assert.deepEqual(refused({ language }), [other]);
  }
  assert.deepEqual(refused({ code: null }), [
    { type: "missing", loc: ["body", "code"], msg: "Field required" },
  ]);
  const messages: [given: object, message: string][] = [
    [{ code: 1 }, "code: expected a string; got 1"],
    [{ stdin: 1 }, "stdin: expected a string; got 1"],
    [{ stdin: "\ud800" }, "stdin: expected whole characters; got half of a surrogate pair"],
    [{ code: "\ud800" }, "code: expected whole characters; got half of a surrogate pair"],
    [{ files: [] }, "files: expected an object; got an array"],
    [{ files: { "a": "?" } }, "files 'a': expected base64; got '?'"],
    [{ files: { "a": 1 } }, "files 'a': expected base64; got 1"],
    [{ fetch_files: "a" }, "fetch_files: expected an array of patterns; got 'a'"],
    [{ run_timeout: 0 }, "run_timeout: expected a number of seconds above 0; got 0"],
    [{ run_timeout: "9" }, "run_timeout: expected a number of seconds above 0; got '9'"],
    [
      { run_timeout: 60 },
      "run_timeout: expected at most 30s, the server's --timeout; got 1m",
    ],
    [
      { memory_limit_MB: 0.5 },
      "memory_limit_MB: expected a whole number of megabytes, or -1; got 0.5",
    ],
  ];
  for (const [given, msg] of messages) {
    assert.deepEqual(refused(given), [{ type: "value_error", loc: ["body"], msg }]);
  }
  assert.match(
    JSON.stringify(refused({ files: { "../a": "" } })),
    /expected a path that leads down/,
  );
  assert.match(JSON.stringify(refused({ fetch_files: ["/etc/a"] })), /fetch_files\[0\]: expected/);
});

Deno.test("what is no request is refused, however it is made", () => {
  for (
    const body of ["", "{", "\xff", `{"files":${"[".repeat(100)}`, `[${"{},".repeat(2000)}{}]`]
  ) {
    assert.match(
      JSON.stringify(refused(Uint8Array.from(body, (c) => c.charCodeAt(0)))),
      /json_inv/,
    );
  }
  for (const body of ["[]", "1", "null"]) {
    assert.match(JSON.stringify(refused(encode(body))), /model_attributes_type/);
  }
  assert.match(JSON.stringify(refused(encode('{"__proto__":{"language":"python"}}'))), /literal_e/);
});
