/** The limits of a run: one table that names, parses, bounds and explains each of them. */
import { UsageError } from "./errors.ts";
import { formatDuration, formatSize, MEBIBYTE, parseDuration, parseSize } from "./units.ts";

/** What a run may use. Null is "off". Durations in milliseconds, sizes in bytes. */
export interface Limits {
  readonly timeoutMs: number | null;
  readonly cpuMs: number | null;
  readonly maxHeapBytes: number;
  readonly maxOutputBytes: number;
}

/** How one limit is written, bounded and enforced. */
export interface LimitSpec {
  /** The long option, and, upper-cased with a prefix, the environment variable. */
  readonly option: string;
  readonly environment: string;
  readonly kind: "duration" | "size";
  readonly fallback: string;
  /** The smallest and largest value that is not off, in milliseconds or bytes. */
  readonly range: readonly [number, number];
  /** Whether `0` switches the limit off. */
  readonly canBeOff: boolean;
}

/** The largest memory that 32-bit WebAssembly can have. */
const WASM32_BYTES = 4096 * MEBIBYTE;

/** The least memory that Python starts in: the memory image, and room to compile a program. */
export const SMALLEST_HEAP_BYTES = 40 * MEBIBYTE;

const YEAR_MS = 365 * 24 * 3_600_000;

/** All limits, in the order in which help and `--verbose` show them. */
export const LIMITS = {
  timeout: {
    option: "--timeout",
    environment: "PYSANDBOX_TIMEOUT",
    kind: "duration",
    fallback: "30s",
    range: [1, YEAR_MS],
    canBeOff: true,
  },
  cpu: {
    option: "--cpu",
    environment: "PYSANDBOX_CPU",
    kind: "duration",
    fallback: "0",
    range: [10, YEAR_MS],
    canBeOff: true,
  },
  maxHeap: {
    option: "--max-heap",
    environment: "PYSANDBOX_MAX_HEAP",
    kind: "size",
    fallback: "256",
    range: [SMALLEST_HEAP_BYTES, WASM32_BYTES],
    canBeOff: false,
  },
  maxOutput: {
    option: "--max-output",
    environment: "PYSANDBOX_MAX_OUTPUT",
    kind: "size",
    fallback: "10MiB",
    range: [1, 1024 * 1024 * MEBIBYTE],
    canBeOff: false,
  },
} as const satisfies Record<string, LimitSpec>;

/** Most bytes of files that are taken out: not of the program, which has ended by then, but of whoever takes them. */
export const MAX_FILES: LimitSpec = {
  option: "--max-files",
  environment: "PYSANDBOX_MAX_FILES",
  kind: "size",
  fallback: "64MiB",
  range: [1, WASM32_BYTES],
  canBeOff: false,
};

/** How long a call of a host function may wait for its answer. Those who answer set it: it is no limit of the program's own. */
export const CALL_TIMEOUT = { fallbackMs: 30_000, range: [1, 24 * 3_600_000] } as const;

/** How many calls of host functions a program may make. */
export const MAX_CALLS = { fallback: 1000, range: [0, 1_000_000] } as const;

/** The name of a limit. */
export type LimitName = keyof typeof LIMITS;

/**
 * The value of a limit as given in `source` (an option or an environment variable).
 *
 * @returns milliseconds or bytes; null where `0` switches the limit off.
 * @throws {UsageError} naming the source, what was given and what is allowed.
 */
export function parseLimit(name: LimitName, text: string, source: string): number | null {
  return parseValue(LIMITS[name], text, source);
}

/** The same by its description. @throws {UsageError} */
export function parseValue(spec: LimitSpec, text: string, source: string): number | null {
  const isDuration = spec.kind === "duration";
  const value = isDuration ? parseDuration(text) : parseSize(text);
  const [least, most] = spec.range;
  if (value === 0 && spec.canBeOff) return null;
  if (value === null || value < least || value > most) {
    const format = isDuration ? formatDuration : formatSize;
    const forms = isDuration
      ? "a duration such as 500ms, 5s or 2m"
      : "a size such as 64, 64MiB or 1G";
    const off = spec.canBeOff ? ", or 0 for off" : "";
    throw new UsageError(
      `${source}: expected ${forms}, from ${format(least)} to ${format(most)}${off}; got '${text}'`,
    );
  }
  return value;
}

/**
 * The value of a limit as given by a number in `source` (a member of a request): whole milliseconds or bytes.
 *
 * @returns milliseconds or bytes; null where 0 switches the limit off.
 * @throws {UsageError} naming the source, what was given and what is allowed.
 */
export function checkLimit(name: LimitName, value: number, source: string): number | null {
  const spec: LimitSpec = LIMITS[name];
  const [least, most] = spec.range;
  if (value === 0 && spec.canBeOff) return null;
  if (!Number.isInteger(value) || value < least || value > most) {
    const unit = spec.kind === "duration" ? "milliseconds" : "bytes";
    const off = spec.canBeOff ? ", or 0 for off" : "";
    throw new UsageError(
      `${source}: expected a whole number of ${unit} from ${least} to ${most}${off}; got ${value}`,
    );
  }
  return value;
}
