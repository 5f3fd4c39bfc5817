/** The reports that were asked for, each in its place. */
import type { EnvironmentName } from "../../core/environment.ts";
import {
  type Document,
  FileDocument,
  type Frame,
  type RandomAccess,
  StreamDocument,
} from "./document.ts";
import { Guarded } from "./guarded.ts";
import { JSON_LINES_FRAME, JsonLinesReport } from "./json_lines.ts";
import { JUNIT_FRAME, JUnitReport } from "./junit.ts";
import type { Reporter } from "./reporter.ts";
import { sarifFrame, SarifReport } from "./sarif.ts";

/** The formats, by their options. */
export const REPORT_FORMATS = ["jsonl", "junit", "sarif"] as const;

/** A format. */
export type ReportFormat = typeof REPORT_FORMATS[number];

/** Where a report goes. */
export interface ReportTarget {
  /** For messages: `--junit: cannot write 'report.xml'`. */
  readonly failure: string;
  /** The file; null where it is a stream. */
  readonly file: RandomAccess | null;
  /** Writes all of the bytes. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Whether all ends where it cannot be written to: it is standard output. */
  readonly isVital: boolean;
}

/** What reports are made with. */
export interface ReportContext {
  readonly version: string;
  readonly toRepositoryPath: (path: string) => string | null;
  /** The environment of the programs; null where they have none. */
  readonly environment: EnvironmentName | null;
  readonly say: (line: string) => void;
}

/**
 * The report of that format in that place, whose document is complete from now on.
 *
 * @throws whatever its file throws that cannot be written to.
 */
export async function openReport(
  format: ReportFormat,
  target: ReportTarget,
  context: ReportContext,
): Promise<Reporter | Guarded> {
  const report = await begin(format, target, context);
  return target.isVital ? report : new Guarded(report, target.failure, context.say);
}

async function begin(
  format: ReportFormat,
  { file, write }: ReportTarget,
  { version, toRepositoryPath, environment }: ReportContext,
): Promise<Reporter> {
  const open = async (frame: Frame): Promise<Document> =>
    file === null ? new StreamDocument(write, frame) : await FileDocument.begin(file, frame);
  switch (format) {
    case "jsonl":
      return new JsonLinesReport(await open(JSON_LINES_FRAME), environment);
    case "junit":
      return new JUnitReport(await open(JUNIT_FRAME), environment);
    case "sarif":
      return new SarifReport(await open(sarifFrame(version, environment)), toRepositoryPath);
  }
}
