/**
 * Tests that need what a machine may lack: a command, or a right. Where it is missing such a test is not tried, its name says
 * why, and the run counts it at its end. With PYSANDBOX_TEST_REQUIRE_ALL set, what cannot be tried fails.
 */
import assert from "node:assert/strict";
import { delimiter } from "node:path";

const REQUIRE_ALL = "PYSANDBOX_TEST_REQUIRE_ALL";

/** Whether nothing may be missing here. */
export const REQUIRES_ALL: boolean = Deno.env.has(REQUIRE_ALL);

/** A test that may have to be left out. */
export interface NeedyTest {
  readonly name: string;
  readonly fn: () => void | Promise<void>;
  /** What this machine lacks for it: `zsh`. */
  readonly lacks: string | null;
  /** Why the test is about something else than what is here, such as `only on Linux`: never a failure. */
  readonly elsewhere?: string | null;
}

/** Registers a test, or leaves it out and says why. */
export function tryTest({ name, fn, lacks, elsewhere = null }: NeedyTest): void {
  if (elsewhere !== null) return Deno.test({ name: `${name} (${elsewhere})`, ignore: true, fn });
  if (lacks === null) return Deno.test(name, fn);
  if (!REQUIRES_ALL) {
    return Deno.test({ name: `${name} (not tried: needs ${lacks})`, ignore: true, fn });
  }
  Deno.test(name, () => assert.fail(`needs ${lacks}; ${REQUIRE_ALL} is set`));
}

/**
 * Why a test is not tried here, for `elsewhere`: it is about what only these systems have. Null where this is one of them.
 *
 * @param what they have: `modes of files`.
 */
export function onlyOn(systems: "Linux" | "Unix" | "Windows", what: string): string | null {
  const isWindows = Deno.build.os === "windows";
  const isHere = { Linux: Deno.build.os === "linux", Unix: !isWindows, Windows: isWindows };
  return isHere[systems] ? null : `only on ${systems}: ${what}`;
}

/** Registers a test that runs these commands. */
export function testWith(
  commands: readonly string[],
  name: string,
  fn: () => void | Promise<void>,
): void {
  tryTest({ name, fn, lacks: lacking(commands) });
}

/** The first of these commands that is not on the PATH, or null. */
export function lacking(commands: readonly string[]): string | null {
  return commands.find((command) => !isThere(command)) ?? null;
}

/** Whether tests run as the superuser. Deno itself tells that only with a permission that tests have no other use for. */
export function isRoot(): boolean {
  const { stdout } = new Deno.Command("id", { args: ["-u"] }).outputSync();
  return new TextDecoder().decode(stdout).trim() === "0";
}

/** `script` of other systems takes other options, and cannot be told a command. */
const ONLY_LINUX = ["script"];

function isThere(command: string): boolean {
  if (ONLY_LINUX.includes(command) && Deno.build.os !== "linux") return false;
  const file = Deno.build.os === "windows" ? `${command}.exe` : command;
  return (Deno.env.get("PATH") ?? "").split(delimiter).some((folder) => {
    try {
      const { isFile, mode } = Deno.statSync(`${folder}/${file}`);
      return isFile && (mode === null || (mode & 0o111) !== 0);
    } catch {
      return false;
    }
  });
}
