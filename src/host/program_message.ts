/** TRUSTED. What of a request the jail is told. */
import type { RunRequest } from "../core/request.ts";
import type { ProgramMessage } from "../wire/messages.ts";

/**
 * The program of `request`, but for its source.
 *
 * @param describe whether its result and its errors are to be described.
 */
export function toProgramMessage(request: RunRequest, describe: boolean): ProgramMessage {
  const { program, args, env, seed, terminals, colour, interactive } = request;
  return {
    kind: program.kind,
    name: program.name,
    args,
    env,
    seed: seed === null ? null : String(seed),
    terminals,
    colour,
    interactive,
    describe,
  };
}
