/** The values of options: from the command line or the environment, checked, with errors that name where they come from. */
import { UsageError } from "../core/errors.ts";
import {
  type LimitName,
  LIMITS,
  type Limits,
  MAX_FILES,
  parseLimit,
  parseValue,
} from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import type { Given, Options, OptionSpec } from "./command.ts";
import type { Variables } from "./host.ts";

/** What was given: on the command line, or by the environment. */
export interface GivenValue {
  readonly value: string;
  /** How to name it in an error: `--timeout`, or `PYSANDBOX_TIMEOUT`. */
  readonly source: string;
}

const LARGEST_SEED = 2n ** 64n - 1n;

/** The values of the options of one command, whose names are `Name`. */
export class OptionValues<Name extends string> {
  readonly #options: Options;
  readonly #given: Given;
  readonly #host: Variables;

  constructor(options: Readonly<Record<Name, OptionSpec>>, given: Given, host: Variables) {
    this.#options = options;
    this.#given = given;
    this.#host = host;
  }

  /** What was given for an option; null where nothing was. */
  find(name: Name): GivenValue | null {
    const spec = this.#options[name]!;
    const { environment } = spec;
    const text = this.#given.values[name]?.at(-1);
    if (text !== undefined) return { value: text, source: longName(spec) };
    const variable = environment === null ? undefined : this.#host.variable(environment);
    if (variable === undefined || variable === "") return null;
    return { value: variable, source: environment! };
  }

  /** All that was given for an option that is repeatable; its variable has one value a line, and comes first. */
  all(name: Name): GivenValue[] {
    const spec = this.#options[name]!;
    const { environment } = spec;
    const variable = environment === null ? "" : this.#host.variable(environment) ?? "";
    return [
      ...variable.split("\n").filter(Boolean).map((value) => ({ value, source: environment! })),
      ...(this.#given.values[name] ?? []).map((value) => ({ value, source: longName(spec) })),
    ];
  }

  /** Whether an option without a value is set. @throws {UsageError} */
  isSet(name: Name): boolean {
    if (this.#given.flags.has(name)) return true;
    const given = this.find(name);
    if (given === null) return false;
    if (["1", "true", "yes", "on"].includes(given.value.toLowerCase())) return true;
    if (["0", "false", "no", "off"].includes(given.value.toLowerCase())) return false;
    throw new UsageError(`${given.source}: expected 1 or 0; got '${given.value}'`);
  }

  /** All limits. @throws {UsageError} */
  limits(this: OptionValues<LimitName>): Limits {
    const limit = (name: LimitName): number | null => {
      const found = this.find(name) ??
        { value: LIMITS[name].fallback, source: LIMITS[name].option };
      return parseLimit(name, found.value, found.source);
    };
    return {
      timeoutMs: limit("timeout"),
      cpuMs: limit("cpu"),
      maxHeapBytes: limit("maxHeap")!,
      maxOutputBytes: limit("maxOutput")!,
    };
  }

  /** Most bytes of files that are taken out. @throws {UsageError} */
  maxFiles(this: OptionValues<"maxFiles">): number {
    const { fallback, option } = MAX_FILES;
    const { value, source } = this.find("maxFiles") ?? { value: fallback, source: option };
    return parseValue(MAX_FILES, value, source)!;
  }

  /** The value of an option that has few, or null where it was not given. @throws {UsageError} */
  choice(name: Name): string | null {
    const given = this.find(name);
    if (given === null) return null;
    const { choices = [] } = this.#options[name]!;
    if (choices.includes(given.value)) return given.value;
    throw new UsageError(`${given.source}: expected ${choices.join(", ")}; got '${given.value}'`);
  }

  /** @throws {UsageError} */
  walls(this: OptionValues<"walls">): WallsMode {
    return this.choice("walls") as WallsMode | null ?? "auto";
  }

  /** @throws {UsageError} */
  seed(this: OptionValues<"seed">): bigint | null {
    const given = this.find("seed");
    if (given === null) return null;
    const seed = /^\d+$/.test(given.value) ? BigInt(given.value) : -1n;
    if (seed >= 0n && seed <= LARGEST_SEED) return seed;
    throw new UsageError(
      `${given.source}: expected a whole number from 0 to ${LARGEST_SEED}; got '${given.value}'`,
    );
  }

  /** The variables of the program. @throws {UsageError} */
  env(this: OptionValues<"env">): Record<string, string> {
    const env: Record<string, string> = Object.create(null);
    for (const { value: entry, source } of this.all("env")) {
      const [name, value] = splitOnce(entry, "=");
      if (name === "" || entry.includes("\0")) {
        throw new UsageError(`${source}: expected NAME=VALUE or NAME; got '${entry}'`);
      }
      const found = value ?? this.#host.variable(name);
      if (found !== undefined) env[name] = found;
    }
    return env;
  }
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The long name of an option: `--max-heap`. */
function longName({ flags }: OptionSpec): string {
  return /--[\w-]+/.exec(flags)![0];
}
