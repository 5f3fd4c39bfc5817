/** How a hostile run ended, and whether that is right. */
import type { Outcome } from "../../src/core/outcome.ts";
import { parseDuration } from "../../src/core/units.ts";
import type { Attack } from "../../tests/attacks/read_attack.ts";

/** A secret of the host that no attack may ever see. */
export const SECRET = "the-host-keeps-this-to-itself";

/** Name of the host's variable that holds the secret. */
export const SECRET_VARIABLE = "PYSANDBOX_SOAK_SECRET";

/** How late a run may return, on a machine that is busy with other runs. */
const MOST_LATE_MS = 20_000;

const DEFAULT_TIMEOUT = "30s";

/** How a run ended. */
export interface Ended extends Pick<Outcome, "status" | "exitCode" | "reason" | "claimed"> {
  readonly stdout: string;
  readonly stderr: string;
  /** From start to return, in milliseconds. */
  readonly milliseconds: number;
}

/** A run that did not end as it should have. */
export interface Wrong {
  readonly attack: string;
  readonly what: string;
}

/**
 * What is wrong with how an attack ended; empty if nothing is.
 *
 * @param kept what a program must not have found out, besides the secret.
 */
export function faultsOf(attack: Attack, ended: Ended, kept: readonly string[]): string[] {
  const { status, exitCode, reason, claimed, stdout, stderr, milliseconds } = ended;
  const faults: string[] = [];
  const found = `status=${status} exit=${exitCode}`;
  if (!attack.expected.includes(found)) {
    faults.push(
      `expected ${attack.expected.join(" or ")}, found ${found}: ${reason ?? stderr.slice(-300)}`,
    );
  }
  const output = stdout + stderr;
  if (output.includes("ESCAPED")) faults.push(`escaped: ${output.slice(0, 300)}`);
  const all = JSON.stringify([reason, claimed, stdout, stderr]);
  for (const text of [SECRET, SECRET_VARIABLE, ...kept]) {
    if (all.includes(text)) faults.push(`the program found '${text}'`);
  }
  // How far a program comes in its time depends on the machine, and a soak keeps that busy.
  const isCutShort = status === "timeout" || status === "cpu";
  const { stdout: expected } = attack;
  if (expected !== null && stdout !== expected && !(isCutShort && expected.startsWith(stdout))) {
    faults.push(
      `wrote ${JSON.stringify(stdout.slice(0, 300))}, expected ${JSON.stringify(expected)}`,
    );
  }
  for (const text of attack.says) {
    if (isCutShort || output.includes(text)) continue;
    faults.push(`did not say '${text}': ${output.slice(-300)}`);
  }
  const { args } = attack;
  const timeout = args[args.indexOf("--timeout") + 1];
  const most = parseDuration(args.includes("--timeout") ? timeout! : DEFAULT_TIMEOUT)! +
    MOST_LATE_MS;
  if (milliseconds > most) {
    faults.push(`took ${Math.round(milliseconds)} ms, expected less than ${most}`);
  }
  return faults;
}
