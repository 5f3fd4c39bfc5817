/** TRUSTED. The store: what is in it, what of it a script can use, and what is removed from it. */
import { UsageError } from "../../core/errors.ts";
import { normalRequirements } from "../requirements/normal.ts";
import { type About, BrokenError, readAbout } from "./about.ts";
import { fileOf, isName, storeFolder, SUFFIX, UNFINISHED } from "./names.ts";

/** An environment of the store, or why it is none. */
export interface Stored {
  readonly name: string;
  readonly about: About | BrokenError;
}

/** All that there is, in the order of the alphabet. */
export async function listStore(): Promise<Stored[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(storeFolder())) {
      const word = name.slice(0, -SUFFIX.length);
      if (name.endsWith(SUFFIX) && isName(word)) names.push(word);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return await Promise.all(
    names.sort().map(async (name) => ({ name, about: await aboutOf(name) })),
  );
}

async function aboutOf(name: string): Promise<Stored["about"]> {
  try {
    return await readAbout(`${storeFolder()}/${name}${SUFFIX}`, false);
  } catch (error) {
    if (error instanceof BrokenError) return error;
    throw error;
  }
}

/**
 * The environment that was made for these requirements, and fits this pysandbox: the newest of those. Null where there is none.
 *
 * @param requirements in whatever order and notation.
 */
export async function findMadeFor(requirements: readonly string[]): Promise<About | null> {
  const wanted = JSON.stringify(normalRequirements(requirements));
  const fitting = (await listStore()).map(({ about }) => about).filter((about) =>
    !(about instanceof BrokenError) && about.fits &&
    JSON.stringify(about.contents.requirements) === wanted
  ) as About[];
  return fitting.sort((one, other) => other.madeMs - one.madeMs)[0] ?? null;
}

/** Removes an environment. Whatever uses it goes on with it. @throws {UsageError} where there is none. */
export async function removeStored(name: string): Promise<void> {
  try {
    await Deno.remove(fileOf(name, "packages remove"));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const names = (await listStore()).map((one) => one.name);
    throw new UsageError(
      `packages remove: no environment '${name}'; there is ${names.join(", ") || "none"}`,
    );
  }
}

/** What a build has not finished, whose machine or process ended: nobody writes to a file for a day. */
const OLD_MS = 24 * 3_600_000;

/** Removes what builds have left that were killed. */
export async function removeLeftovers(): Promise<void> {
  const folder = storeFolder();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(UNFINISHED)) continue;
    const { mtime } = await Deno.stat(`${folder}/${name}`);
    if (Date.now() - (mtime?.getTime() ?? 0) > OLD_MS) await Deno.remove(`${folder}/${name}`);
  }
}
