/** Statements from a pipe to the real command: no prompts, and an exit code that tells of the last failure. */
import assert from "node:assert/strict";
import { commandLine, pysandbox, saysWhereItWas, untilHeeded } from "./command.ts";

async function piped(
  source: string,
  args: readonly string[] = ["repl"],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await pysandbox(args, { stdin: source });
  return { code, stdout, stderr };
}

Deno.test("statements are run one by one, values shown, and nothing else", async () => {
  const source = "x = 40\ndef f(n):\n    return n + 2\n\n    # a comment\nf(x)\n" +
    "if x:\n    print('yes')\nelse:\n    print('no')\nprint('end', end='')";
  assert.deepEqual(await piped(source), { code: 0, stdout: "42\nyes\nend", stderr: "" });
  assert.deepEqual(await piped(""), { code: 0, stdout: "", stderr: "" });
});

Deno.test("a failure does not end the others, and is the exit code", async () => {
  assert.deepEqual(await piped("1/0\n'on'\n"), {
    code: 1,
    stdout: "'on'\n",
    stderr: 'Traceback (most recent call last):\n  File "<python-input-0>", line 1, in <module>\n' +
      "    1/0\n    ~^~\nZeroDivisionError: division by zero\n",
  });
  assert.deepEqual(await piped("print(5"), {
    code: 1,
    stdout: "",
    stderr:
      `  File "<python-input-0>", line 1\n    print(5\n         ^\nSyntaxError: '(' was never closed\n`,
  });
});

for (
  const [source, code] of [
    ["import sys; sys.exit(7)\nprint('never')\n", 7],
    ["exit\nprint('never')\n", 0],
    ["1/0\nquit()\n", 0],
    ["import os; os._exit(4)\nprint('never')\n", 4],
  ] as const
) {
  Deno.test(`${JSON.stringify(source)} from a pipe leaves with ${code}`, async () => {
    const ended = await piped(source);
    assert.equal(ended.code, code);
    assert.equal(ended.stdout, "");
  });
}

Deno.test("a program reads the line behind its statement, and the next is a statement again", async () => {
  assert.deepEqual(await piped("name = input()\nAda\nname\nimport sys; sys.stdin.read()\na\nb\n"), {
    code: 0,
    stdout: "'Ada'\n'a\\nb\\n'\n",
    stderr: "",
  });
});

Deno.test("limits are of each statement, and what they stopped is the exit code", async () => {
  const endless = () => piped("x = 5\nwhile True: pass\n\nx\n", ["repl", "-t", "300ms"]);
  assert.deepEqual(await untilHeeded(endless, ({ stderr }) => saysWhereItWas(stderr)), {
    code: 124,
    stdout: "5\n",
    stderr: 'Traceback (most recent call last):\n  File "<python-input-1>", line 1, in <module>\n' +
      "    while True: pass\n                ^^^^\nKeyboardInterrupt\n" +
      "pysandbox: timed out after 300ms (--timeout)\n",
  });
  const flooded = await piped("print('x' * 10 ** 6)\n'on'\n", ["repl", "--max-output", "10KiB"]);
  assert.equal(flooded.code, 153);
  assert.ok(flooded.stdout.endsWith("x'on'\n"), flooded.stdout.slice(-20));
});

Deno.test("the prompt's own commands work from a pipe", async () => {
  const { code, stdout, stderr } = await piped("%limits\nx = 1\n%reset\nx\n%time 'timed'\n");
  assert.equal(code, 1);
  assert.match(
    stdout,
    // deno-lint-ignore no-regex-spaces
    /^timeout     30s     a statement, wall clock\ncpu         off     a statement, processor time\nmax-heap    256MiB  [\d.]+ MiB used\nmax-output  10MiB   a statement, stdout and stderr together\n'timed'\nwall clock  [\d.]+ ms\nprocessor   [\d.]+ ms\nmemory      [\d.]+ MiB used\n$/,
  );
  assert.match(stderr, /\nNameError: name 'x' is not defined\n$/);
});

Deno.test("pysandbox alone in a pipe runs the program on standard input", async () => {
  assert.deepEqual(await piped("40 + 2\nprint('ran')\n", []), {
    code: 0,
    stdout: "ran\n",
    stderr: "",
  });
});

Deno.test("repl takes no program, and says what does", async () => {
  assert.deepEqual(await piped("", ["repl", "script.py"]), {
    code: 2,
    stdout: "",
    stderr:
      "pysandbox: repl takes options only; got 'script.py' (to run a script and keep its names: pysandbox run -i script.py)\n",
  });
});

Deno.test({
  name:
    "the time of a statement goes on where a signal ended its wait for input that does not come",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const [path, words] = commandLine(["repl", "-t", "300ms"]);
    const child = new Deno.Command(path, {
      args: words,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const code = "try:\n input('? ')\nexcept KeyboardInterrupt:\n while True: pass";
    await writer.write(new TextEncoder().encode(`exec(${JSON.stringify(code)})\n`));
    const stdout = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await stdout.read()).value, "? ");
    child.kill("SIGINT");
    const said = await new Response(child.stderr).text();
    assert.match(said, /\nKeyboardInterrupt\npysandbox: timed out after 300ms \(--timeout\)\n$/);
    assert.equal((await child.status).code, 130);
    await writer.close().catch(() => {});
    await stdout.cancel();
  },
});
