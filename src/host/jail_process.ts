/** TRUSTED. Starts a jail's process, owns it, and always kills and reaps it. */
import { filePath } from "../core/file_path.ts";
import { JAIL_WORD } from "../core/jail_word.ts";
import { encodeJailStart, type EnvironmentPlace, type Purpose } from "../wire/jail_start.ts";
import { closeDescriptorsOnSpawn } from "./close_descriptors.ts";
import { windows } from "../walls/open.ts";
import type { HeldJob } from "../walls/windows.ts";
import { ownExecutable } from "./own_executable.ts";
import { READS_HOLD_THREADS } from "./pipe_threads.ts";
import { provideStack } from "./stack.ts";

/** A command line that starts a jail. */
export interface JailCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Windows: whether the process is to be put into a job of its own, which is the outer half of its wall. */
  readonly inJob?: boolean;
}

/**
 * Flags of V8 for a jail, beside the size of its stack. No code is made from strings. CPython's main loop, one function of several
 * hundred KB, is optimized a little later: its compilation takes longer than a short program, which has to wait for it. Calls
 * are not counted in code that is not optimized yet: the optimizer would inline by the counts, which gains CPython nothing.
 */
export const ENGINE_FLAGS = [
  "--disallow-code-generation-from-strings",
  "--wasm-tiering-budget=1000000000",
  "--no-wasm-inlining",
  "--no-wasm-inlining-call-indirect",
].join(",");

/** Flag beside these for a jail from source, in MiB: with less, the engine collects garbage while it reads the jail's modules. */
const BOOT_FLAG = "--min-semi-space-size=4";

/** Most bytes of the jail's stderr that are kept: the engine's last messages, which tell crashes apart. */
export const DIAGNOSTICS_BYTES = 16 * 1024;

/** How many jails this process has started, and how many of them are not known to have ended. */
const jails = { started: 0, running: 0 };

/** How the process ended. */
export interface ExitStatus {
  readonly code: number;
  readonly signal: string | null;
}

/**
 * The command that starts a jail: this executable again, with nothing of this process's environment.
 *
 * @param maxHeapBytes the most memory that its program may hold.
 * @param systemWalls whether it is to build the operating system's walls around itself.
 * @param purpose what it is to do beside what all jails do.
 * @param environment what it boots from; null is what pysandbox itself carries.
 */
export function jailCommand(
  maxHeapBytes: number,
  systemWalls: boolean,
  purpose: Purpose = "run",
  environment: EnvironmentPlace | null = null,
): JailCommand {
  const argv = [JAIL_WORD, encodeJailStart({ maxHeapBytes, systemWalls, purpose, environment })];
  const stackKiB = provideStack();
  closeDescriptorsOnSpawn();
  // The sandbox's time zone is UTC, not the host's.
  const env = { TZ: "UTC" };
  const inJob = Deno.build.os === "windows" && systemWalls ? { inJob: true } : {};
  if (Deno.build.standalone) return { path: Deno.execPath(), args: argv, env, ...inJob };
  // What is forked into jails is booted once: all of them would have the larger space.
  const flags = purpose === "fork" ? ENGINE_FLAGS : `${ENGINE_FLAGS},${BOOT_FLAG}`;
  const entry = new URL("../jail/entry.ts", import.meta.url);
  const cache = Deno.env.get("DENO_DIR");
  const sources = filePath(new URL("../../", import.meta.url));
  const readable = environment === null ? [sources] : [sources, environment.path];
  return {
    path: Deno.execPath(),
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--no-lock",
      "--no-npm",
      "--no-remote",
      // Deno would hold the file open for writing in which the next process finds its compiled code.
      "--no-code-cache",
      `--v8-flags=${flags},--stack-size=${stackKiB}`,
      `--allow-read=${readable.map((path) => path.replaceAll(",", ",,")).join(",")}`,
      "--allow-ffi",
      entry.href,
      ...argv,
    ],
    // Deno keeps its compiled modules there; reading it takes a permission that the jail does not have.
    env: cache === undefined ? env : { ...env, DENO_DIR: cache },
    ...inJob,
  };
}

