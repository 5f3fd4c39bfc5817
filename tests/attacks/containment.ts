/** What must hold of every attack, whichever command it went through. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { parseDuration } from "../../src/core/units.ts";
import type { Attack } from "./read_attack.ts";
import { SLOWNESS } from "../slowness.ts";

/** What an attack may take beyond its time limit here: start, end, and other work on the same processors. */
const PATIENCE_MS = 3000 * SLOWNESS;

/** The limits of `run` where an attack gives none. */
const DEFAULTS = { timeout: "30s", cpu: null, maxHeap: "256", maxOutput: "10MiB" };

const OPTIONS: Readonly<Record<string, keyof AttackLimits>> = {
  "--timeout": "timeout",
  "--cpu": "cpu",
  "--max-heap": "maxHeap",
  "--max-output": "maxOutput",
};

/** The limits of an attack, as a request of a server has them. */
export interface AttackLimits {
  readonly timeout: string;
  readonly cpu: string | null;
  readonly maxHeap: string;
  readonly maxOutput: string;
}

/** What came of an attack. */
export interface Ending {
  readonly status: string;
  readonly exitCode: number;
  /** Why it was ended; null where it ended by itself. */
  readonly reason: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The value of its last expression and the `repr()` of that, where it has one. */
  readonly value: readonly [unknown, unknown];
  /** The paths of the files that came out; null where nobody took any. */
  readonly files: readonly string[] | null;
  /** All that the caller got, as it got it. */
  readonly answer: string;
  readonly milliseconds: number;
}

/** What no attack may ever get to see of the host. */
export const SECRET = "the-host-keeps-this-to-itself";

/** The variable that holds the secret around each command. */
export const SECRET_VARIABLE = "PYSANDBOX_TEST_SECRET";

/** The limits that an attack runs with. */
export function limitsOf({ name, args }: Attack): AttackLimits {
  const limits: Record<string, string | null> = { ...DEFAULTS };
  for (let at = 0; at < args.length; at += 2) {
    const limit = OPTIONS[args[at]!];
    ok(limit !== undefined, `${name}: expected a limit in '# args:'; got '${args[at]}'`);
    limits[limit] = args[at + 1]!;
  }
  return limits as unknown as AttackLimits;
}

/** Fails where an attack did anything but what its first lines say must come of it. */
export function assertContained(attack: Attack, ending: Ending, cwd: string): void {
  const { status, exitCode, reason, stdout, stderr, value, answer, milliseconds } = ending;
  const found = `status=${status} exit=${exitCode}`;
  const { expected } = attack;
  ok(
    expected.includes(found),
    `expected ${expected.join(" or ")}, found ${found}: ${reason}\n${stderr.slice(-2000)}`,
  );
  const output = stdout + stderr;
  ok(!output.includes("ESCAPED"), output.slice(0, 2000));
  for (const kept of [SECRET, SECRET_VARIABLE, cwd, Deno.execPath()]) {
    ok(!answer.includes(kept), `the program found '${kept}'`);
  }
  if (attack.stdout !== null) equal(stdout, attack.stdout);
  for (const text of attack.says) {
    ok(output.includes(text), `expected '${text}' in: ${output.slice(0, 2000)}`);
  }
  for (const text of attack.answers) {
    ok(answer.includes(text), `expected '${text}' in: ${answer.slice(0, 2000)}`);
  }
  if (attack.files !== null) deepEqual([...ending.files ?? []].sort(), [...attack.files].sort());
  // No success with a value comes of a crash. Claims that a program makes of itself are its own to forge.
  if (!attack.name.startsWith("lying_") && status !== "ok") deepEqual(value, [null, null]);
  const most = parseDuration(limitsOf(attack).timeout)! + PATIENCE_MS;
  ok(milliseconds < most, `took ${milliseconds} ms, expected less than ${most}`);
}

/** Calls `action` with a folder that holds a secret, and removes it afterwards. */
export async function withSecret(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/host-secret.txt`, SECRET);
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
