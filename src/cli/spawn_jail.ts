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
  const spawn = () =>
    new SpawnedJail(jailCommand(limits.maxHeapBytes, walls !== "off", "run", environment));
  if (Deno.build.standalone) return spawn();
  await using jails = new AsyncDisposableStack();
  // It has begun to boot when it is known whether what it boots from is as it should be, which it is but for a first start.
  const jail = jails.use(spawn());
  const [{ areAssetsMade, ensureAssets }, { say }] = await Promise.all([
    import(import.meta.resolve("../host/assets.ts")) as Promise<typeof import("../host/assets.ts")>,
    import(import.meta.resolve("./say.ts")) as Promise<typeof import("./say.ts")>,
  ]);
  if (!areAssetsMade()) {
    await ensureAssets(say);
    return spawn();
  }
  jails.move();
  return jail;
}
