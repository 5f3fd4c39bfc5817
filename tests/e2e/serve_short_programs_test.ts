/** Programs of one line and of a few: what is taken for an expression, when it is compiled, and what it is worth. */
import assert from "node:assert/strict";
import { ok, plain, verdict } from "./served.ts";
import { sharing } from "./sharing.ts";

const syntaxError = (what: string, at: number) => ({
  status: "error",
  exitCode: 1,
  error: `SyntaxError: ${what} (<input-${at}>, line 1)`,
});

const test = sharing("--workers", "1", "--timeout", "60s");

test("a line is worth what it is worth at Python's prompt", async (server) => {
  const given: readonly (readonly [code: string, expected: unknown])[] = [
    ["4 + 5", ok(9, "9")],
    ["4 + 5 \n", ok(9, "9")],
    ["1 if True else 2", ok(1, "1")],
    ["not True", ok(false, "False")],
    ["None", ok(null, null)],
    ["lambda_ = 3", ok(null, null)],
    ["lambda_", ok(3, "3")],
    ["(lambda_)", ok(3, "3")],
    ["lambda_; 5", ok(5, "5")],
    ["import asyncio", ok(null, null)],
    ["await asyncio.sleep(0, 7)", ok(7, "7")],
    ["pass", ok(null, null)],
    ["del lambda_", ok(null, null)],
    ["b'a'", { ...ok(null, "b'a'"), resultOmitted: "a value of type bytes has no JSON form" }],
    ["'about'", ok("about", "'about'")],
    ["__doc__", ok("about", "'about'")],
    ["str(5)", ok("5", "'5'")],
    ["__doc__", ok("about", "'about'")],
    ["from __future__ import annotations\ndef f(a: nobody): pass\nf.__annotations__", {
      ...ok({ a: "nobody" }, "{'a': 'nobody'}"),
    }],
  ];
  const requests = given.map(([code]) => ({ code, session: "s" }));
  assert.deepEqual(
    (await server.askAll(requests)).map(plain),
    given.map(([, expected]) => expected),
  );
});

test("what is wrong with a line is what Python says, and only once", async (server) => {
  const codes = ["x y", "yield 1", "return", "f(", "if 1:\n4", "1 is 1"];
  const answers = await server.askAll(codes.map((code) => ({ code, session: "wrong" })));
  assert.deepEqual(answers.slice(0, 4).map(verdict), [
    syntaxError("invalid syntax", 1),
    syntaxError("'yield' outside function", 2),
    syntaxError("'return' outside function", 3),
    syntaxError("'(' was never closed", 4),
  ]);
  assert.equal(
    answers[4]!.error,
    "IndentationError: expected an indented block after 'if' statement on line 1 (<input-5>, line 2)",
  );
  assert.deepEqual([answers[5]!.output, String(answers[5]!.stderr).match(/SyntaxWarning/g)], [
    true,
    ["SyntaxWarning"],
  ]);
});

test("nothing of a program runs that is wrong anywhere, however late that shows", async (server) => {
  const wrong = [
    "yield 1",
    "x = (yield)",
    "def f():\n    nonlocal nobody",
    "from __future__ import annotations",
    "await nobody\nreturn",
  ];
  const answers = await server.askAll(wrong.map((code) => ({ code: `print('ran')\n${code}` })));
  assert.deepEqual(
    answers.map(({ status, stdout, error }) => [status, stdout, String(error).split(" (")[0]]),
    [
      ["error", "", "SyntaxError: 'yield' outside function"],
      ["error", "", "SyntaxError: 'yield' outside function"],
      ["error", "", "SyntaxError: no binding for nonlocal 'nobody' found"],
      ["error", "", "SyntaxError: from __future__ imports must occur at the beginning of the file"],
      ["error", "", "SyntaxError: 'return' outside function"],
    ],
  );
});

test("requests of a session that differ in one member are told apart, and so are equal ones", async (server) => {
  const code =
    "import os, sys, random\n[sys.argv[1:], os.environ.get('NAME'), random.random() < 2]";
  const given = [
    {},
    {},
    { args: ["x"] },
    { args: ["x"], env: { NAME: "value" } },
    { args: ["y"], env: { NAME: "value" } },
    { args: ["y"], env: { NAME: "value" } },
    { args: ["x"], seed: 7 },
  ];
  const answers = await server.askAll(given.map((members) => ({ code, session: "s", ...members })));
  assert.deepEqual(answers.map(({ output }) => output), [
    [[], null, true],
    [[], null, true],
    [["x"], null, true],
    [["x"], "value", true],
    [["y"], "value", true],
    [["y"], "value", true],
    [["x"], "value", true],
  ]);
});
