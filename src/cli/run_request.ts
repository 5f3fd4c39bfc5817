/** From the words of the command line to a typed request: everything is checked here, and nowhere later. */
import { ScriptNotFoundError, ScriptUnreadableError, UsageError } from "../core/errors.ts";
import type { Program, RunRequest, Terminals } from "../core/request.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import { type Given, OptionValues, type Variables } from "./option_values.ts";

/** What is asked of `run`, beyond the request to the sandbox. */
export interface RunCommand {
  readonly request: RunRequest;
  readonly json: boolean;
  readonly report: string | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What of this process a request depends on. */
export interface Host extends Variables {
  /** The first `most` bytes of a file. */
  readFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer>>;
  readStdin(most: number): Promise<Uint8Array<ArrayBuffer>>;
  readonly terminals: Terminals;
}

/** No program is larger; what is, is data, or an endless file. */
const LARGEST_SOURCE_BYTES = 16 * MEBIBYTE;

/** Most output that a report takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_REPORTED_BYTES = 64 * MEBIBYTE;

/** @throws {CommandError} at the first thing that is wrong, naming it and what is allowed. */
export async function toRunCommand(given: Given, host: Host): Promise<RunCommand> {
  const values = new OptionValues(given, host);
  const limits = values.limits();
  const env = values.env();
  const seed = values.seed();
  const walls = values.walls();
  const interactive = values.isSet("interactive");
  const { terminals } = host;
  if (interactive && !(terminals.stdin && terminals.stdout)) {
    throw new UsageError("-i: expected a terminal on standard input and output");
  }
  const json = values.isSet("json");
  if (json && interactive) throw new UsageError("-i and --json exclude each other");
  const report = values.find("report")?.value ?? null;
  if (report !== null && interactive) throw new UsageError("-i and --report exclude each other");
  if ((json || report !== null) && limits.maxOutputBytes > LARGEST_REPORTED_BYTES) {
    // The default is smaller: something was given.
    const { source } = values.find("maxOutput")!;
    throw new UsageError(
      `${source}: expected at most ${formatSize(LARGEST_REPORTED_BYTES)} with --json or ` +
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
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
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
