/** The commands that are measured, and how they are run. */
import config from "../../deno.json" with { type: "json" };
import { CannotMeasure } from "./cannot_measure.ts";

/** A program with its first arguments. */
export interface CommandLine {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
}

/** How a command ended, what it wrote, and how long it took, in milliseconds. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Options of a run. */
export interface RunOptions {
  /** Whether an exit status is a success. */
  readonly isExpected?: (code: number) => boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is set for every command: native Python buffers, wherever the bench runs. */
const ENVIRONMENT = { DENO_NO_UPDATE_CHECK: "1", PYTHONUNBUFFERED: "" } as const;

/** The project's folder. */
export const ROOT = new URL("../../", import.meta.url);

/** pysandbox from source, with the argv of `deno task start`. */
export const FROM_SOURCE: CommandLine = {
  name: "pysandbox (source)",
  path: Deno.execPath(),
  args: config.tasks.start.split(" ").slice(1).map((word) =>
    word === "cli.ts" ? new URL(word, ROOT).href : word
  ),
};

/** The executable that was requested. */
export const BINARY: string | undefined = Deno.env.get("PYSANDBOX_BIN");

/** The name of the executable in tables. */
export const EXECUTABLE_NAME = "pysandbox (executable)";

/**
 * The pysandbox of sections that measure only one: the executable in PYSANDBOX_BIN if it is set, otherwise from source.
 */
export const SANDBOX: CommandLine = BINARY === undefined
  ? FROM_SOURCE
  : { name: EXECUTABLE_NAME, path: BINARY, args: [] };

/**
 * Native Python: the interpreter behind `python3`, not a shim in front of it.
 *
 * @throws {CannotMeasure}
 */
export async function nativePython(): Promise<CommandLine> {
  const code = "import platform, sys; print(sys.executable); print(platform.python_version())";
  try {
    const { stdout } = await run({ name: "python3", path: "python3", args: ["-c", code] }, []);
    const [path, version] = stdout.split("\n") as [string, string];
    return { name: `python ${version}`, path, args: [] };
  } catch {
    throw new CannotMeasure("there is no python3 on PATH to compare with");
  }
}

/** Runs a command to its end. @throws if its status is not expected, with its last output. */
export async function run(
  command: CommandLine,
  args: readonly string[],
  { isExpected = (code) => code === 0, env = {} }: RunOptions = {},
): Promise<Finished> {
  const began = performance.now();
  const { code, stdout, stderr } = await new Deno.Command(command.path, {
    args: [...command.args, ...args],
    env: { ...ENVIRONMENT, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const milliseconds = performance.now() - began;
  const decoder = new TextDecoder();
  const finished = {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
    milliseconds,
  };
  if (!isExpected(code)) {
    throw new Error(`${command.name} ended with ${code}: ${finished.stderr.trim().slice(-2000)}`);
  }
  return finished;
}

/** Starts a command with all three streams piped. */
export function start(command: CommandLine, args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(command.path, {
    args: [...command.args, ...args],
    env: ENVIRONMENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Arguments that run a program without limits that a benchmark would reach. */
export const UNHURRIED = [
  "run",
  "--timeout",
  "0",
  "--max-heap",
  "1G",
  "--max-output",
  "1G",
] as const;
