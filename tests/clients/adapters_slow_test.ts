/** The adapters in `examples/adapters/`, each driven by its framework's package from PyPI, with a script in the place of a model. */
import assert from "node:assert/strict";
import { testWith } from "../needs.ts";
import { pathOf } from "./python.ts";
import { PYTHON, Venv } from "./venv.ts";

const TRACEBACK = 'Traceback (most recent call last):\n  File "<input-3>", line 1, in <module>\n' +
  "    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\nerror: ZeroDivisionError: division by zero";
const FIRST = ["Done, without output.", "so\n42", TRACEBACK];

const ADAPTERS: readonly [name: string, requirement: string, seen: unknown][] = [
  ["pydantic_ai", "pydantic-ai-slim==2.68.0", { first: FIRST, again: ["6"], other: ["False"] }],
  [
    "langchain",
    // Of later versions not every index has what they need.
    "langchain-core==1.7.7",
    [...FIRST, "False", "Done, without output.", "error", "The code could not be run: "],
  ],
  ["openai_agents", "openai-agents==0.24.0", [FIRST, ["6"], ["False"]]],
  [
    "smolagents",
    "smolagents==1.26.0",
    {
      answer: { total: 6.5 },
      asked: ["tea", "cake", "coffee"],
      read: [true, true, true, true],
    },
  ],
  [
    "dspy",
    "dspy==3.4.1",
    {
      state: [null, "42"],
      tool: ["a 0", "a 1"],
      errors: [
        ["CodeExecutionError", "ZeroDivisionError: division by zero"],
        ["SyntaxError", "invalid syntax (<input-6>, line 1)"],
        ["CodeExecutionError", "TypeError: SUBMIT: expected output"],
      ],
      thought: "45",
      rlm: ["tea 0", 3],
      asked: ["a", "tea"],
    },
  ],
];

for (const [name, requirement, seen] of ADAPTERS) {
  testWith([PYTHON], `the adapter for ${requirement} runs what its agent writes`, async () => {
    await using venv = await Venv.make(requirement);
    const script = pathOf(`tests/fixtures/adapters/drive_${name}.py`);
    assert.deepEqual(JSON.parse(await venv.run(script)), seen);
  });
}

Deno.test("the page about adapters names the versions that are tested", async () => {
  const page = await Deno.readTextFile(pathOf("examples/adapters/README.md"));
  for (const [, requirement] of ADAPTERS) {
    assert.ok(page.includes(requirement.replace("==", " ")), requirement);
  }
});
