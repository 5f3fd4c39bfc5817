/** TRUSTED. Fetches wheels into a folder: those that are asked for, and what they depend on, as far as they are not there. */
import type { Request } from "../resolve/requested.ts";
import { resolve } from "../resolve/resolve.ts";
import { WheelFolders } from "../resolve/wheel_folders.ts";
import { type RemoteParts, RemoteSource } from "./remote_source.ts";
import type { RemoteWheel } from "./remote_wheel.ts";
import type { Staging } from "./staging.ts";
import { Web } from "./web.ts";

/** Where wheels come from, and where they go. */
export interface FetchParts extends Pick<RemoteParts, "index" | "pyodide"> {
  /** Where they go; it is for whoever has opened it to dispose of it, also where this is abandoned. */
  readonly staging: Staging;
  /** Further authorities to trust, as PEM. */
  readonly certificates: readonly string[];
  /** Is told of each wheel that has come. */
  readonly onFetched: (wheel: RemoteWheel) => void;
}

/**
 * Fetches.
 *
 * @returns how many wheels were chosen, and how many of them were not there.
 * @throws {CommandError} where something is not to be had, or not what it should be.
 */
export async function fetchWheels(
  request: Request,
  { index, pyodide, staging, certificates, onFetched }: FetchParts,
): Promise<{ readonly chosen: number; readonly fetched: number }> {
  using web = new Web(index, certificates);
  const folder = await WheelFolders.open([staging.folder]);
  const parts = { web, index, pyodide, staging, folder };
  const source = new RemoteSource(parts);
  const files = await resolve(request, source);
  let fetched = 0;
  for (const wheel of source.chosen(files)) {
    if (!await staging.put(wheel, web)) continue;
    fetched++;
    onFetched(wheel);
  }
  return { chosen: files.length, fetched };
}
