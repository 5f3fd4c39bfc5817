import { BOUNDS } from "../../src/wire/bounds.ts";
import assert from "node:assert/strict";
import {
  decodeRequest,
  encodeRequest,
  encodeWarmUp,
  type JailRequest,
} from "../../src/wire/jail_request.ts";

const SETTING = {
  args: ["-x", ""],
  env: { LANG: "C", ["__proto__"]: "data" },
  seed: "18446744073709551615",
  terminals: { stdin: true, stdout: false, stderr: true, columns: 80, rows: 24 },
  colour: true,
  maxHeapBytes: 67_108_864,
  keep: true,
  renewInput: false,
  filesIn: true,
  filesOut: false,
  display: true,
};
const CODE = {
  kind: "program",
  program: { kind: "code" },
  describe: true,
  functions: null,
  setting: SETTING,
};

/** What a host would have to send for `request`. */
const bytes = (request: unknown) => new TextEncoder().encode(JSON.stringify(request));

Deno.test("a request is read as it was written", () => {
  const requests: JailRequest[] = [
    {
      kind: "program",
      program: { kind: "file", path: "a/b.py" },
      describe: false,
      functions: null,
      setting: SETTING,
    },
    {
      kind: "program",
      program: { kind: "folder", path: "app" },
      describe: false,
      functions: null,
      setting: SETTING,
    },
    {
      kind: "program",
      program: { kind: "stdin" },
      describe: true,
      functions: null,
      setting: SETTING,
    },
    {
      kind: "program",
      program: { kind: "code" },
      describe: true,
      functions: null,
      setting: { ...SETTING, seed: null },
    },
    {
      kind: "program",
      program: { kind: "module", module: "json.tool" },
      describe: false,
      functions: null,
      setting: SETTING,
    },
    { kind: "statement", setting: SETTING },
    { kind: "check", setting: SETTING },
    { kind: "complete", cursor: 7, setting: SETTING },
  ];
  for (const request of requests) {
    assert.equal(
      JSON.stringify(decodeRequest(encodeRequest(request))),
      JSON.stringify(request),
    );
  }
});

Deno.test("each wrong member of a request is refused by name", () => {
  const kinds = "program, statement, check, complete";
  const setting = (change: Record<string, unknown>) => ({
    ...CODE,
    setting: { ...SETTING, ...change },
  });
  const cases: [unknown, string][] = [
    [{ ...CODE, kind: "fun" }, `kind is of type string, expected one of ${kinds}`],
    [{ ...CODE, kind: undefined }, `kind is missing, expected one of ${kinds}`],
    [{ ...CODE, describe: 1 }, "describe is 1, expected true or false"],
    [{ ...CODE, setting: undefined }, "setting is missing, expected an object"],
    [
      { ...CODE, program: { kind: "statement" } },
      "program.kind is of type string, expected one of file, folder, stdin, code, module",
    ],
    [{ ...CODE, program: { kind: "file" } }, "program.path is missing, expected text"],
    [{ ...CODE, program: { kind: "module" } }, "program.module is missing, expected text"],
    [{ kind: "complete", setting: SETTING }, "cursor is missing, expected a whole number"],
    [
      { kind: "complete", cursor: -1, setting: SETTING },
      "cursor is -1, expected a whole number",
    ],
    [setting({ args: {} }), "args is of type object, expected an array"],
    [setting({ args: [1] }), "an argument is 1, expected text"],
    [setting({ env: [] }), "env is an array, expected an object"],
    [setting({ env: { A: null } }), "a variable is null, expected text"],
    [setting({ seed: 1 }), "seed is 1, expected text"],
    [setting({ seed: "1e3" }), "seed is no whole number in decimal"],
    [setting({ terminals: null }), "terminals is null, expected an object"],
    [
      setting({ terminals: { ...SETTING.terminals, stdout: "yes" } }),
      "terminals.stdout is of type string, expected true or false",
    ],
    [
      setting({ terminals: { ...SETTING.terminals, rows: 0.5 } }),
      "rows is 0.5, expected a whole number",
    ],
    [setting({ maxHeapBytes: "1" }), "maxHeapBytes is of type string, expected a whole number"],
    [setting({ keep: undefined }), "keep is missing, expected true or false"],
    [setting({ renewInput: 0 }), "renewInput is 0, expected true or false"],
    [setting({ filesIn: 1 }), "filesIn is 1, expected true or false"],
    [setting({ filesOut: null }), "filesOut is null, expected true or false"],
    [setting({ display: "no" }), "display is of type string, expected true or false"],
  ];
  for (const [request, message] of cases) {
    assert.throws(() => decodeRequest(bytes(request)), { name: "MessageError", message });
  }
});

Deno.test("a step of the warm-up is for the Python half, and no host can ask for one", () => {
  assert.deepEqual(JSON.parse(new TextDecoder().decode(encodeWarmUp(2))), {
    kind: "warm-up",
    step: 2,
  });
  const beyond = BOUNDS.WARM_UP_STEPS;
  assert.throws(() => encodeWarmUp(beyond), { message: `The warm-up has no step ${beyond}` });
  assert.throws(() => decodeRequest(encodeWarmUp(0)), { name: "MessageError" });
});
