/** The machine's Python, for tests of what people write in it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { commandLine } from "../e2e/command.ts";
import { testWith } from "../needs.ts";

const PYTHON = Deno.build.os === "windows" ? "python" : "python3";

/** What a script of the machine's Python wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words that start pysandbox, as a client is given them. */
export function sandboxCommand(): string[] {
  const [path, words] = commandLine([]);
  return [path, ...words];
}

/** The path of a file of the project. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}

/** The words that start a server that fails in the ways in which the real one should not. */
export function faultyCommand(): string[] {
  return [PYTHON, "-B", pathOf("tests/fixtures/fake_server.py")];
}

/** A test that needs the machine's Python. */
export function pythonTest(name: string, test: () => Promise<void>): void {
  testWith([PYTHON], name, test);
}

/** Runs a script in the project's folder, which finds the words of the real command in PYSANDBOX_COMMAND. */
export async function runPython(words: readonly string[], cwd = "."): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(PYTHON, {
    args: ["-B", ...words],
    cwd: pathOf(cwd),
    env: { PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()), PYTHONIOENCODING: "utf-8" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout).replaceAll("\r\n", "\n"),
    stderr: decoder.decode(stderr),
  };
}

/**
 * Runs the client's own tests, of which none may be skipped, nor fail.
 *
 * @param names classes of them; all where there are none.
 * @param least how many there are at least.
 */
export async function passesItsTests(names: readonly string[], least: number): Promise<void> {
  const args = ["-W", "error", "-m", "unittest", ...names];
  const { code, stderr } = await runPython(args, "clients/python");
  assert.equal(code, 0, stderr);
  const [, count] = /^Ran (\d+) tests in /m.exec(stderr) ?? [];
  assert.ok(Number(count) >= least, stderr);
  if (Deno.build.os !== "windows") assert.match(stderr, /\nOK\n$/, "none is skipped");
}
