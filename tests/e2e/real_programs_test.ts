/**
 * Real programs in the sandbox, whole output and exit status. Each of `programs/*.py` stands beside what CPython makes
 * of it; where a python3 is at hand, that is asked again. A first line `# Python: 3.13` names the oldest CPython that
 * agrees, `# Sandbox only` a program about the sandbox itself.
 */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import {
  expected,
  FOLDER,
  inputOf,
  nativeVersion,
  NEWEST,
  oldestVersion,
  transcript,
} from "./programs/transcript.ts";
import { lacking, tryTest } from "../needs.ts";

const SURROUNDINGS = { TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", PYTHONHASHSEED: "0" };

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".py")).map((name) => name.slice(0, -".py".length)).sort();
const native = await nativeVersion();

for (const name of names) {
  const script = new URL(`${name}.py`, FOLDER).pathname;

  Deno.test(`the program ${name} prints what CPython prints`, async () => {
    const { stdout, stderr, code } = await pysandbox(["run", script], { stdin: inputOf(name) });
    assert.equal(transcript(stdout, stderr, code), expected(name));
  });

  tryTest({
    name: `the native python3 agrees on what the program ${name} prints`,
    lacks: lacking(["python3"]),
    elsewhere: elsewhereThan(oldestVersion(name)),
    fn: async () => {
      const child = new Deno.Command("python3", {
        args: ["-B", script],
        env: SURROUNDINGS,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(inputOf(name))).catch(() => {});
      await writer.close().catch(() => {});
      const { stdout, stderr, code } = await child.output();
      const decoder = new TextDecoder();
      const found = transcript(decoder.decode(stdout), decoder.decode(stderr), code);
      assert.equal(found, expected(name));
    },
  });
}

/** Why a native python3 that is there cannot be asked. */
function elsewhereThan(oldest: number): string | null {
  if (oldest === Infinity) return "only in the sandbox";
  if (lacking(["python3"]) !== null || (native !== null && native >= oldest)) return null;
  return `only with a python3 from 3.${oldest} to 3.${NEWEST}`;
}

Deno.test("there is a file of expected output for each program, and a program for each", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  const outputs = files.filter((name) => name.endsWith(".txt"));
  assert.deepEqual(outputs.sort(), names.map((name) => `${name}.txt`));
  assert.ok(names.length >= 20);
});