/** Starts a process by `command`, with a pipe for each of its streams. */
export function spawnCommand(command: JailCommand): Deno.ChildProcess {
  // A server's command is made once, and its executable may be elsewhere by now.
  const path = Deno.build.standalone ? ownExecutable() : command.path;
  return new Deno.Command(path, {
    args: [...command.args],
    // Not the user's working directory, whose name a program must not learn.
    cwd: "/",
    clearEnv: true,
    env: { ...command.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // Windows: out of Deno's own job, in which another could not be nested, and without our console.
    ...(command.inJob ? { detached: true } : {}),
  }).spawn();
}

/** What a jail writes, read into the buffer of a view. */
export interface JailOutput {
  /** The next bytes; done where none will come any more. */
  read(
    view: Uint8Array<ArrayBuffer>,
  ): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
}

/** A running jail. Disposing of it kills the process, whatever it is doing, and waits for its end. */
export interface JailProcess extends AsyncDisposable {
  /** When it was started, by `performance.now()`. */
  readonly spawned: number;
  readonly pid: number;
  /** The job that the process is in; null where there is none. */
  readonly job: HeldJob | null;
  readonly stdout: JailOutput;
  /** Sends bytes to the jail. False where it no longer listens. */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  /** Stops the process until `resume`: it computes nothing, and cannot prevent that. Nothing happens where a system has no such thing. */
  pause(): void;
  /** Lets the process go on. */
  resume(): void;
  /** Kills the process at once; nothing that it does can prevent it. */
  kill(): void;
  /** Whether the process is known to have ended. */
  readonly hasEnded: boolean;
  /** Whether there was no other jail from this one's start until now: all that ended children have used is its own. */
  readonly isOnlyOne: boolean;
  /** Processor time that it has used in all, in milliseconds; null before its end, and where nobody knows. */
  readonly usedMs: number | null;
  /** Waits for the end of the process. */
  status(): Promise<ExitStatus>;
  /** The last of what the process wrote to stderr. Hostile text: for classifying, not for showing. */
  diagnostics(): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Notes that a jail has been started. @returns its number, for `isOnlyOne`: not a number where another one runs. */
export function countJail(): number {
  jails.started++;
  return jails.running++ === 0 ? jails.started : Number.NaN;
}

/** Notes that a jail has ended. */
export function uncountJail(): void {
  jails.running--;
}

/** A jail in a process that was started for it. */
export class SpawnedJail implements JailProcess {
  readonly command: JailCommand;
  readonly spawned = performance.now();
  readonly pid: number;
  readonly job: HeldJob | null;
  /** The reader is kept here, because a stream that has another reader cannot be cancelled. */
  readonly stdout: ReadableStreamBYOBReader;
  readonly usedMs = null;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  /** Read at once, so that no jail waits for it; or, where that would hold a thread for each, when somebody asks. */
  #diagnostics: Promise<string> | null = null;
  /** Counts the jails; not a number where another one ran when this one was started. */
  readonly #number: number;
  #ended = false;

  constructor(command: JailCommand) {
    this.command = command;
    this.#child = spawnCommand(command);
    this.#number = countJail();
    this.pid = this.#child.pid;
    this.job = command.inJob ? windows?.holdInJob(this.pid) ?? null : null;
    this.stdout = this.#child.stdout.getReader({ mode: "byob" });
    this.#stdin = this.#child.stdin.getWriter();
    if (command.inJob && windows !== null) this.send(windows.jobWord(this.job));
    if (!READS_HOLD_THREADS) this.diagnostics();
    this.#child.status.then(() => {
      this.#ended = true;
      uncountJail();
    });
  }

  async send(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    try {
      await this.#stdin.write(bytes);
      return true;
    } catch {
      return false;
    }
  }

  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  get isOnlyOne(): boolean {
    return this.#number === jails.started;
  }

  async status(): Promise<ExitStatus> {
    const { code, signal } = await this.#child.status;
    return { code, signal };
  }

  diagnostics(): Promise<string> {
    return this.#diagnostics ??= readBounded(this.#child.stderr.getReader({ mode: "byob" }));
  }

  #signal(signal: Deno.Signal): void {
    if (this.#ended) return;
    try {
      this.#child.kill(signal);
    } catch {
      // It ended in between, or is on a system that has only SIGKILL.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
    this.job?.[Symbol.dispose]();
    await this.#stdin.abort().catch(() => {});
    await this.stdout.cancel().catch(() => {});
    if (this.#diagnostics === null) await this.#child.stderr.cancel().catch(() => {});
  }
}

/** The last of what is written to a jail's stderr, as text. */
export async function readBounded(reader: JailOutput): Promise<string> {
  const kept = new Uint8Array(DIAGNOSTICS_BYTES);
  let length = 0;
  try {
    // One buffer for all reads: a flood must not leave garbage faster than it is collected.
    let buffer = new ArrayBuffer(DIAGNOSTICS_BYTES);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      const old = Math.min(length, DIAGNOSTICS_BYTES - value.length);
      kept.copyWithin(0, length - old, length);
      kept.set(value, old);
      length = old + value.length;
      buffer = value.buffer;
    }
  } catch {
    // The process was killed while it wrote.
  }
  return new TextDecoder().decode(kept.subarray(0, length));
}
