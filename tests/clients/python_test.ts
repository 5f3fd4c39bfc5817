/** The clients in Python, each run by the machine's Python against the real command. */
import assert from "node:assert/strict";
import { passesItsTests, pathOf, pythonTest, runPython, sandboxCommand } from "./python.ts";

pythonTest("a client that writes a line and reads a line needs to know nothing else", async () => {
  const naive = pathOf("tests/fixtures/naive_client.py");
  const { code, stdout, stderr } = await runPython([naive, ...sandboxCommand(), "serve-stdio"]);
  assert.equal(
    stdout,
    [
      "9",
      "ZeroDivisionError: division by zero",
      "None",
      "caf\u00e9",
      "NameError: name 'nothing' is not defined",
      "",
    ].join("\n"),
  );
  assert.deepEqual([code, stderr], [0, ""]);
});

/** Parts of the client's own tests, which have a server together, or none. All of them are in `python_slow_test.ts`. */
const PARTS = ["Runs", "FilesAndShows", "SavedFiles", "Limits", "Streaming", "Sessions", "Finding"];

pythonTest("the Python client passes its own tests of what does not end a server", async () => {
  await passesItsTests(PARTS.map((name) => `test_pysandbox.${name}`), 40);
});
