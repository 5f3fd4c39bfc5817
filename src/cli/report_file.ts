/** The file of `--report`. */
import { fileProblem } from "../core/file_problem.ts";
import { ReaderGoneError, type Sink } from "../host/output.ts";
import { cannotWrite, openOutput, type OutputFile } from "./output_file.ts";
import { writePatiently } from "./patient_write.ts";

/** An open file that takes a report. */
export class ReportFile {
  readonly #path: string;
  readonly #file: OutputFile;

  private constructor(path: string, file: OutputFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Opens it before the program runs: a report that cannot be written is known before anything happened.
   *
   * @throws {InternalError} where it cannot be written.
   */
  static async open(path: string): Promise<ReportFile> {
    return new ReportFile(path, await openOutput("--report", path));
  }

  /**
   * Writes the report and closes the file.
   *
   * @param patienceMs how long a reader may block; null is without limit.
   * @throws {InternalError} where it cannot be written.
   */
  async write(report: Uint8Array<ArrayBuffer>, patienceMs: number | null): Promise<void> {
    using file = this.#file;
    const sink: Sink = {
      write: async (bytes) => {
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      },
    };
    try {
      await writePatiently(sink, report, patienceMs);
    } catch (error) {
      const isGone = error instanceof ReaderGoneError || error instanceof Deno.errors.BrokenPipe;
      throw cannotWrite(
        "--report",
        this.#path,
        isGone ? "nobody reads from it" : fileProblem(error),
      );
    }
  }
}
