/** The values of options: from the command line or the environment, checked, with errors that name where they come from. */
import { UsageError } from "../core/errors.ts";
import { type LimitName, LIMITS, type Limits, parseLimit } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import { type GivenValue, longName, type OptionName, OPTIONS, WALLS_MODES } from "./options.ts";

/** What the parser found: texts by option, flags, and words that belong to no option. */
export interface Given {
  readonly texts: Partial<Record<OptionName, string>>;
  readonly flags: ReadonlySet<OptionName>;
  readonly env: readonly string[];
  readonly words: readonly string[];
}

/** The environment of this process. */
export interface Variables {
  variable(name: string): string | undefined;
}

const LARGEST_SEED = 2n ** 64n - 1n;

/** The values of the options of one command. */
export class OptionValues {
  readonly #given: Given;
  readonly #host: Variables;

  constructor(given: Given, host: Variables) {
    this.#given = given;
    this.#host = host;
  }

  /** What was given for an option; null where nothing was. */
  find(name: OptionName): GivenValue | null {
    const spec = OPTIONS[name];
    const text = this.#given.texts[name];
    if (text !== undefined) return { value: text, source: longName(spec) };
    const variable = spec.environment === null ? undefined : this.#host.variable(spec.environment);
    if (variable === undefined || variable === "") return null;
    return { value: variable, source: spec.environment! };
  }

  /** Whether an option without a value is set. @throws {UsageError} */
  isSet(name: OptionName): boolean {
    if (this.#given.flags.has(name)) return true;
    const given = this.find(name);
    if (given === null) return false;
    if (["1", "true", "yes", "on"].includes(given.value.toLowerCase())) return true;
    if (["0", "false", "no", "off"].includes(given.value.toLowerCase())) return false;
    throw new UsageError(`${given.source}: expected 1 or 0; got '${given.value}'`);
  }

  /** All limits. @throws {UsageError} */
  limits(): Limits {
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

  /** @throws {UsageError} */
  walls(): WallsMode {
    const given = this.find("walls");
    if (given === null) return "auto";
    const mode = WALLS_MODES.find((name) => name === given.value);
    if (mode !== undefined) return mode;
    const expected = WALLS_MODES.join(", ");
    throw new UsageError(`${given.source}: expected ${expected}; got '${given.value}'`);
  }

  /** @throws {UsageError} */
  seed(): bigint | null {
    const given = this.find("seed");
    if (given === null) return null;
    const seed = /^\d+$/.test(given.value) ? BigInt(given.value) : -1n;
    if (seed >= 0n && seed <= LARGEST_SEED) return seed;
    throw new UsageError(
      `${given.source}: expected a whole number from 0 to ${LARGEST_SEED}; got '${given.value}'`,
    );
  }

  /** The variables of the program. @throws {UsageError} */
  env(): Record<string, string> {
    // A program's environment by default: one variable a line.
    const variable = OPTIONS.env.environment;
    const defaults = (this.#host.variable(variable) ?? "").split("\n").filter(Boolean)
      .map((value): GivenValue => ({ value, source: variable }));
    const options = this.#given.env.map((value): GivenValue => ({ value, source: "--env" }));
    const env: Record<string, string> = Object.create(null);
    for (const { value: entry, source } of [...defaults, ...options]) {
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
