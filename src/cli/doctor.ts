/** `pysandbox doctor`: what keeps a program in, tried on this machine. */
import { ensureAssets } from "../host/assets.ts";
import { examine, type Machine, thisMachine } from "../host/doctor/examine.ts";
import { descriptorSink } from "../host/output.ts";
import { allHold, checksJson, checksTable } from "../report/doctor.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

/** What it exits with where something does not hold. */
const NOT_ALL_HOLD = 1;

/** Tries everything, prints what was found, and returns the status to exit with. */
export async function doctor(json: boolean): Promise<number> {
  if (!Deno.build.standalone) await ensureAssets(say);
  const [text, exitCode] = await findings(json, thisMachine());
  const sink = descriptorSink(Deno.stdout, "standard output");
  await sink.write(new TextEncoder().encode(text));
  return exitCode;
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
