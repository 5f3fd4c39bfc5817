/** TRUSTED. Supervises one program in a jail, from before its start to the verdict, and kills the jail unless it is kept. */
import type { RunRequest } from "../core/request.ts";
import { JailLink } from "./jail_link.ts";
import type { JailProcess } from "./jail_process.ts";
import { type Run, Supervision } from "./supervision.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Mode } from "./to_jail_request.ts";

export type { Run };

/** Runs one program in a jail that was just spawned, and kills the jail. Nothing that the jail does makes this throw. */
export async function supervise(
  request: RunRequest,
  describe: boolean,
  surroundings: Surroundings,
  jail: JailProcess,
): Promise<Run> {
  return await superviseIn(new JailLink(jail), request, {
    describe,
    keep: false,
    renewInput: false,
  }, surroundings);
}

/** The same in a jail that may have booted, and run programs, before; it is killed unless it was kept. */
export async function superviseIn(
  link: JailLink,
  request: RunRequest,
  mode: Mode,
  surroundings: Surroundings,
): Promise<Run> {
  const run = new Supervision(link, request, mode, surroundings);
  using _requests = surroundings.stopRequests((reason) => run.askToStop(reason));
  let isKept = false;
  try {
    await run.toTheEnd();
    await run.takeFiles();
    const ended = await run.conclude();
    isKept = ended.isKept;
    return ended;
  } finally {
    if (!isKept) link.process.kill();
  }
}
