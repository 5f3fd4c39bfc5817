/** TRUSTED. Which wheels come into an environment. */
import { PackageError } from "./package_error.ts";
import type { Request } from "./resolve/requested.ts";
import { NoWheelsError, resolve } from "./resolve/resolve.ts";
import { type ReadWheel, WheelFolders } from "./resolve/wheel_folders.ts";

/** A wheel that was chosen. */
export type Wheel = ReadWheel;

/**
 * Chooses wheels: what is asked for, and what that depends on. Where nothing is asked for, the newest of each project in the folders.
 *
 * @param folders paths of folders with wheels.
 * @param hint what to do where wheels are missing.
 * @throws {UsageError | PackageError} naming what was wanted and what there is.
 */
export async function selectWheels(
  request: Request,
  folders: readonly string[],
  hint: string,
): Promise<Wheel[]> {
  const source = await WheelFolders.open(folders);
  const projects = [...new Set([...source.found.values()].map(({ project }) => project))];
  const isAll = request.requirements.length === 0;
  if (isAll && projects.length === 0) throw new PackageError(`${source.name}: no wheels there`);
  const requirements = isAll
    ? projects.map((text) => ({ text, by: "", hashes: [] }))
    : request.requirements;
  try {
    const files = await resolve({ ...request, requirements }, source);
    const wheels = await Promise.all(files.map((file) => source.read(file)));
    return wheels.sort((one, other) => one.project < other.project ? -1 : 1);
  } catch (error) {
    throw error instanceof NoWheelsError ? new NoWheelsError(`${error.message} (${hint})`) : error;
  }
}
