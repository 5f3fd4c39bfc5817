/** BOUNDARY. The configuration of a jail: one argument of its command line, after `JAIL_WORD`. */
import { asCount, asFlag, asNullable, asObject, asOneOf, asText, MessageError } from "./fields.ts";

/** What a jail is to do beside what all jails do. */
export type Purpose =
  /** Nothing: it waits for a request. */
  | "run"
  /** Warm up until a request comes: it is started before there is a program. */
  | "spare"
  /** Make jails: forks of itself, each of which is one. Linux only. */
  | "fork"
  /** Give its memory when its program has ended, as a file: it becomes the image of an environment. */
  | "freeze"
  /** Read all that it boots from and compare the checksums, instead of mapping what is needed. */
  | "verify";

/** Where an environment is. */
export interface EnvironmentPlace {
  /** Path of its file. */
  readonly path: string;
  /** Path of a copy in the host's memory, which nobody can change; null where there is none. */
  readonly copy: string | null;
  /** The checksum that it begins with: by this a jail sees that it is the one that its host has opened. */
  readonly checksum: number;
}

/** The configuration of a jail. */
export interface JailStart {
  /** The most that its programs may hold, in bytes: the engine enforces it. */
  readonly maxHeapBytes: number;
  /** Whether it builds the operating system's walls around itself. */
  readonly systemWalls: boolean;
  readonly purpose: Purpose;
  /** The environment that it boots from; null is what pysandbox itself carries. */
  readonly environment: EnvironmentPlace | null;
}

/** The configuration as an argument. */
export function encodeJailStart(start: JailStart): string {
  const { maxHeapBytes, systemWalls, purpose, environment } = start;
  return JSON.stringify({ maxHeapBytes, systemWalls, purpose, environment });
}

/** @throws {MessageError} where the argument is no configuration. */
export function decodeJailStart(argument: string | undefined): JailStart {
  let value: unknown;
  try {
    value = JSON.parse(argument ?? "");
  } catch {
    throw new MessageError("The jail's configuration is not JSON");
  }
  const { maxHeapBytes, systemWalls, purpose, environment } = asObject(value, "configuration");
  return {
    maxHeapBytes: asCount(maxHeapBytes, "maxHeapBytes"),
    systemWalls: asFlag(systemWalls, "systemWalls"),
    purpose: asOneOf(purpose, "purpose", ["run", "spare", "fork", "freeze", "verify"]),
    environment: asNullable(environment, "environment", asPlace),
  };
}

function asPlace(value: unknown, name: string): EnvironmentPlace {
  const { path, copy, checksum } = asObject(value, name);
  return {
    path: asText(path, "path"),
    copy: asNullable(copy, "copy", asText),
    checksum: asCount(checksum, "checksum", 2 ** 32 - 1),
  };
}
