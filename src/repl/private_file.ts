/** TRUSTED. Files that only the user may read, and that nobody else can have put a link in the place of. */

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/**
 * Makes a folder for the user alone, or makes sure that the one that is there is.
 *
 * @throws {Error} where it is a link, no folder, or somebody else's.
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
 * Opens a file to read it and to add to it; creates it where there is none.
 *
 * @throws {Error} where it is a link, no plain file, or somebody else's.
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
      // Another file may have taken its place meanwhile: then it is that one that has to be looked at.
      if (named === null || !isSameFile(opened, named)) continue;
      closeToOthers(path, opened, PRIVATE_FILE);
      isRight = true;
      return file;
    } finally {
      if (!isRight) file.close();
    }
  }
}

/** Whether two looks were at one file. */
export function isSameFile(first: Deno.FileInfo, second: Deno.FileInfo): boolean {
  return first.ino === second.ino && first.dev === second.dev;
}

/** What has the name, without following it; null where nothing has. */
export function infoOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Closes something to others. The system lets nobody do that but its owner: what belongs to another user is refused here. */
function closeToOthers(path: string, { mode }: Deno.FileInfo, wanted: number): void {
  if (((mode ?? 0) & OTHERS) !== 0) Deno.chmodSync(path, wanted);
}
