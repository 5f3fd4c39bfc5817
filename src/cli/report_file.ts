/** The file of `--report`. */
import { InternalError } from "../core/errors.ts";
import { fileProblem } from "./file_problem.ts";
import { ReaderGoneError, type Sink } from "../host/output.ts";
import { writePatiently } from "./patient_write.ts";

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

/** An open file that takes a report. */
export class ReportFile {
  readonly #path: string;
  readonly #file: Sink & Disposable;

  private constructor(path: string, file: Sink & Disposable) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Opens it before the program runs: a report that cannot be written is known before anything happened.
   *
   * @throws {InternalError} where it cannot be written.
   */
  static async open(path: string): Promise<ReportFile> {
    const stream = Deno.build.os === "windows" ? undefined : STREAMS[path];
    if (stream !== undefined) return new ReportFile(path, sinkOf(stream, () => {}));
    if (/[/\\]$/.test(path)) throw cannotWrite(path, "it names a folder");
    try {
      // The reader would see the end of its input, were this closed before the file is open.
      using reader = await isFifo(path) ? await waitForReader(path) : NO_FIFO;
      if (reader === null) throw cannotWrite(path, "nobody reads from it");
      const file = await Deno.open(path, { write: true, create: true, truncate: true });
      return new ReportFile(path, sinkOf(file, () => file.close()));
    } catch (error) {
      if (error instanceof InternalError) throw error;
      // Versions of Deno disagree about what is wrong with such a link.
      throw cannotWrite(path, await isDangling(path) ? DANGLING : fileProblem(error));
    }
  }

  /**
   * Writes the report and closes the file.
   *
   * @param patienceMs how long a reader may block; null is without limit.
   * @throws {InternalError} where it cannot be written.
   */
  async write(report: Uint8Array<ArrayBuffer>, patienceMs: number | null): Promise<void> {
    using file = this.#file;
    try {
      await writePatiently(file, report, patienceMs);
    } catch (error) {
      const isGone = error instanceof ReaderGoneError || error instanceof Deno.errors.BrokenPipe;
      throw cannotWrite(this.#path, isGone ? "nobody reads from it" : fileProblem(error));
    }
  }
}

function sinkOf(file: Pick<Deno.FsFile, "write">, close: () => void): Sink & Disposable {
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    },
    [Symbol.dispose]: close,
  };
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

function cannotWrite(path: string, why: string): InternalError {
  return new InternalError(`--report: cannot write '${path}': ${why}`);
}
