/** Runs the real command, as a user would: the executable in PYSANDBOX_BIN where it is set, else from source. */

/** How a command ended, and what it wrote. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array<ArrayBuffer>;
  /** Wall clock from spawn to end. */
  readonly milliseconds: number;
}

/** The surroundings of a command. */
export interface CommandOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether it has a process group of its own: whoever is in it at the end was left behind. Ctrl-C of a terminal does not reach it. */
  readonly isGroup?: boolean;
}

const PERMISSIONS = [
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi", "--allow-net"],
];
const ENTRY = new URL("../../cli.ts", import.meta.url);

/** Whether the tests run against a compiled executable. */
export const BINARY: string | undefined = Deno.env.get("PYSANDBOX_BIN");

/** Why tests of deep recursion say nothing here, for `elsewhere`: on Windows the stack is as large as the file of the host asks for. */
export const SMALL_STACK: string | null = Deno.build.os === "windows" && BINARY === undefined
  ? "not from source on Windows: deno.exe asks for a stack of 4 MiB"
  : null;

/** Program and first arguments that start the command. */
export function commandLine(args: readonly string[]): [path: string, args: string[]] {
  if (BINARY !== undefined) return [BINARY, [...args]];
  return [Deno.execPath(), ["run", "--quiet", "--no-prompt", ...PERMISSIONS, ENTRY.href, ...args]];
}

/** Starts the command with pipes on all three streams, for tests that talk to it while it runs. */
export function start(args: readonly string[], options: CommandOptions = {}): Deno.ChildProcess {
  const [path, words] = commandLine(args);
  return new Deno.Command(path, {
    args: words,
    env: { ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.isGroup ? { detached: true } : {}),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs the command to its end. Standard input is empty unless given. */
export async function pysandbox(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  const began = performance.now();
  const child = start(args, options);
  const { stdin = "" } = options;
  const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  const writer = child.stdin.getWriter();
  // A command that does not read its input closes the pipe, which is not this helper's business.
  const fed = writer.write(bytes).then(() => writer.close()).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const milliseconds = performance.now() - began;
  await fed;
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
    stdoutBytes: stdout,
    milliseconds,
  };
}

/** How often a machine may be too busy. */
const TRIES = 5;

/**
 * Does it again where a program that reached a limit did not heed its interrupt: it has 250 ms to say where it was, which are too
 * few on a busy machine. What it gives in the end is to be looked at in any case.
 */
export async function untilHeeded<T>(
  attempt: () => Promise<T>,
  hasHeeded: (given: T) => boolean,
): Promise<T> {
  let given = await attempt();
  for (let tries = 1; tries < TRIES && !hasHeeded(given); tries++) given = await attempt();
  return given;
}

/** Whether a text says to its end where a program was interrupted. */
export function saysWhereItWas(text: string): boolean {
  return /^Traceback [^]*\nKeyboardInterrupt$/m.test(text);
}
