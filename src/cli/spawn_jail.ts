/** Starts the jail that a command needs. */
import type { RunRequest } from "../core/request.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";

/**
 * Spawns a jail for programs with these limits and walls. From source, what it boots from is made where it is missing.
 *
 * @param environment path of the environment that it boots from; null is pysandbox's own pack.
 */
export async function spawnJail(
  { limits, walls }: Pick<RunRequest, "limits" | "walls">,
  environment: string | null = null,
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
