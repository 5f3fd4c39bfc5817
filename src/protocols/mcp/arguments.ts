/** TRUSTED. The arguments of `run_python`: checked one by one, with messages that a model can act on. */
import type { Limits } from "../../core/limits.ts";
import {
  checkCode,
  type CheckedProgram,
  checkOutputs,
  checkSessionName,
  hasAtMost,
  ProgramError,
} from "../../engine/program.ts";
import { limitsOf } from "../jsonl/client_request.ts";
import { readFiles } from "../jsonl/json_files.ts";
import { Members } from "../jsonl/members.ts";
import { readInputs } from "./message_inputs.ts";

/** A program to run, and how. */
export interface RunArguments extends Pick<CheckedProgram, "code" | "outputs" | "inputs"> {
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  readonly limits: Partial<Limits>;
  readonly session: string | null;
}

/** Most characters of a session's name: the engine's own has that of who opened it before it. */
export const LONGEST_SESSION = 100;

const KNOWN = ["code", "session", "timeout", "inputs", "files", "outputs"] as const;

/**
 * The arguments of a call.
 *
 * @param ceilings the server's own limits, which no call may exceed.
 * @throws {RequestError} saying what is wrong.
 */
export function readArguments(given: object, ceilings: Limits): RunArguments {
  const members = new Members(given, KNOWN);
  const code = members.get("code");
  if (code === undefined) throw members.error("code: expected a string; got nothing");
  return {
    code: members.checked("code", checkCode, null)!,
    inputs: members.checked("inputs", (values) => readInputs("inputs", values), null),
    files: members.checked("files", readFiles, null) ?? {},
    outputs: members.checked("outputs", checkOutputs, null),
    limits: limitsOf(members, ceilings),
    session: members.checked("session", checkSession, null),
  };
}

function checkSession(given: unknown): string {
  const name = checkSessionName("session", given);
  if (hasAtMost(name, LONGEST_SESSION)) return name;
  throw new ProgramError(`session: expected a name of 1 to ${LONGEST_SESSION} characters`);
}
