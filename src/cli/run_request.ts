/** From the words of the command line to a typed request: everything is checked here, and nowhere later. */
import { ScriptNotFoundError, ScriptUnreadableError, UsageError } from "../core/errors.ts";
import { type LimitName, LIMITS, type Limits, parseLimit } from "../core/limits.ts";
import type { Program, RunRequest, Terminals, WallsMode } from "../core/request.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import { type GivenValue, longName, type OptionName, RUN_OPTIONS, WALLS_MODES } from "./options.ts";

/** What the parser found: texts by option, flags, and words that belong to no option. */
export interface Given {
  readonly texts: Partial<Record<OptionName, string>>;
  readonly flags: ReadonlySet<OptionName>;
  readonly env: readonly string[];
  readonly words: readonly string[];
}

/** What is asked of `run`, beyond the request to the sandbox. */
export interface RunCommand {
  readonly request: RunRequest;
  readonly json: boolean;
  readonly report: string | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What of this process a request depends on. */
export interface Host {
  variable(name: string): string | undefined;
  /** The first `most` bytes of a file. */
  readFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer>>;
  readStdin(most: number): Promise<Uint8Array<ArrayBuffer>>;
  readonly terminals: Terminals;
}

/** No program is larger; what is, is data, or an endless file. */
const LARGEST_SOURCE_BYTES = 16 * MEBIBYTE;

/** Most output that a report takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_REPORTED_BYTES = 64 * MEBIBYTE;

const LARGEST_SEED = 2n ** 64n - 1n;

/** @throws {CommandError} at the first thing that is wrong, naming it and what is allowed. */
export async function toRunCommand(given: Given, host: Host): Promise<RunCommand> {
  const lookUp = (name: OptionName) => find(name, given, host);
  const isSet = (name: OptionName) => given.flags.has(name) || parseFlag(lookUp(name));
  const limits = toLimits(lookUp);
  const env = toEnv(given.env, host);
  const seed = toSeed(lookUp("seed"));
  const walls = toWalls(lookUp("walls"));
  const interactive = isSet("interactive");
  const { terminals } = host;
  if (interactive && !(terminals.stdin && terminals.stdout)) {
    throw new UsageError("-i: expected a terminal on standard input and output");
  }
  const json = isSet("json");
  if (json && interactive) throw new UsageError("-i and --json exclude each other");
  const report = lookUp("report")?.value ?? null;
  if ((json || report !== null) && limits.maxOutputBytes > LARGEST_REPORTED_BYTES) {
    throw new UsageError(
      `--max-output: expected at most ${formatSize(LARGEST_REPORTED_BYTES)} with --json or ` +
        `--report, which hold the output in one text; got ${formatSize(limits.maxOutputBytes)}`,
    );
  }
  const [program, args] = await toProgram(given, host);
  return {
    request: {
      program,
      args,
      env,
      limits,
      seed,
      walls,
      terminals: json ? { ...terminals, stdout: false, stderr: false } : terminals,
      colour: !json && terminals.stderr && !host.variable("NO_COLOR"),
      interactive,
    },
    json,
    report,
    quiet: isSet("quiet"),
    verbose: isSet("verbose"),
  };
}

function find(name: OptionName, given: Given, host: Host): GivenValue | null {
  const spec = RUN_OPTIONS[name];
  const text = given.texts[name];
  if (text !== undefined) return { value: text, source: longName(spec) };
  const variable = spec.environment === null ? undefined : host.variable(spec.environment);
  if (variable === undefined || variable === "") return null;
  return { value: variable, source: spec.environment! };
}

function parseFlag(given: GivenValue | null): boolean {
  if (given === null) return false;
  if (["1", "true", "yes", "on"].includes(given.value.toLowerCase())) return true;
  if (["0", "false", "no", "off"].includes(given.value.toLowerCase())) return false;
  throw new UsageError(`${given.source}: expected 1 or 0; got '${given.value}'`);
}

function toLimits(lookUp: (name: OptionName) => GivenValue | null): Limits {
  const limit = (name: LimitName): number | null => {
    const found = lookUp(name) ?? { value: LIMITS[name].fallback, source: LIMITS[name].option };
    return parseLimit(name, found.value, found.source);
  };
  return {
    timeoutMs: limit("timeout"),
    cpuMs: limit("cpu"),
    maxHeapBytes: limit("maxHeap")!,
    maxOutputBytes: limit("maxOutput")!,
  };
}

function toEnv(entries: readonly string[], host: Host): Record<string, string> {
  // A program's environment by default: one variable a line.
  const variable = RUN_OPTIONS.env.environment;
  const defaults = (host.variable(variable) ?? "").split("\n").filter(Boolean)
    .map((value): GivenValue => ({ value, source: variable }));
  const options = entries.map((value): GivenValue => ({ value, source: "--env" }));
  const env: Record<string, string> = Object.create(null);
  for (const { value: entry, source } of [...defaults, ...options]) {
    const [name, value] = splitOnce(entry, "=");
    if (name === "" || entry.includes("\0")) {
      throw new UsageError(`${source}: expected NAME=VALUE or NAME; got '${entry}'`);
    }
    const found = value ?? host.variable(name);
    if (found !== undefined) env[name] = found;
  }
  return env;
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

function toSeed(given: GivenValue | null): bigint | null {
  if (given === null) return null;
  const seed = /^\d+$/.test(given.value) ? BigInt(given.value) : -1n;
  if (seed < 0n || seed > LARGEST_SEED) {
    throw new UsageError(
      `${given.source}: expected a whole number from 0 to ${LARGEST_SEED}; got '${given.value}'`,
    );
  }
  return seed;
}

function toWalls(given: GivenValue | null): WallsMode {
  if (given === null) return "auto";
  const mode = WALLS_MODES.find((name) => name === given.value);
  if (mode === undefined) {
    throw new UsageError(
      `${given.source}: expected ${WALLS_MODES.join(", ")}; got '${given.value}'`,
    );
  }
  return mode;
}

async function toProgram(
  given: Given,
  host: Host,
): Promise<[Program, readonly string[]]> {
  const { code, module } = given.texts;
  if (code !== undefined && module !== undefined) {
    throw new UsageError("-c and -m exclude each other");
  }
  if (code !== undefined) {
    const source = new TextEncoder().encode(code);
    return [{ kind: "code", name: "-c", source }, given.words];
  }
  if (module !== undefined) return [{ kind: "module", name: module }, given.words];
  const [name, ...args] = given.words;
  if (name === undefined && host.terminals.stdin) {
    throw new UsageError(
      "no program: expected a script, -c CODE, -m MODULE, or a program on standard input",
    );
  }
  if (name === undefined || name === "-") {
    const source = await host.readStdin(LARGEST_SOURCE_BYTES + 1);
    checkSize(source, "the program on standard input");
    return [{ kind: "stdin", name: "-", source }, args];
  }
  const source = await readScript(name, host);
  checkSize(source, `'${name}'`);
  return [{ kind: "file", name, source }, args];
}

async function readScript(name: string, host: Host): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await host.readFile(name, LARGEST_SOURCE_BYTES + 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new ScriptNotFoundError(`can't open '${name}': no such file`);
    }
    const why = error instanceof Deno.errors.IsADirectory
      ? "it is a directory, expected a Python file"
      : error instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : (error as Error).message;
    throw new ScriptUnreadableError(`can't read '${name}': ${why}`);
  }
}

function checkSize(source: Uint8Array, name: string): void {
  if (source.length > LARGEST_SOURCE_BYTES) {
    throw new ScriptUnreadableError(
      `can't read ${name}: it is larger than ${
        formatSize(LARGEST_SOURCE_BYTES)
      }, the most for a program`,
    );
  }
}
