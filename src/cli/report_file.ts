/** The file of `--report`. */
import { InternalError } from "../core/errors.ts";
import { fileProblem } from "./file_problem.ts";
import { ReaderGoneError, type Sink } from "../host/output.ts";
import { writePatiently } from "./patient_write.ts";

/** How long opening may take, in milliseconds. A FIFO without a reader would block for ever. */
const OPEN_MS = 2000;

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
      const opening = Deno.open(path, { write: true, create: true, truncate: true });
      const file = await inTime(opening);
      if (file === null) throw cannotWrite(path, "nobody reads from it");
      return new ReportFile(path, sinkOf(file, () => file.close()));
    } catch (error) {
      throw error instanceof InternalError ? error : cannotWrite(path, fileProblem(error));
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

/** What is opened; null where that takes too long. */
async function inTime(opening: Promise<Deno.FsFile>): Promise<Deno.FsFile | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), OPEN_MS);
  try {
    return await Promise.race([opening, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function cannotWrite(path: string, why: string): InternalError {
  return new InternalError(`--report: cannot write '${path}': ${why}`);
}
