/** The programs of all sources, one after the other, each when it is asked for. */
import { UsageError } from "../../core/errors.ts";
import { fileProblem } from "../../core/file_problem.ts";
import type { Limits } from "../../core/limits.ts";
import type { Status } from "../../core/outcome.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import type { Expectation, Place, Refused, VetProgram } from "../program.ts";
import { CommentError, firstComment } from "./first_comment.ts";
import { type ByteSource, type PlacedRow, rowsOf } from "./json_lines.ts";
import { pythonBlocks } from "./markdown.ts";
import { type Source, STDIN } from "./sources.ts";

/** What all programs have in common. */
export interface Common {
  /** The command's own limits. */
  readonly limits: Limits;
  /** What is expected where neither a row nor a comment says it. */
  readonly expect: Status;
  /** Whether the command was told so: then no comment changes it. */
  readonly isExpectGiven: boolean;
  readonly stdin: ByteSource;
}

/** No program is larger, and no page of Markdown. */
const LARGEST_BYTES = 16 * MEBIBYTE;

const NEWLINE = 0x0A;

/**
 * The programs, in the order of their sources. Those that cannot be run are there as well.
 *
 * @throws {UsageError} at the first row of JSON Lines that is none.
 */
export async function* programsOf(
  sources: readonly Source[],
  common: Common,
): AsyncGenerator<VetProgram | Refused, void> {
  for (const source of sources) {
    const { path, kind, problem } = source;
    const place: Place = { path, line: null, id: null, case: null, ordinal: 1 };
    if (problem !== null) yield { place, problem };
    else if (kind === "json-lines") yield* rowPrograms(source, common);
    else {
      const bytes = await readWhole(path);
      if (typeof bytes === "string") yield { place, problem: bytes };
      else if (kind === "python") yield withComment(place, bytes, 0, common);
      else yield* blockPrograms(place, bytes, common);
    }
  }
}

/**
 * How many programs there are; null where standard input is one of the sources. Reads all others, so that a row that is none is
 * known before anything has run.
 *
 * @throws {UsageError}
 */
export async function countPrograms(
  sources: readonly Source[],
  common: Common,
): Promise<number | null> {
  let count = 0;
  for (const source of sources) {
    const { path, kind, problem } = source;
    if (path === STDIN) return null;
    if (kind === "python" || problem !== null) count++;
    else if (kind === "json-lines") {
      for await (const { row } of rows(source, common)) count += row.cases.length;
    } else {
      const bytes = await readWhole(path);
      if (typeof bytes === "string") count++;
      else for (const _ of pythonBlocks(new TextDecoder().decode(bytes))) count++;
    }
  }
  return count;
}

/** A file's bytes, or why it cannot be read. */
async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer> | string> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    if (size > LARGEST_BYTES) return `it is larger than ${formatSize(LARGEST_BYTES)}`;
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const count = await file.read(bytes.subarray(length));
      // It became shorter meanwhile.
      if (count === null) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    return fileProblem(error);
  }
}

function* blockPrograms(
  place: Place,
  bytes: Uint8Array<ArrayBuffer>,
  common: Common,
): Generator<VetProgram | Refused, void> {
  let ordinal = 0;
  for (const { line, code } of pythonBlocks(new TextDecoder().decode(bytes))) {
    const source = new TextEncoder().encode(code);
    yield withComment({ ...place, line, ordinal: ++ordinal }, source, line, common);
  }
}

/**
 * A program that may say something of itself.
 *
 * @param above how many lines of its file stand before it: empty ones stand for them, so that its tracebacks have the file's lines.
 */
function withComment(
  place: Place,
  source: Uint8Array<ArrayBuffer>,
  above: number,
  { limits: ceilings, expect, isExpectGiven }: Common,
): VetProgram | Refused {
  try {
    const own = firstComment(source, ceilings);
    const status = isExpectGiven ? expect : own.expect ?? expect;
    return {
      place,
      program: { code: padded(source, above), name: place.path },
      limits: own.limits,
      expected: { status, exitCode: null, stdout: null } satisfies Expectation,
      lines: [above + 1, above + countLines(source)],
    };
  } catch (error) {
    if (error instanceof CommentError) return { place, problem: error.message };
    throw error;
  }
}

function padded(source: Uint8Array<ArrayBuffer>, lines: number): Uint8Array<ArrayBuffer> {
  if (lines === 0) return source;
  const whole = new Uint8Array(lines + source.length).fill(NEWLINE, 0, lines);
  whole.set(source, lines);
  return whole;
}

function countLines(source: Uint8Array): number {
  let count = source.length > 0 && source.at(-1) === NEWLINE ? 0 : 1;
  for (let at = source.indexOf(NEWLINE); at >= 0; at = source.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

async function* rowPrograms(source: Source, common: Common): AsyncGenerator<VetProgram, void> {
  let ordinal = 0;
  for await (const { row: { id, code, cases, hasCases }, line } of rows(source, common)) {
    ordinal++;
    for (const [at, { args, stdin, expected }] of cases.entries()) {
      const number = hasCases ? at + 1 : null;
      yield {
        place: { path: source.path, line, id, case: number, ordinal },
        program: { code, args, stdin },
        limits: {},
        expected,
        lines: [line, line],
      };
    }
  }
}

async function* rows(
  { path }: Source,
  { stdin, expect }: Common,
): AsyncGenerator<PlacedRow, void> {
  if (path === STDIN) return yield* rowsOf(stdin, "standard input", expect);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    throw new UsageError(`can't read '${path}': ${fileProblem(error)}`);
  }
  using _open = file;
  yield* rowsOf(file, path, expect);
}
