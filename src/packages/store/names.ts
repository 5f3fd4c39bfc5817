/** TRUSTED. Environments by name: files in a folder of the user's. */
import { UsageError } from "../../core/errors.ts";
import { portabilityProblem } from "../../core/file_names.ts";
import { dataFolder } from "../../core/user_folders.ts";

/** How the file of an environment in the store ends. */
export const SUFFIX = ".env";

/** How a file ends that is being written. */
export const UNFINISHED = ".new";

/** What a name may be: nothing that could be a path. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The folder of the store. @throws {UsageError} where the environment names no place for it. */
export function storeFolder(): string {
  const { os } = Deno.build;
  const folder = dataFolder({ os, variable: (name) => Deno.env.get(name) });
  if (folder !== null) return `${folder}${os === "windows" ? "\\" : "/"}environments`;
  const variables = os === "windows"
    ? "LOCALAPPDATA"
    : os === "linux"
    ? "XDG_DATA_HOME or HOME"
    : "HOME";
  throw new UsageError(
    `there is no folder for environments: expected ${variables} to name an absolute path`,
  );
}

/** The file of an environment in the store, whether it is there or not. @throws {UsageError} where it is no name. */
export function fileOf(name: string, source = "--name"): string {
  if (!isName(name)) {
    throw new UsageError(
      `${source}: expected a name of letters, digits, '-' and '_', at most 64; got '${name}'`,
    );
  }
  return `${storeFolder()}/${name}${SUFFIX}`;
}

/** Whether a word can be the name of an environment. */
export function isName(word: string): boolean {
  return NAME.test(word) && portabilityProblem(word) === null;
}

/**
 * The path that a word means: a name in the store where it could be one, and no file of that name is here. What has a separator or a dot
 * is always a path.
 */
export async function pathOf(word: string): Promise<string> {
  if (!isName(word)) return word;
  const isFile = await Deno.stat(word).then((info) => info.isFile, () => false);
  return isFile ? word : fileOf(word);
}
