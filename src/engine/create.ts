/** TRUSTED. Engines for TypeScript programs: the library's way in. */
import { InternalError } from "../core/errors.ts";
import { LIMITS, type Limits, MAX_FILES, parseLimit } from "../core/limits.ts";
import { MEBIBYTE } from "../core/units.ts";
import type { WallsMode } from "../core/request.ts";
import type { HeldEnvironment } from "../host/environment.ts";
import { ensureAssets } from "../host/assets.ts";
import { completeLimits } from "./ceilings.ts";
import type { Engine } from "./engine.ts";
import { startEngine } from "./start_engine.ts";

/** What an engine is to be; what is left out is as with `pysandbox serve-stdio`. */
export interface LibraryOptions {
  /** What a program has that is given no limits of its own, and what none may exceed. Null is off. */
  readonly limits?: Partial<Limits>;
  /** Whether the operating system's walls are required, built where possible, or left out: `auto`. */
  readonly walls?: WallsMode;
  /** Most bytes of files that are taken out of one program: 64 MiB. */
  readonly maxFilesBytes?: number;
  /**
   * Path of an environment that `pysandbox packages build` has made: programs can import its packages. It is read once; what becomes of
   * the file afterwards changes nothing.
   */
  readonly packages?: string;
  /** How many programs run at once: as many as there are processors; on Windows never more than twice as many, less two. */
  readonly workers?: number;
  /** How many interpreters are kept ready, each some 60 MB, or 3 MB of its own where it is a fork: as many as programs run at once. */
  readonly spares?: number;
  /** How many sessions may be open at once: 32. */
  readonly maxSessions?: number;
  /** How long a session may be idle, in milliseconds; null is for ever: 15 minutes. */
  readonly sessionIdleMs?: number | null;
  /** Receives what a person should know, as one line: that first use takes some seconds, and which walls are missing. */
  readonly onNotice?: (line: string) => void;
}

/** No machine runs more at once, or keeps more ready. */
const MOST_PROCESSES = 1024;

/** Most milliseconds that a timer can wait, and more than a session needs. */
const LONGEST_IDLE_MS = 365 * 24 * 3_600_000;

/**
 * Starts an engine. Dispose of it (`await using`): until then it keeps processes and timers.
 *
 * It changes two things of the whole process, for all that it starts from then on: the stack limit is raised to 64 MiB, and
 * descriptors beyond the standard streams are not inherited.
 *
 * @throws {RangeError} where an option is out of range; a {@link LimitError} where that is a limit.
 * @throws {UsageError} where `packages` is no environment, or was made by another version of pysandbox.
 * @throws {InternalError} where the assets cannot be made, walls are required that this system cannot build, or the program is
 *   not one that can start jails: without the permissions that they take, compiled by `deno compile`, or importing this library
 *   from a network.
 */
export async function createEngine(options: LibraryOptions = {}): Promise<Engine> {
  expectSource();
  expectPermissions();
  const processors = navigator.hardwareConcurrency;
  const { walls = "auto", sessionIdleMs = 15 * 60_000, onNotice = () => {} } = options;
  const workers = options.workers ?? processors;
  const spares = options.spares ?? workers;
  const maxSessions = options.maxSessions ?? 32;
  const maxFilesBytes = options.maxFilesBytes ?? 64 * MEBIBYTE;
  expectCount("maxFilesBytes", maxFilesBytes, ...MAX_FILES.range);
  expectCount("workers", workers, 1, MOST_PROCESSES);
  expectCount("spares", spares, 0, MOST_PROCESSES);
  expectCount("maxSessions", maxSessions, 0, MOST_PROCESSES);
  if (sessionIdleMs !== null) expectCount("sessionIdleMs", sessionIdleMs, 1, LONGEST_IDLE_MS);
  const limits = completeLimits(options.limits ?? {}, defaultLimits());
  await ensureAssets(onNotice);
  const environment = options.packages === undefined ? null : await hold(options.packages);
  return await startEngine({
    limits,
    walls,
    environment,
    maxFilesBytes,
    workers,
    spares,
    processors,
    maxSessions,
    sessionIdleMs,
    onMissingWalls: (missing) => {
      if (walls !== "auto") return;
      for (const { name, why } of missing) onNotice(`the wall ${name} is missing: ${why}`);
    },
  });
}

/** Only who has an environment loads what opens it. */
async function hold(packages: string): Promise<HeldEnvironment> {
  const { holdEnvironment } = await import(
    import.meta.resolve("../packages/hold_environment.ts")
  ) as typeof import("../packages/hold_environment.ts");
  return await holdEnvironment(packages, "packages");
}

/** A jail is Deno running files of this checkout. A compiled program would start itself instead, again and again. */
function expectSource(): void {
  if (Deno.build.standalone) {
    throw new InternalError(
      "a program compiled by 'deno compile' cannot start jails; run it with 'deno run'",
    );
  }
  if (new URL(import.meta.url).protocol !== "file:") {
    throw new InternalError(
      `jails start from local files; import mod.ts by path from a checkout, not from ${import.meta.url}`,
    );
  }
}

/** Without these every jail would fail to start, or its limits would not be watched. */
function expectPermissions(): void {
  const needed = [
    ["--allow-run", { name: "run", command: Deno.execPath() }],
    ["--allow-ffi", { name: "ffi" }],
    ["--allow-read", { name: "read" }],
    ["--allow-env=DENO_DIR", { name: "env", variable: "DENO_DIR" }],
  ] as const;
  const missing = needed.filter(([, what]) => Deno.permissions.querySync(what).state !== "granted");
  if (missing.length === 0) return;
  const flags = missing.map(([flag]) => flag).join(" ");
  throw new InternalError(
    `jails cannot be started without permissions: add ${flags} to 'deno run'`,
  );
}

function expectCount(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name}: expected a whole number from ${least} to ${most}; got ${value}`);
}

function defaultLimits(): Limits {
  const fallback = (name: keyof typeof LIMITS) => parseLimit(name, LIMITS[name].fallback, name);
  return {
    timeoutMs: fallback("timeout"),
    cpuMs: fallback("cpu"),
    maxHeapBytes: fallback("maxHeap")!,
    maxOutputBytes: fallback("maxOutput")!,
  };
}
