/** Starts the jail that a command needs. */
import type { RunRequest } from "../core/request.ts";
import type { EnvironmentPlace } from "../host/environment.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";

/**
 * Spawns a jail for programs with these limits and walls. From source, what it boots from is made where it is missing.
 *
 * @param environment what it boots from; null is what pysandbox itself carries.
 */
export async function spawnJail(
  { limits, walls }: Pick<RunRequest, "limits" | "walls">,
  environment: EnvironmentPlace | null = null,
): Promise<SpawnedJail> {
  if (!Deno.build.standalone) {
    const [{ ensureAssets }, { say }] = await Promise.all([
      import("../host/assets.ts"),
      import("./say.ts"),
    ]);
    await ensureAssets(say);
  }
  return new SpawnedJail(jailCommand(limits.maxHeapBytes, walls !== "off", "run", environment));
}
