/** A file that the user has named for something to be written into: opened before anything happens, so that what is wrong is known. */
import { InternalError } from "../core/errors.ts";
import { fileProblem } from "../core/file_problem.ts";

/** How long a FIFO may have no reader, and how often that is looked at, in milliseconds. */
const READER_MS = 2000;
const LOOK_MS = 20;

/** Standard streams by the names of their device files. Deno would require all permissions to open these. */
const STREAMS: Readonly<Record<string, typeof Deno.stdout>> = {
  "/dev/stdout": Deno.stdout,
  "/dev/fd/1": Deno.stdout,
  "/dev/stderr": Deno.stderr,
  "/dev/fd/2": Deno.stderr,
};

/** An open file, empty, or a stream. */
export interface OutputFile extends Disposable {
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Null where it is no regular file, and can only be written to from the beginning to the end. */
  readonly file: Deno.FsFile | null;
}

/**
 * Opens it.
 *
 * @param option the option that has named it.
 * @throws {InternalError} where it cannot be written.
 */
export async function openOutput(option: string, path: string): Promise<OutputFile> {
  const stream = Deno.build.os === "windows" ? undefined : STREAMS[path];
  if (stream !== undefined) {
    return { write: (bytes) => stream.write(bytes), file: null, [Symbol.dispose]: () => {} };
  }
  if (/[/\\]$/.test(path)) throw cannotWrite(option, path, "it names a folder");
  try {
    // The reader would see the end of its input, were this closed before the file is open.
    using reader = await isFifo(path) ? await waitForReader(path) : NO_FIFO;
    if (reader === null) throw cannotWrite(option, path, "nobody reads from it");
    const file = await Deno.open(path, { write: true, create: true, truncate: true });
    return {
      write: (bytes) => file.write(bytes),
      file: (await file.stat()).isFile ? file : null,
      [Symbol.dispose]: () => file.close(),
    };
  } catch (error) {
    if (error instanceof InternalError) throw error;
    // Versions of Deno disagree about what is wrong with such a link.
    throw cannotWrite(option, path, await isDangling(path) ? DANGLING : fileProblem(error));
  }
}

/** What is said of a file that cannot be written. */
export function cannotWrite(option: string, path: string, why: string): InternalError {
  return new InternalError(`${option}: cannot write '${path}': ${why}`);
}

const DANGLING = "it is a link to a file that is not there";

async function isDangling(path: string): Promise<boolean> {
  try {
    if (!(await Deno.lstat(path)).isSymlink) return false;
  } catch {
    return false;
  }
  return await Deno.stat(path).then(() => false, () => true);
}

async function isFifo(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFifo === true;
  } catch {
    // It does not exist yet, or opening it will say why it cannot be opened.
    return false;
  }
}

/** For a path that is no FIFO: there is no reader to wait for. */
const NO_FIFO: Disposable = { [Symbol.dispose]: () => {} };

/**
 * Waits for a reader of a FIFO. Opening one without would block, in some versions of Deno this whole process.
 *
 * @returns what keeps the FIFO open for its reader; null where none came.
 */
async function waitForReader(path: string): Promise<Disposable | null> {
  const { closeSync, constants, openSync } = await import("node:fs");
  for (let waited = 0; waited <= READER_MS; waited += LOOK_MS) {
    try {
      const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return { [Symbol.dispose]: () => closeSync(descriptor) };
    } catch (error) {
      if ((error as { code?: string }).code !== "ENXIO") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return null;
}
