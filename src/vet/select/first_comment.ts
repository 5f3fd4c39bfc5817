/**
 * A file's own `# pysandbox: timeout=1s expect=error`, among the comments that it begins with. Whoever wrote the program wrote this:
 * it can ask for less than the command allows, never for more.
 */
import { UsageError } from "../../core/errors.ts";
import { type LimitName, LIMITS, type Limits, parseLimit } from "../../core/limits.ts";
import { nearName } from "../../core/near_name.ts";
import { EXPECTABLE, type Status } from "../../core/outcome.ts";
import { exceeds } from "../../engine/ceilings.ts";
import { shorten } from "../../engine/program.ts";

/** What a file says of itself. */
export interface OwnSettings {
  /** Each at most the command's own. */
  readonly limits: Partial<Limits>;
  readonly expect: Status | null;
}

/** The comment says something that it cannot. */
export class CommentError extends SyntaxError {
  override readonly name = "CommentError";
}

/** How much of a file is looked at: its comment stands among the first lines. */
const LOOKED_AT_BYTES = 4096;

const MARK = /^#+[ \t]*pysandbox:(.*)$/;

/** The limits, by what the comment calls them: as their options. */
const LIMIT_KEYS: ReadonlyMap<string, readonly [LimitName, keyof Limits]> = new Map([
  ["timeout", ["timeout", "timeoutMs"]],
  ["cpu", ["cpu", "cpuMs"]],
  ["max-heap", ["maxHeap", "maxHeapBytes"]],
  ["max-output", ["maxOutput", "maxOutputBytes"]],
]);

const KEYS = [...LIMIT_KEYS.keys(), "expect"];

/**
 * What the source says of itself in its first comments; nothing where it says nothing.
 *
 * @param ceilings the command's own limits.
 * @throws {CommentError} for what it cannot say, in one sentence.
 */
export function firstComment(source: Uint8Array, ceilings: Limits): OwnSettings {
  const text = new TextDecoder().decode(source.subarray(0, LOOKED_AT_BYTES));
  const lines = text.split(/\r\n|\r|\n/);
  // Half a line says something else than the whole one.
  if (source.length > LOOKED_AT_BYTES) lines.pop();
  for (const line of lines) {
    if (!line.startsWith("#")) break;
    const words = MARK.exec(line)?.[1];
    if (words !== undefined) return readWords(words, ceilings);
  }
  return { limits: {}, expect: null };
}

function readWords(text: string, ceilings: Limits): OwnSettings {
  const limits: Partial<Record<keyof Limits, number | null>> = {};
  let expect: Status | null = null;
  for (const word of text.split(/[ \t]+/).filter(Boolean)) {
    const equals = word.indexOf("=");
    const [key, value] = [word.slice(0, equals), word.slice(equals + 1)];
    const limit = LIMIT_KEYS.get(key);
    if (equals < 1) throw problem(`expected NAME=VALUE; got '${shorten(word)}'`);
    if (limit !== undefined) {
      const [name, member] = limit;
      limits[member] = withinCeiling(parse(name, value), ceilings[member]);
    } else if (key === "expect") {
      expect = EXPECTABLE.find((status) => status === value) ?? null;
      if (expect === null) {
        throw problem(`expect: expected ${EXPECTABLE.join(", ")}; got '${shorten(value)}'`);
      }
    } else {
      const near = nearName(key, KEYS);
      const hint = near === null ? `expected ${KEYS.join(", ")}` : `did you mean '${near}'?`;
      throw problem(`unknown name '${shorten(key)}' (${hint})`);
    }
  }
  return { limits: limits as Partial<Limits>, expect };
}

function withinCeiling(value: number | null, ceiling: number | null): number | null {
  return exceeds(value, ceiling) ? ceiling : value;
}

function parse(name: LimitName, value: string): number | null {
  try {
    return parseLimit(name, value, LIMITS[name].option.slice(2));
  } catch (error) {
    throw error instanceof UsageError ? problem(error.message) : error;
  }
}

function problem(message: string): CommentError {
  return new CommentError(`# pysandbox: ${message}`);
}
