/**
 * What CPython makes of the programs of `real_programs_test.ts`: a native python3 prints what stands beside each. This looks at the
 * expectations, and not at pysandbox.
 */
import assert from "node:assert/strict";
import {
  expected,
  FOLDER,
  inputOf,
  nativeVersion,
  NEWEST,
  oldestVersion,
  programs,
  transcript,
} from "./programs/transcript.ts";
import { lacking, tryTest } from "../needs.ts";

const SURROUNDINGS = { TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", PYTHONHASHSEED: "0" };

const native = await nativeVersion();

for (const name of programs()) {
  const script = new URL(`${name}.py`, FOLDER).pathname;

  tryTest({
    name: `the native python3 agrees on what the program ${name} prints`,
    lacks: lacking(["python3"]),
    elsewhere: elsewhereThan(oldestVersion(name)),
    fn: async () => {
      // What it writes is to be found nowhere else.
      const cwd = await Deno.makeTempDir();
      const child = new Deno.Command("python3", {
        args: ["-B", script],
        cwd,
        env: SURROUNDINGS,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(inputOf(name))).catch(() => {});
      await writer.close().catch(() => {});
      const { stdout, stderr, code } = await child.output();
      await Deno.remove(cwd, { recursive: true });
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
