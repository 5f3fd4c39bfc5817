/** From the words of the command line to what `serve-stdio` is asked for. */
import { UsageError } from "../core/errors.ts";
import { formatDuration, formatSize, MEBIBYTE, parseDuration, parseSize } from "../core/units.ts";
import type { Limits } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import { type Given, OptionValues, type Variables } from "./option_values.ts";
import type { OptionName } from "./options.ts";

/** What is asked of `serve-stdio`. */
export interface ServeCommand {
  readonly limits: Limits;
  readonly walls: WallsMode;
  readonly workers: number;
  readonly spares: number;
  readonly maxSessions: number;
  /** Null is for ever. */
  readonly sessionIdleMs: number | null;
  readonly maxLineBytes: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What of this machine a server depends on. */
export interface Machine extends Variables {
  readonly processors: number;
}

/** Most output that an answer takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_ANSWERED_BYTES = 64 * MEBIBYTE;

const MOST_PROCESSES = 1024;
const MOST_SESSIONS = 32;
const SESSION_IDLE_MS = { fallback: 15 * 60_000, least: 1, most: 365 * 24 * 3_600_000 } as const;
const LINE_BYTES = { fallback: 16 * MEBIBYTE, least: 1024, most: 256 * MEBIBYTE } as const;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toServeCommand(given: Given, machine: Machine): ServeCommand {
  const values = new OptionValues(given, machine);
  const limits = values.limits();
  if (limits.maxOutputBytes > LARGEST_ANSWERED_BYTES) {
    // The default is smaller: something was given.
    const { source } = values.find("maxOutput")!;
    throw new UsageError(
      `${source}: expected at most ${formatSize(LARGEST_ANSWERED_BYTES)} with serve-stdio, ` +
        `whose answers hold the output in one text; got ${formatSize(limits.maxOutputBytes)}`,
    );
  }
  const workers = toCount(values, "workers", 1) ?? machine.processors;
  return {
    limits,
    walls: values.walls(),
    workers,
    spares: toCount(values, "spares", 0) ?? workers,
    maxSessions: toCount(values, "maxSessions", 0) ?? MOST_SESSIONS,
    sessionIdleMs: toIdle(values),
    maxLineBytes: toLineBytes(values),
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

function toCount(values: OptionValues, name: OptionName, least: number): number | null {
  const given = values.find(name);
  if (given === null) return null;
  const count = /^\d{1,9}$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (count >= least && count <= MOST_PROCESSES) return count;
  throw new UsageError(
    `${given.source}: expected a whole number from ${least} to ${MOST_PROCESSES}; got '${given.value}'`,
  );
}

function toIdle(values: OptionValues): number | null {
  const given = values.find("sessionIdle");
  if (given === null) return SESSION_IDLE_MS.fallback;
  const milliseconds = parseDuration(given.value);
  if (milliseconds === 0) return null;
  const { least, most } = SESSION_IDLE_MS;
  if (milliseconds !== null && milliseconds >= least && milliseconds <= most) return milliseconds;
  throw new UsageError(
    `${given.source}: expected a duration such as 500ms, 5s or 2m, from ${
      formatDuration(least)
    } to ` +
      `${formatDuration(most)}, or 0 for off; got '${given.value}'`,
  );
}

function toLineBytes(values: OptionValues): number {
  const given = values.find("maxLine");
  if (given === null) return LINE_BYTES.fallback;
  const bytes = parseSize(given.value);
  if (bytes !== null && bytes >= LINE_BYTES.least && bytes <= LINE_BYTES.most) return bytes;
  throw new UsageError(
    `${given.source}: expected a size such as 64, 64MiB or 1G, from ${
      formatSize(LINE_BYTES.least)
    } to ${formatSize(LINE_BYTES.most)}; got '${given.value}'`,
  );
}
