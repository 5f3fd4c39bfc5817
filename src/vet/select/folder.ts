/**
 * The files in a folder and in those below it. Whoever filled it is not trusted: a link that leads out would put a file of this
 * machine into a report, line by line in the error of a program that is none.
 */
import { fileProblem } from "../../core/file_problem.ts";

/** A file, or why what bears its name is none. */
export interface Found {
  readonly path: string;
  readonly problem: string | null;
}

/** Folders that hold nobody's own programs; hidden ones, such as `.git` and `.venv`, are left out as well. */
const LEFT_OUT: ReadonlySet<string> = new Set(["__pycache__", "node_modules", "site-packages"]);

/**
 * The files whose paths are wanted, by name. Folders behind links are not entered: what they lead to within the folder is found
 * where it stands.
 *
 * @throws whatever Deno throws where a folder cannot be read: nothing in it would have been vetted.
 */
export async function* filesIn(
  folder: string,
  isWanted: (path: string) => boolean,
): AsyncGenerator<Found, void> {
  const root = await Deno.realPath(folder);
  yield* walk(folder, (path) => linkProblem(path, root), isWanted);
}

async function* walk(
  folder: string,
  problemOf: (path: string) => Promise<string | null>,
  isWanted: (path: string) => boolean,
): AsyncGenerator<Found, void> {
  const entries: Deno.DirEntry[] = [];
  for await (const entry of Deno.readDir(folder)) entries.push(entry);
  entries.sort((one, other) => one.name < other.name ? -1 : 1);
  for (const { name, isDirectory, isFile, isSymlink } of entries) {
    const path = folder === "." ? name : folder.endsWith("/") ? folder + name : `${folder}/${name}`;
    if (isDirectory) {
      if (!name.startsWith(".") && !LEFT_OUT.has(name)) yield* walk(path, problemOf, isWanted);
    } else if (isWanted(path)) {
      if (isFile) yield { path, problem: null };
      else if (!isSymlink) yield { path, problem: "it is no regular file" };
      else if (!await isFolder(path)) yield { path, problem: await problemOf(path) };
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/** Why a link leads to no file of the folder; null where it does. */
async function linkProblem(path: string, root: string): Promise<string | null> {
  try {
    const real = await Deno.realPath(path);
    if (!real.startsWith(root.replace(/[/\\]$/, "") + SEPARATOR)) {
      return "it is a link that leads out of the folder that was given";
    }
    return (await Deno.stat(real)).isFile ? null : "it is a link to what is no regular file";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "it is a link to nothing" : fileProblem(error);
  }
}
