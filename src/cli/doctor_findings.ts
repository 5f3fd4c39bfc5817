/** What `doctor` finds on a machine. */
import { ensureAssets } from "../host/assets.ts";
import { examine, type Machine, thisMachine } from "../doctor/examine.ts";
import { allHold, checksJson, checksTable } from "../report/check_results.ts";
import type { GivenValue } from "./option_values.ts";
import { holdPackages } from "./options.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

/** What it exits with where something does not hold. */
const NOT_ALL_HOLD = 1;

/** Tries everything on this machine. The exit status says in short what was found. */
export async function examineThisMachine(
  json: boolean,
  packages: GivenValue | null,
): Promise<[text: string, exitCode: number]> {
  if (!Deno.build.standalone) await ensureAssets(say);
  using environment = await holdPackages(packages);
  await environment?.verify();
  return await findings(json, thisMachine(environment));
}

/** What is found on `machine`, as text, and the exit status that says it in short. */
export async function findings(
  json: boolean,
  machine: Machine,
): Promise<[text: string, exitCode: number]> {
  const checks = await examine(machine);
  const text = json ? `${checksJson(checks, { ...versions() })}\n` : checksTable(checks);
  return [text, allHold(checks) ? 0 : NOT_ALL_HOLD];
}
