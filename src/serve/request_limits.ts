/** TRUSTED. The limits of one request: within what is possible, and never beyond the server's own. */
import { UsageError } from "../core/errors.ts";
import { checkLimit, type LimitName, LIMITS, type Limits, parseLimit } from "../core/limits.ts";
import { formatDuration, formatSize } from "../core/units.ts";
import { type Members, show } from "./request_members.ts";

/**
 * The request's limits; those that it does not give are the server's.
 *
 * @param ceilings the server's own limits, which no request may exceed or switch off.
 * @throws {RequestError} naming the member, what was given and what is allowed.
 */
export function limitsOf(members: Members, ceilings: Limits): Limits {
  const limit = (name: LimitName, ceiling: number | null): number | null => {
    const given = members.get(name);
    if (given === undefined) return ceiling;
    const value = parse(name, given, members);
    if (ceiling !== null && (value === null || value > ceiling)) {
      throw members.error(
        `${name}: expected at most ${format(name, ceiling)}, the server's ${
          LIMITS[name].option
        }; got ${value === null ? `${show(given)}, which is off` : show(given)}`,
      );
    }
    return value;
  };
  return {
    timeoutMs: limit("timeout", ceilings.timeoutMs),
    cpuMs: limit("cpu", ceilings.cpuMs),
    maxHeapBytes: limit("maxHeap", ceilings.maxHeapBytes)!,
    maxOutputBytes: limit("maxOutput", ceilings.maxOutputBytes)!,
  };
}

/** No limit is written longer, and a message should not repeat it if it is. */
const LONGEST_TEXT = 64;

function parse(name: LimitName, given: unknown, members: Members): number | null {
  try {
    if (typeof given === "string" && given.length <= LONGEST_TEXT) {
      return parseLimit(name, given, name);
    }
    if (typeof given === "number") return checkLimit(name, given, name);
  } catch (error) {
    throw error instanceof UsageError ? members.error(error.message) : error;
  }
  const expected = LIMITS[name].kind === "duration"
    ? "a duration such as '5s', or a number of milliseconds"
    : "a size such as '64MiB', or a number of bytes";
  throw members.refusal(name, expected, given);
}

function format(name: LimitName, value: number): string {
  return LIMITS[name].kind === "duration" ? formatDuration(value) : formatSize(value);
}
