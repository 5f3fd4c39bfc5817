/** A report that may fail: its disk is full, or its reader gone. The programs go on, and so do the other reports. */
import { fileProblem } from "../../core/file_problem.ts";
import type { Vetted } from "../run/run_programs.ts";
import type { End, Reporter } from "./reporter.ts";

/** A report and what became of it. */
export class Guarded implements Reporter {
  readonly #report: Reporter;
  readonly #name: string;
  readonly #say: (line: string) => void;
  #hasFailed = false;

  /** @param name what could not be written, for the line that says so. */
  constructor(report: Reporter, name: string, say: (line: string) => void) {
    this.#report = report;
    this.#name = name;
    this.#say = say;
  }

  /** Whether it lacks something. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async ended(vetted: Vetted): Promise<void> {
    await this.#attempt(() => this.#report.ended(vetted));
  }

  async finish(end: End): Promise<void> {
    await this.#attempt(() => this.#report.finish(end));
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    // What was written before the failure is a whole report: nothing is put behind it.
    if (this.#hasFailed) return;
    try {
      await action();
    } catch (error) {
      this.#hasFailed = true;
      this.#say(`${this.#name}: ${fileProblem(error)}`);
    }
  }
}
