/** TRUSTED. The limits of one program: what it was given, completed by the engine's own, which it may not exceed. */
import { checkLimit, type LimitName, LIMITS, type Limits } from "../core/limits.ts";
import { UsageError } from "../core/errors.ts";

/** A limit that cannot be, or that the engine does not allow. */
export class LimitError extends RangeError {
  override readonly name = "LimitError";
  readonly limit: keyof Limits;
  /** Null is off. */
  readonly given: number | null;
  /** What the engine allows at most; null where the value can be no limit at all. */
  readonly ceiling: number | null;

  constructor(limit: keyof Limits, given: number | null, ceiling: number | null, message: string) {
    super(message);
    this.limit = limit;
    this.given = given;
    this.ceiling = ceiling;
  }
}

const NAMES: Readonly<Record<keyof Limits, LimitName>> = {
  timeoutMs: "timeout",
  cpuMs: "cpu",
  maxHeapBytes: "maxHeap",
  maxOutputBytes: "maxOutput",
};

/** Whether a limit is more than its ceiling allows; null is off. */
export function exceeds(value: number | null, ceiling: number | null): boolean {
  return ceiling !== null && (value === null || value > ceiling);
}

/**
 * The limits of a program.
 *
 * @param given what is left out is the engine's own.
 * @throws {LimitError} where one is impossible, or more than `ceilings` allows.
 */
export function limitsWithin(given: Partial<Limits>, ceilings: Limits): Limits {
  const limits = completeLimits(given, ceilings);
  for (const key of Object.keys(given) as (keyof Limits)[]) {
    const [value, ceiling] = [limits[key], ceilings[key]];
    if (!exceeds(value, ceiling)) continue;
    const shown = value === null ? "null, which is off" : value;
    const message = `${key}: expected at most ${ceiling}, the engine's own; got ${shown}`;
    throw new LimitError(key, value, ceiling, message);
  }
  return limits;
}

/** `given`, and `defaults` for what is left out. @throws {LimitError} where one is impossible. */
export function completeLimits(given: Partial<Limits>, defaults: Limits): Limits {
  const limits: Record<keyof Limits, number | null> = { ...defaults };
  for (const key of Object.keys(NAMES) as (keyof Limits)[]) {
    const value = given[key];
    if (value !== undefined) limits[key] = checked(key, value);
  }
  return limits as Limits;
}

function checked(key: keyof Limits, value: number | null): number | null {
  const name = NAMES[key];
  if (value === null && LIMITS[name].canBeOff) return null;
  try {
    return checkLimit(name, value ?? 0, key);
  } catch (error) {
    throw error instanceof UsageError ? new LimitError(key, value, null, error.message) : error;
  }
}
