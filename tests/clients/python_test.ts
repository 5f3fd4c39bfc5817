/** The clients in Python, each run by the machine's Python against the real command. */
import assert from "node:assert/strict";
import { pathOf, pythonTest, runPython, sandboxCommand } from "./python.ts";

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

pythonTest("the Python client passes its own tests", async () => {
  const { code, stderr } = await runPython(["-W", "error", "-m", "unittest"], "clients/python");
  assert.equal(code, 0, stderr);
  const [, count] = /^Ran (\d+) tests in /m.exec(stderr) ?? [];
  assert.ok(Number(count) >= 40, stderr);
  if (Deno.build.os !== "windows") assert.match(stderr, /\nOK\n$/, "none is skipped");
});
