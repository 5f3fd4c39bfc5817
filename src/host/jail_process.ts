/** TRUSTED. Starts a jail's process, owns it, and always kills and reaps it. */
import { filePath } from "../core/file_path.ts";
import { JAIL_WORD } from "../core/jail_word.ts";
import { encodeJailStart, type Purpose } from "../wire/jail_start.ts";
import { closeDescriptorsOnSpawn } from "./close_descriptors.ts";
import { holdInJob } from "../walls/open.ts";
import type { HeldJob } from "../walls/windows.ts";
import { ownExecutable } from "./own_executable.ts";
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

/** Most bytes of the jail's stderr that are kept: the engine's last messages, which tell crashes apart. */
const DIAGNOSTICS_BYTES = 16 * 1024;

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
 * @param environment path of the environment that it boots from; null is pysandbox's own pack.
 */
export function jailCommand(
  maxHeapBytes: number,
  systemWalls: boolean,
  purpose: Purpose = "run",
  environment: string | null = null,
): JailCommand {
  const argv = [JAIL_WORD, encodeJailStart({ maxHeapBytes, systemWalls, purpose, environment })];
  const stackKiB = provideStack();
  closeDescriptorsOnSpawn();
  // The sandbox's time zone is UTC, not the host's.
  const env = { TZ: "UTC" };
  const inJob = Deno.build.os === "windows" && systemWalls ? { inJob: true } : {};
  if (Deno.build.standalone) return { path: Deno.execPath(), args: argv, env, ...inJob };
  const entry = new URL("../jail/entry.ts", import.meta.url);
  const cache = Deno.env.get("DENO_DIR");
  const sources = filePath(new URL("../../", import.meta.url));
  const readable = environment === null ? [sources] : [sources, environment];
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
      `--v8-flags=${ENGINE_FLAGS},--stack-size=${stackKiB}`,
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

/** A running jail. Disposing of it kills the process, whatever it is doing, and waits for its end. */
export class JailProcess implements AsyncDisposable {
  readonly command: JailCommand;
  /** When it was spawned, by `performance.now()`. */
  readonly spawned = performance.now();
  readonly pid: number;
  /** The job that the process is in; null where there is none. */
  readonly job: HeldJob | null;
  /** What the jail writes. The reader is kept here, because a stream that has another reader cannot be cancelled. */
  readonly stdout: ReadableStreamBYOBReader;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #diagnostics: Promise<string>;
  /** Counts the jails; not a number where another one ran when this one was started. */
  readonly #number: number;
  #ended = false;

  constructor(command: JailCommand) {
    this.command = command;
    // A server's command is made once, and its executable may be elsewhere by now.
    const path = Deno.build.standalone ? ownExecutable() : command.path;
    this.#child = new Deno.Command(path, {
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
    jails.started++;
    this.#number = jails.running++ === 0 ? jails.started : Number.NaN;
    this.pid = this.#child.pid;
    this.job = command.inJob ? holdInJob?.(this.pid) ?? null : null;
    this.stdout = this.#child.stdout.getReader({ mode: "byob" });
    this.#stdin = this.#child.stdin.getWriter();
    this.#diagnostics = readBounded(this.#child.stderr);
    this.#child.status.then(() => {
      this.#ended = true;
      jails.running--;
    });
  }

  /** Sends bytes to the jail. False where it no longer listens. */
  async send(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    try {
      await this.#stdin.write(bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Stops the process until `resume`: it computes nothing, and cannot prevent that. Nothing happens where a system has no such thing. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  /** Lets the process go on. */
  resume(): void {
    this.#signal("SIGCONT");
  }

  /** Kills the process at once; nothing that it does can prevent it. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** Whether the process is known to have ended. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Whether there was no other jail from this one's start until now: all that ended children have used is its own. */
  get isOnlyOne(): boolean {
    return this.#number === jails.started;
  }

  /** Waits for the end of the process. */
  async status(): Promise<ExitStatus> {
    const { code, signal } = await this.#child.status;
    return { code, signal };
  }

  /** The last of what the process wrote to stderr. Hostile text: for classifying, not for showing. */
  diagnostics(): Promise<string> {
    return this.#diagnostics;
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
  }
}

async function readBounded(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const kept = new Uint8Array(DIAGNOSTICS_BYTES);
  let length = 0;
  try {
    const reader = stream.getReader({ mode: "byob" });
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
