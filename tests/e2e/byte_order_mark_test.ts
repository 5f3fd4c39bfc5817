/** U+FEFF at the beginning of a text is a character of the program's, in whatever way the text comes to its reader. */
import { deepEqual, equal, match } from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { Served } from "./served.ts";

const MARK = "\uFEFF";

const PROGRAM = "import sys\n" +
  "print('\\ufeffout', end='')\nsys.stderr.write('\\ufefferr')\n'\\ufeffvalue'";

Deno.test("a report keeps it in output, results and errors", async () => {
  const { stdout } = await pysandbox(["run", "--json", "-c", PROGRAM]);
  const report = JSON.parse(stdout);
  deepEqual([report.stdout, report.stderr], [`${MARK}out`, `${MARK}err`]);
  equal(report.claimed.result, `${MARK}value`);
  const failed = await pysandbox(["run", "--json", "-c", "raise ValueError('\\ufeffwrong')"]);
  equal(JSON.parse(failed.stdout).claimed.error.message, `${MARK}wrong`);
});

Deno.test("output that goes through unchanged keeps its bytes, and so does input", async () => {
  const bytes = "print('\\ufeffout', end='')";
  const { stdoutBytes } = await pysandbox(["run", "-c", bytes]);
  deepEqual(stdoutBytes, new TextEncoder().encode(`${MARK}out`));
  const code = "import sys; print(ascii((sys.stdin.read(), sys.argv[1:])))";
  const options = { stdin: `${MARK}in\n${MARK}more` };
  const { stdout } = await pysandbox(["run", "-c", code, `${MARK}word`], options);
  equal(stdout, "('\\ufeffin\\n\\ufeffmore', ['\\ufeffword'])\n");
});

Deno.test("a server keeps it in requests, answers and events, of sessions as well", async () => {
  await using server = new Served();
  for (const more of [{}, { session: `${MARK}s` }]) {
    const answer = await server.ask({ code: PROGRAM, ...more });
    deepEqual(
      [answer.stdout, answer.stderr, answer.output],
      [`${MARK}out`, `${MARK}err`, `${MARK}value`],
    );
  }
  await server.send({ id: `${MARK}id`, code: PROGRAM, stream: true });
  const lines = [await server.next(), await server.next(), await server.next()];
  deepEqual(lines.map((line) => [line!.id, line!.data]), [
    [`${MARK}id`, `${MARK}out`],
    [`${MARK}id`, `${MARK}err`],
    [`${MARK}id`, undefined],
  ]);
  const code = "import os, sys; ascii((sys.stdin.read(), sys.argv[1:], os.environ['\\ufeffN']))";
  const given = { stdin: `${MARK}in`, args: [`${MARK}a`], env: { [`${MARK}N`]: `${MARK}v` } };
  const { output } = await server.ask({ code, ...given });
  equal(output, "('\\ufeffin', ['\\ufeffa'], '\\ufeffv')");
});

Deno.test("statements from a pipe may begin with it, and no later line does", async () => {
  const source = `${MARK}x = 5\nx\nascii(input())\n${MARK}line\n${MARK}x\n`;
  const { stdout, stderr, code } = await pysandbox(["repl"], { stdin: source });
  deepEqual([stdout, code], ["5\n\"'\\\\ufeffline'\"\n", 1]);
  match(stderr, /\nSyntaxError: invalid non-printable character U\+FEFF\n$/);
});

Deno.test("a line that was looked at for the next statement keeps it when a program reads it", async () => {
  const source = `def f():\n    print(ascii(input()))\n\nif 1:\n    f()\n${MARK}line\n`;
  const { stdout, stderr, code } = await pysandbox(["repl"], { stdin: source });
  deepEqual([stdout, stderr, code], ["'\\ufeffline'\n", "", 0]);
});
