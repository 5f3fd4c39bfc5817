/** For tests that are about the compiled executable alone, and about what a machine lets them do to it. */
import assert from "node:assert/strict";
import { lacking, tryTest } from "../needs.ts";
import { BINARY } from "./command.ts";

/** Words to put before a command, or why there are none here. */
export type Within = { readonly words: readonly string[] } | { readonly missing: string };

interface Needs {
  /** Whether any Unix will do, instead of Linux alone. */
  readonly unix?: boolean;
  readonly within?: Within;
}

/**
 * A test of the executable, with a new folder that everybody can read. Where there is no executable, or on another system, it is
 * ignored and its name says so; where the machine refuses what it needs, it is not tried.
 */
export function executableTest(
  name: string,
  fn: (folder: string) => Promise<void>,
  needs: Needs = {},
): void {
  const { unix = false, within } = needs;
  const isSystem = unix ? Deno.build.os !== "windows" : Deno.build.os === "linux";
  const elsewhere = BINARY === undefined
    ? "about the executable: PYSANDBOX_BIN names none"
    : !isSystem
    ? `only on ${unix ? "Unix" : "Linux"}`
    : null;
  const refused = within !== undefined && "missing" in within ? within.missing : null;
  tryTest({
    name,
    elsewhere,
    lacks: refused ?? lacking(["bash"]),
    fn: async () => {
      const folder = await Deno.realPath(await Deno.makeTempDir());
      try {
        await Deno.chmod(folder, 0o755);
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** The words of `within`, in a test that has declared that it needs them. */
export function wordsOf(within: Within): readonly string[] {
  assert.ok("words" in within);
  return within.words;
}

/** Words that put a command into a namespace of its own, as `unshare` has it: `--net`, `--mount`. */
export function namespace(kind: "--net" | "--mount"): Within {
  return firstThatWorks([
    ["unshare", kind],
    ["unshare", "--user", "--map-root-user", kind],
    ["sudo", "-n", "unshare", kind],
  ]);
}

/** Words that run a command as the user who owns nothing. */
export function asNobody(): Within {
  const words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"];
  return firstThatWorks([words, ["sudo", "-n", ...words]]);
}

/** Everything that names a file, and the ways to a socket. */
const TRACED = ["strace", "-qq", "-s", "200", "-e", "trace=%file,socket,connect,bind,listen"];

/** Whether commands can be traced here. */
export function tracer(): Within {
  return firstThatWorks([[...TRACED, "-f", "-o", "/dev/null"]]);
}

/** Words that trace a command into files `PREFIX.PID`, one for each of its threads. */
export function traceInto(prefix: string): readonly string[] {
  return [...TRACED, "-ff", "-o", prefix];
}

function firstThatWorks(candidates: readonly string[][]): Within {
  // Nothing is tried where nobody asks for it.
  if (BINARY === undefined || Deno.build.os !== "linux") return { missing: "nothing was tried" };
  let missing = "";
  for (const [program, ...args] of candidates) {
    if (lacking([program!]) !== null) {
      missing ||= program!;
      continue;
    }
    const { success, stderr } = new Deno.Command(program!, { args: [...args, "true"] })
      .outputSync();
    if (success) return { words: [program!, ...args] };
    const [why] = new TextDecoder().decode(stderr).trim().split("\n");
    missing ||= `the right to ${program} (${why})`;
  }
  return { missing };
}

/** A copy of the executable, which only its owner may change. */
export async function copyTo(path: string): Promise<string> {
  await Deno.copyFile(BINARY!, path);
  await Deno.chmod(path, 0o555);
  return path;
}
