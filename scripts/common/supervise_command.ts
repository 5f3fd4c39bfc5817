/** How the fuzzer and the soak run `supervise()`: the only place that knows how a jail is started for it. */
import type { RunRequest } from "../../src/core/request.ts";
import { type JailCommand, jailCommand, SpawnedJail } from "../../src/host/jail_process.ts";
import { type Run, supervise } from "../../src/host/supervisor.ts";
import type { Surroundings } from "../../src/host/surroundings.ts";

/** Runs one program in a jail that `command` starts, by default the real one, and describes its result and errors. */
export async function superviseCommand(
  request: RunRequest,
  surroundings: Surroundings,
  command: JailCommand = jailCommand(request.limits.maxHeapBytes, request.walls !== "off"),
): Promise<Run> {
  await using jail = new SpawnedJail(command);
  return await supervise(request, true, surroundings, jail);
}
