/** The examples of agents' tools, each run as its reader would, and what the model in them gets to read. */
import assert from "node:assert/strict";
import { pathOf, pythonTest, runPython, sandboxCommand } from "./python.ts";

const TURNS = [
  "model: numbers = [3, 1, 4, 1, 5, 9, 2, 6]\nprint(len(numbers), 'numbers')\nsum(numbers)\n" +
  "tool:  8 numbers\n31",
  "model: mean(numbers)\n" +
  'tool:  Traceback (most recent call last):\n  File "<input-2>", line 1, in <module>\n' +
  "    mean(numbers)\n    ^^^^\nNameError: name 'mean' is not defined",
  "model: import statistics; statistics.mean(numbers)\ntool:  3.875",
  "model: open('/etc/passwd').read()\n" +
  'tool:  Traceback (most recent call last):\n  File "<input-4>", line 1, in <module>\n' +
  "    open('/etc/passwd').read()\n    ~~~~^^^^^^^^^^^^^^^\n" +
  "FileNotFoundError: [Errno 44] No such file or directory: '/etc/passwd'",
  "model: while True: pass\ntool:  Stopped (timeout): timed out after 1s (--timeout)",
  "model: 'numbers' in globals()\ntool:  Variables of earlier calls are gone.\nFalse",
  "",
];

/** On a busy machine the endless loop may be killed before it can say where it was. */
const WHERE_IT_WAS =
  /(?<=while True: pass\ntool: {2})Traceback \(most recent call last\):\n(?: .*\n)*(?:KeyboardInterrupt\n)?/;

function checkTurns(transcript: string): void {
  assert.deepEqual(transcript.replace(WHERE_IT_WAS, "").split("\n\n"), TURNS);
}

pythonTest("the example of an agent's tool in Python answers its model", async () => {
  const { code, stdout, stderr } = await runPython(["examples/agent_tool_conversation.py"]);
  assert.deepEqual([code, stderr], [0, ""]);
  checkTurns(stdout);
});

Deno.test("the example of an agent's tool in TypeScript answers its model alike", async () => {
  const example = pathOf("examples/agent_tool_conversation.ts");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-run", "--allow-env", example],
    env: { PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()) },
  }).output();
  const decoder = new TextDecoder();
  assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
  checkTurns(decoder.decode(stdout));
});

/** What the model reads in code mode, but for its longest program. */
const CODE_MODE_ANSWERS = [
  "Help on function rate in module host:\n\nrate(currency: str)\n" +
  "    What one unit of a currency is worth in euros.",
  "{'ada': 192.45, 'grace': 18.0}",
  "'ada'",
  "ValueError: no rate for XYZ",
  "KeyError: 'nobody'",
];

function checkCodeMode(transcript: string): void {
  const answers = transcript.split("\ntool:  ").slice(1).map((part) =>
    part.split("\n\nmodel: ")[0]!.trim()
  );
  assert.deepEqual(answers, CODE_MODE_ANSWERS);
}

pythonTest("the example of code mode in Python answers its model", async () => {
  const { code, stdout, stderr } = await runPython(["examples/code_mode.py"]);
  assert.deepEqual([code, stderr], [0, ""]);
  checkCodeMode(stdout);
});

Deno.test("the example of code mode in TypeScript answers its model alike", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-run",
      "--allow-env",
      pathOf("examples/code_mode.ts"),
    ],
    env: { PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()) },
  }).output();
  const decoder = new TextDecoder();
  assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
  checkCodeMode(decoder.decode(stdout));
});
