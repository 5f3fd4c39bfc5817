/** `--jsonl`: a row for each program, which is the report of `run` with what vet adds. */
import type { EnvironmentName } from "../../core/environment.ts";
import { jsonLine, reportMembers } from "../../report/report_json.ts";
import type { Expectation } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import type { Document, Frame } from "./document.ts";
import type { Reporter } from "./reporter.ts";

/** A row is whole by itself: nothing ends the document. */
export const JSON_LINES_FRAME: Frame = { head: "", separator: "", unfinished: "" };

/** Writes rows. */
export class JsonLinesReport implements Reporter {
  readonly #document: Document;
  readonly #environment: EnvironmentName | null;

  /** @param environment that of the programs; null where they have none. */
  constructor(document: Document, environment: EnvironmentName | null = null) {
    this.#document = document;
    this.#environment = environment;
  }

  async ended(vetted: Vetted): Promise<void> {
    await this.#document.add(`${jsonLine(rowOf(vetted, this.#environment))}\n`);
  }

  async finish(): Promise<void> {
    await this.#document.finish("");
  }
}

function rowOf(
  { place, subject, outcome, failure, ...captured }: Vetted,
  environment: EnvironmentName | null,
): object {
  const { path, line, id, case: number } = place;
  return {
    path,
    ...(line !== null && { line }),
    ...(id !== null && { id }),
    ...(number !== null && { case: number }),
    passed: failure === null,
    failure: failure === null ? null : failure.message,
    expected: subject === null ? null : expectedMembers(subject.expected),
    ...reportMembers(outcome, { ...captured, environment }),
  };
}

function expectedMembers({ status, exitCode, stdout }: Expectation): object {
  return {
    ...(status !== null && { status }),
    ...(exitCode !== null && { exitCode }),
    ...(stdout !== null && { stdout: stdout.text, ...(stdout.trimEnd && { trimEnd: true }) }),
  };
}
