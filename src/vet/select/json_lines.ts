/** The rows of a stream of JSON Lines, each with the number of its line. Holds one line at a time. */
import { UsageError } from "../../core/errors.ts";
import { type Line, LineReader } from "../../core/lines.ts";
import type { Status } from "../../core/outcome.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import { readRow, type Row, RowError } from "./row.ts";

/** The longest line, in bytes. */
const LONGEST_LINE = 16 * MEBIBYTE;

const READ_BYTES = 64 * 1024;

/** What bytes come from. */
export interface ByteSource {
  /** Reads some into `target`; null at the end. */
  read(target: Uint8Array): Promise<number | null>;
}

/** A row, and where it stands. */
export interface PlacedRow {
  readonly row: Row;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * The rows; blank lines are none.
 *
 * @param name what the stream is called in an error.
 * @param status what is expected of a program whose row does not say.
 * @throws {UsageError} at the first line that is no row.
 */
export async function* rowsOf(
  bytes: ByteSource,
  name: string,
  status: Status,
): AsyncGenerator<PlacedRow, void> {
  let line = 0;
  for await (const one of linesOf(bytes)) {
    line++;
    const where = `${name}:${line}`;
    if (one.kind === "too-long") {
      throw new UsageError(`${where}: expected a line of at most ${formatSize(LONGEST_LINE)}`);
    }
    if (one.kind === "not-utf8") throw new UsageError(`${where}: expected UTF-8`);
    if (one.text.trim() === "") continue;
    try {
      yield { row: readRow(one.text, status), line };
    } catch (error) {
      throw error instanceof RowError ? new UsageError(`${where}: ${error.message}`) : error;
    }
  }
}

async function* linesOf(bytes: ByteSource): AsyncGenerator<Line, void> {
  const lines = new LineReader(LONGEST_LINE);
  const buffer = new Uint8Array(READ_BYTES);
  for (let count; (count = await bytes.read(buffer)) !== null;) {
    yield* lines.read(buffer.subarray(0, count));
  }
  const last = lines.end();
  if (last !== null) yield last;
}
