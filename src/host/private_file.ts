/** TRUSTED. Files that only the user may read, and that nobody else can have replaced by a link. */

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/**
 * Creates a folder for the user alone, or makes sure that the existing one is.
 *
 * @throws {Error} if it is a link, not a folder, or belongs to another user.
 */
export function preparePrivateFolder(path: string): void {
  Deno.mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
  const info = Deno.lstatSync(path);
  if (!info.isDirectory) {
    throw new Error("expected its folder to be a folder, found a link or a file");
  }
  closeToOthers(path, info, PRIVATE_FOLDER);
}

/**
 * Opens a file for reading and appending; creates it if it does not exist.
 *
 * @throws {Error} if it is a link, not a plain file, or belongs to another user.
 */
export function openPrivate(path: string): Deno.FsFile {
  for (;;) {
    const before = infoOf(path);
    if (before !== null && !before.isFile) {
      throw new Error("expected a file, found a link or something else");
    }
    const file = Deno.openSync(path, {
      read: true,
      append: true,
      create: true,
      mode: PRIVATE_FILE,
    });
    let isRight = false;
    try {
      const [opened, named] = [file.statSync(), infoOf(path)];
      // Another file may have taken its place meanwhile: then that file has to be checked.
      if (named === null || !isSameFile(opened, named)) continue;
      closeToOthers(path, opened, PRIVATE_FILE);
      isRight = true;
      return file;
    } finally {
      if (!isRight) file.close();
    }
  }
}

/** Whether both results of `stat` are of the same file. */
export function isSameFile(first: Deno.FileInfo, second: Deno.FileInfo): boolean {
  return first.ino === second.ino && first.dev === second.dev;
}

/** Returns `lstat` of a path: links are not followed; null if nothing has the name. */
export function infoOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Removes the permissions of other users. Only the owner can do that, so a file of another user is refused here. */
function closeToOthers(path: string, { mode }: Deno.FileInfo, wanted: number): void {
  if (((mode ?? 0) & OTHERS) !== 0) Deno.chmodSync(path, wanted);
}
