import assert from "node:assert/strict";
import { expectedIndex, mismatch, parseExamples, type Step } from "./examples.ts";

const TEXT = "\u2026";

/** The steps of a block with these lines. */
function stepsOf(...lines: string[]): readonly Step[] {
  return parseExamples(["```jsonl", ...lines, "```", ""].join("\n"))[0]!.steps;
}

/** What an example's line expects. */
function expected(line: string): unknown {
  const [step] = stepsOf(`< ${line}`);
  assert(step?.kind === "expect");
  return step.message;
}

Deno.test("a document's blocks are found, with their lines and options", () => {
  const markdown = [
    "# Title",
    "```jsonl",
    '> {"ping": true}',
    "```",
    "```json",
    "> nothing",
    "```",
    "",
    "```jsonl",
    "$ pysandbox serve-stdio --workers 2 --max-line 1KiB",
    "> 1",
    "```",
  ].join("\n");
  assert.deepEqual(parseExamples(markdown), [
    { line: 3, options: [], steps: [{ kind: "send", line: '{"ping": true}' }] },
    {
      line: 10,
      options: ["--workers", "2", "--max-line", "1KiB"],
      steps: [{ kind: "send", line: "1" }],
    },
  ]);
});

Deno.test("each kind of line is a step", () => {
  assert.deepEqual(
    stepsOf("> not json", '< {"a": 1}', "^D", "$ kill -TERM $!", "$ echo $?", "143"),
    [
      { kind: "send", line: "not json" },
      { kind: "expect", message: { a: 1 } },
      { kind: "end-of-input" },
      { kind: "signal", signal: "SIGTERM" },
      { kind: "status", status: 143 },
    ],
  );
});

Deno.test("an ellipsis in a line to the server is a long text", () => {
  assert.deepEqual(stepsOf(`> "${TEXT}"`), [{ kind: "send", line: `"${"x".repeat(2000)}"` }]);
});

for (
  const [form, lines, message] of [
    ["a line of no kind", ["> 1", "2"], "line 3: no line of an example: '2'"],
    ["a blank line", ["> 1", "", "> 2"], "line 3: no line of an example: ''"],
    ["an expectation that is no JSON", ["< {a}"], /^line 2: Expected property name/],
    ["an exit status that is missing", ["$ echo $?"], "line 3: expected an exit status; got ''"],
    ["another command", ["$ ls"], "line 2: no line of an example: '$ ls'"],
  ] as const
) {
  Deno.test(`${form} is an error of the document`, () => {
    assert.throws(() => stepsOf(...lines), { message });
  });
}

for (
  const [line, actual] of [
    ['{"a": 1, "b": [true, null, "x"]}', { b: [true, null, "x"], a: 1 }],
    [`{"a": 1, ${TEXT}}`, { a: 1, b: 2 }],
    [`{${TEXT}}`, {}],
    [`{"a": {"b": 1, ${TEXT}}}`, { a: { b: 1, c: 2 } }],
    [`{"a": "x${TEXT}z"}`, { a: "x\ny(zz" }],
    [`{"a": "${TEXT}.\\n${TEXT}"}`, { a: "1.\n" }],
    [`{"a": "(x) [y] $1 \\\\"}`, { a: "(x) [y] $1 \\" }],
    ['{"wallMs": 0, "peakHeapBytes": 0}', { wallMs: 3.5, peakHeapBytes: 9 }],
    ['{"load": {"spares": 0}}', { load: { spares: 2 } }],
  ] as const
) {
  Deno.test(`${line} is what an answer may be`, () => {
    assert.equal(mismatch(expected(line), actual), null);
  });
}

for (
  const [line, actual, problem] of [
    ['{"a": 1}', { a: 2 }, "it.a is 2, expected 1"],
    ['{"a": 1}', { a: "1" }, 'it.a is "1", expected 1'],
    ['{"a": 1}', { a: 1, b: 2 }, "it has b, which nobody expects"],
    [`{"a": 1, ${TEXT}}`, { b: 2 }, "it has no a"],
    [`{"toString": 1, ${TEXT}}`, {}, "it has no toString"],
    ['{"a": {"b": 1}}', { a: { b: 1, c: 2 } }, "it.a has c, which nobody expects"],
    [`{"a": {"b": 1}, ${TEXT}}`, { a: null }, 'it.a is null, expected {"b":1}'],
    ['{"a": [1, 2]}', { a: [1] }, "it.a is [1], expected [1,2]"],
    ['{"a": [1, 2]}', { a: [1, 3] }, "it.a[1] is 3, expected 2"],
    ['{"a": null}', { a: {} }, "it.a is {}, expected null"],
    [`{"a": "x${TEXT}z"}`, { a: "xy" }, `it.a is "xy", expected "x${TEXT}z"`],
    ['{"a": "x.z"}', { a: "xyz" }, 'it.a is "xyz", expected "x.z"'],
    ['{"exitCode": 0}', { exitCode: 1 }, "it.exitCode is 1, expected 0"],
    ['{"wallMs": 0}', { wallMs: null }, "it.wallMs is null, expected 0"],
    ['{"wallMs": 0}', { wallMs: -1 }, "it.wallMs is -1, expected 0"],
    ['{"timeoutMs": 500}', { timeoutMs: 501 }, "it.timeoutMs is 501, expected 500"],
  ] as const
) {
  Deno.test(`${line} is not ${JSON.stringify(actual)}`, () => {
    assert.equal(mismatch(expected(line), actual), problem);
  });
}

Deno.test("messages with one id keep their order, and others come as they like", () => {
  const messages = [{ id: 1, event: "stdout" }, { id: 2 }, { output: 1 }, { id: 1 }, { output: 2 }];
  assert.equal(expectedIndex(messages, { id: 2 }), 1);
  assert.equal(expectedIndex(messages, { id: 1 }), 0);
  assert.equal(expectedIndex(messages.slice(1), { id: 1 }), 2);
  assert.equal(expectedIndex(messages, { output: 2 }), 2);
  assert.equal(expectedIndex(messages, { id: "1" }), -1);
});
