/** TRUSTED. What of a request the jail is told. */
import type { RunRequest } from "../core/request.ts";
import type { ProgramMessage } from "../wire/messages.ts";

/** How a program is to be run. */
export interface Mode {
  /** Whether its result and its errors are to be described. */
  readonly describe: boolean;
  /** Whether another program may follow it in the same jail, and find its names. */
  readonly keep: boolean;
  /** Whether its input is its own, and what an earlier program left of another is thrown away. */
  readonly renewInput: boolean;
}

/** The program of `request`, but for its source. */
export function toProgramMessage(request: RunRequest, mode: Mode): ProgramMessage {
  const { program, args, env, limits, seed, terminals, colour } = request;
  return {
    kind: program.kind,
    name: program.name,
    args,
    env,
    seed: seed === null ? null : String(seed),
    terminals,
    colour,
    maxHeapBytes: limits.maxHeapBytes,
    ...mode,
  };
}
