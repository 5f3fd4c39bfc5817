/** A wrong command line gets one line on stderr that names the option, what was given and what is allowed. */
import assert from "node:assert/strict";
import { isRoot } from "../needs.ts";
import { pysandbox } from "./command.ts";

const DURATION = "expected a duration such as 500ms, 5s or 2m, from";
const SIZE = "expected a size such as 64, 64MiB or 1G, from";
const COUNT = "expected a whole number from";

const CASES: [args: string[], code: number, line: string][] = [
  [
    ["run", "-t", "soon", "-c", "1"],
    2,
    `--timeout: ${DURATION} 1ms to 8760h, or 0 for off; got 'soon'`,
  ],
  [
    ["run", "-t", "-5s", "-c", "1"],
    2,
    `--timeout: ${DURATION} 1ms to 8760h, or 0 for off; got '-5s'`,
  ],
  [
    ["run", "-t", "9999h", "-c", "1"],
    2,
    `--timeout: ${DURATION} 1ms to 8760h, or 0 for off; got '9999h'`,
  ],
  [
    ["run", "--cpu", "1ms", "-c", "1"],
    2,
    `--cpu: ${DURATION} 10ms to 8760h, or 0 for off; got '1ms'`,
  ],
  [["run", "-H", "16", "-c", "1"], 2, `--max-heap: ${SIZE} 40MiB to 4GiB; got '16'`],
  [["run", "-H", "5G", "-c", "1"], 2, `--max-heap: ${SIZE} 40MiB to 4GiB; got '5G'`],
  [["run", "-H", "lots", "-c", "1"], 2, `--max-heap: ${SIZE} 40MiB to 4GiB; got 'lots'`],
  [["run", "--max-output", "0", "-c", "1"], 2, `--max-output: ${SIZE} 1B to 1024GiB; got '0'`],
  [["run", "-e", "=x", "-c", "1"], 2, "--env: expected NAME=VALUE or NAME; got '=x'"],
  [
    ["run", "--seed", "x", "-c", "1"],
    2,
    "--seed: expected a whole number from 0 to 18446744073709551615; got 'x'",
  ],
  [["run", "--walls", "maybe", "-c", "1"], 2, "--walls: expected require, auto, off; got 'maybe'"],
  [["run", "-i", "-c", "1"], 2, "-i: expected a terminal on standard input and output"],
  [["run", "-c", "1", "-m", "this"], 2, "-c and -m exclude each other"],
  [["run", "-c"], 2, "option '-c, --code <code>' argument missing"],
  [
    ["run", "--tiemout", "5s", "-c", "1"],
    2,
    "unknown option '--tiemout' (Did you mean --timeout?); words for the program go after --",
  ],
  [["runn"], 2, "unknown command 'runn' (to run a script: pysandbox run runn)"],
  [["serve"], 2, "unknown command 'serve' (Did you mean serve-stdio?)"],
  [["-c", "1"], 2, "unknown option '-c'; commands that have it: run"],
  [
    ["serve-stdio", "x"],
    2,
    `serve-stdio takes options only; got 'x' (programs come as lines on standard input: {"code": "4 + 5"})`,
  ],
  [["serve-stdio", "--workers", "0"], 2, `--workers: ${COUNT} 1 to 1024; got '0'`],
  [["serve-stdio", "--workers", "many"], 2, `--workers: ${COUNT} 1 to 1024; got 'many'`],
  [["serve-stdio", "--spares"], 2, "option '--spares <n>' argument missing"],
  [
    ["serve-stdio", "--session-idle", "-1"],
    2,
    `--session-idle: ${DURATION} 1ms to 8760h, or 0 for off; got '-1'`,
  ],
  [
    ["serve-stdio", "--max-line", "1B"],
    2,
    `--max-line: ${SIZE} 1KiB to 256MiB; got '1B'`,
  ],
  [
    ["serve-stdio", "--max-output", "100M"],
    2,
    "--max-output: expected at most 64MiB with serve-stdio, whose answers hold the output in one text; got 100MiB",
  ],
  [
    ["repl", "script.py"],
    2,
    "repl takes options only; got 'script.py' (to run a script and keep its names: pysandbox run -i script.py)",
  ],
  [["repl", "--json"], 2, "unknown option '--json'; commands that have it: run, doctor"],
  [["completions", "tcsh"], 2, "completions: expected bash, zsh, fish; got 'tcsh'"],
  [["run", "missing.py"], 127, "can't open 'missing.py': no such file"],
  [
    ["run", "."],
    126,
    "can't read '.': it is a folder without a __main__.py, expected a Python file",
  ],
  [
    ["run", "/dev/zero"],
    126,
    "can't read '/dev/zero': it is larger than 16MiB, the most for a program",
  ],
  [
    ["run", "--report", "/nowhere/report.json", "-c", "1"],
    125,
    "--report: cannot write '/nowhere/report.json': no such file or directory",
  ],
];

for (const [args, code, line] of CASES) {
  Deno.test(`pysandbox ${args.join(" ")} exits with ${code} and one line that says why`, async () => {
    const finished = await pysandbox(args);
    assert.equal(finished.stderr, `pysandbox: ${line}\n`);
    assert.equal(finished.stdout, "");
    assert.equal(finished.code, code);
  });
}

Deno.test("an unreadable script exits with 126", async () => {
  const path = await Deno.makeTempFile({ suffix: ".py" });
  try {
    await Deno.chmod(path, 0o000);
    // Root may read everything: there the script runs, and is empty.
    const readsAll = isRoot();
    const finished = await pysandbox(["run", path]);
    assert.equal(finished.code, readsAll ? 0 : 126);
    const line = `pysandbox: can't read '${path}': permission denied\n`;
    assert.equal(finished.stderr, readsAll ? "" : line);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a bad value in the environment is named by its variable", async () => {
  const finished = await pysandbox(["run", "-c", "1"], { env: { PYSANDBOX_TIMEOUT: "later" } });
  assert.equal(
    finished.stderr,
    `pysandbox: PYSANDBOX_TIMEOUT: ${DURATION} 1ms to 8760h, or 0 for off; got 'later'\n`,
  );
  assert.equal(finished.code, 2);
});

Deno.test("a bad value in the environment of serve-stdio is named by its variable", async () => {
  const env = { PYSANDBOX_WORKERS: "many" };
  const finished = await pysandbox(["serve-stdio"], { env, stdin: '{"code": "4 + 5"}\n' });
  assert.equal(finished.stderr, `pysandbox: PYSANDBOX_WORKERS: ${COUNT} 1 to 1024; got 'many'\n`);
  assert.deepEqual([finished.stdout, finished.code], ["", 2]);
});
