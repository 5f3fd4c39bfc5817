/** Options of commands that run many programs: how many at once, how many interpreters are ready, and what sessions there may be. */
import { UsageError } from "../core/errors.ts";
import { formatDuration, parseDuration } from "../core/units.ts";
import type { Options } from "./command.ts";
import type { OptionValues } from "./option_values.ts";

/** The options. */
export const ENGINE_OPTIONS = {
  workers: {
    flags: "--workers <n>",
    description: "how many programs run at once (default: as many as processors)",
    environment: "PYSANDBOX_WORKERS",
  },
  spares: {
    flags: "--spares <n>",
    description: "interpreters kept ready (default: as many as workers)",
    environment: "PYSANDBOX_SPARES",
  },
  maxSessions: {
    flags: "--max-sessions <n>",
    description: "most sessions at once (default: 32)",
    environment: "PYSANDBOX_MAX_SESSIONS",
  },
  sessionIdle: {
    flags: "--session-idle <duration>",
    description: "ends a session after so long without a request, 0 is never (default: 15m)",
    environment: "PYSANDBOX_SESSION_IDLE",
  },
} as const satisfies Options;

/** Their values. */
export interface EngineValues {
  readonly workers: number;
  readonly spares: number;
  readonly maxSessions: number;
  /** Null is for ever. */
  readonly sessionIdleMs: number | null;
}

type Values = OptionValues<keyof typeof ENGINE_OPTIONS>;

const MOST_PROCESSES = 1024;
const MOST_SESSIONS = 32;
const SESSION_IDLE_MS = { fallback: 15 * 60_000, least: 1, most: 365 * 24 * 3_600_000 } as const;

/** The values that were given. @throws {UsageError} */
export function toEngineValues(values: Values, processors: number): EngineValues {
  const workers = toCount(values, "workers", 1) ?? processors;
  return {
    workers,
    spares: toCount(values, "spares", 0) ?? workers,
    maxSessions: toCount(values, "maxSessions", 0) ?? MOST_SESSIONS,
    sessionIdleMs: toIdle(values),
  };
}

/** What `--verbose` says of them. */
export function describeEngine(
  { workers, spares, maxSessions, sessionIdleMs }: EngineValues,
): string {
  const idle = sessionIdleMs === null ? "off" : formatDuration(sessionIdleMs);
  return `workers ${workers}, spares ${spares}, max-sessions ${maxSessions}, session-idle ${idle}`;
}

function toCount(values: Values, name: keyof typeof ENGINE_OPTIONS, least: number): number | null {
  const given = values.find(name);
  if (given === null) return null;
  const count = /^\d{1,9}$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (count >= least && count <= MOST_PROCESSES) return count;
  throw new UsageError(
    `${given.source}: expected a whole number from ${least} to ${MOST_PROCESSES}; got '${given.value}'`,
  );
}

function toIdle(values: Values): number | null {
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
