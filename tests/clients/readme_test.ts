/** The README's first example of the Python client, run with the real command: each line prints what its comment says. */
import assert from "node:assert/strict";
import { pathOf, pythonTest, runPython } from "./python.ts";

/** Runs a snippet whose sandboxes are started with the words that tests are to use. */
const RUN_SNIPPET = `
import functools, json, os, sys
sys.path.insert(0, "clients/python")
import pysandbox
words = json.loads(os.environ["PYSANDBOX_COMMAND"])
pysandbox.Sandbox = functools.partial(pysandbox.Sandbox, words)
exec(sys.argv[1])
`;

pythonTest("the README's tool for an agent prints what its comments say", async () => {
  const readme = await Deno.readTextFile(pathOf("README.md"));
  const snippet = /^```python\n([^]*?)^```$/m.exec(readme)![1]!;
  const expected = [...snippet.matchAll(/^print\(.*\) {2}# (.*)$/gm)].map(([, text]) => text!);
  assert.ok(expected.length >= 3, snippet);
  const { code, stdout, stderr } = await runPython(["-c", RUN_SNIPPET, snippet]);
  assert.deepEqual([code, stdout.split("\n"), stderr], [0, [...expected, ""], ""]);
});
