/** TRUSTED. A jail that is a fork: a child of this process that Deno did not start, with pipes that another process has made. */
import type { HeldJob } from "../../walls/windows.ts";
import {
  countJail,
  DIAGNOSTICS_BYTES,
  type ExitStatus,
  type JailOutput,
  type JailProcess,
  uncountJail,
} from "../jail_process.ts";
import { type Poller, Readiness } from "./poller.ts";
import type { System } from "./system.ts";

const SIGKILL = 9;
const SIGCONT = 18;
const SIGSTOP = 19;

/** Signals that end processes, as on x86-64 and arm64. */
const SIGNALS: Readonly<Record<number, string>> = {
  ...{ 1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT" },
  ...{ 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2" },
  ...{ 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS" },
};

/** How often what is there already is read without a turn of anything else: a jail can write without end. */
const READS_AT_ONCE = 4;

/** What all diagnostics are read into. */
const diagnostics = new Uint8Array(DIAGNOSTICS_BYTES);

/** The ends of a jail's pipes in this process. */
export interface OpenPipes {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** A process that this one is the parent of, and waits for. */
export class ChildProcess {
  readonly pid: number;
  readonly #system: System;
  readonly #poller: Poller;
  readonly #descriptor: number;
  #hasEnded = false;
  #usedMs: number | null = null;
  readonly ended: Promise<ExitStatus>;

  /** @param descriptor of the process; this closes it. */
  constructor(system: System, poller: Poller, pid: number, descriptor: number) {
    this.pid = pid;
    this.#system = system;
    this.#poller = poller;
    this.#descriptor = descriptor;
    this.ended = this.#wait();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Processor time that it has used in all, in milliseconds; null before its end. */
  get usedMs(): number | null {
    return this.#usedMs;
  }

  signal(signal: number): void {
    if (!this.#hasEnded) this.#system.signal(this.#descriptor, signal);
  }

  async #wait(): Promise<ExitStatus> {
    for (;;) {
      await this.#poller.wait(this.#descriptor, Readiness.read);
      const ended = this.#system.reap(this.#descriptor);
      if (ended === null) continue;
      this.#hasEnded = true;
      this.#usedMs = ended.usedMs;
      this.#poller.forget(this.#descriptor);
      this.#system.close(this.#descriptor);
      const { code, signal } = ended;
      if (signal === null) return { code: code ?? 0, signal };
      return { code: 128 + signal, signal: SIGNALS[signal] ?? `signal ${signal}` };
    }
  }
}

/** A jail that is a fork. */
export class ForkedJail implements JailProcess {
  readonly spawned: number;
  readonly pid: number;
  readonly job: HeldJob | null = null;
  readonly isOnlyOne = false;
  readonly stdout: JailOutput;
  readonly #system: System;
  readonly #poller: Poller;
  readonly #process: ChildProcess;
  readonly #pipes: OpenPipes;
  #diagnostics: string | null = null;
  /** Settles when all that was given to be sent so far is sent, or cannot be. */
  #sent: Promise<boolean> = Promise.resolve(true);
  #isClosed = false;

  /** @param asked when it was asked for, by `performance.now()`. */
  constructor(
    { system, poller }: { readonly system: System; readonly poller: Poller },
    process: ChildProcess,
    pipes: OpenPipes,
    asked: number,
  ) {
    this.#system = system;
    this.#poller = poller;
    this.#process = process;
    this.#pipes = pipes;
    this.spawned = asked;
    this.pid = process.pid;
    this.stdout = this.#outputOf(pipes.stdout);
    countJail();
    process.ended.then(uncountJail);
  }

  get hasEnded(): boolean {
    return this.#process.hasEnded;
  }

  get usedMs(): number | null {
    return this.#process.usedMs;
  }

  send(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#sent = this.#sent.then((isOpen) => isOpen && this.#send(bytes));
  }

  pause(): void {
    this.#process.signal(SIGSTOP);
  }

  resume(): void {
    this.#process.signal(SIGCONT);
  }

  kill(): void {
    this.#process.signal(SIGKILL);
  }

  status(): Promise<ExitStatus> {
    return this.#process.ended;
  }

  async diagnostics(): Promise<string> {
    await this.#process.ended;
    return this.#diagnostics ??= this.#readDiagnostics();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#process.ended;
    if (this.#isClosed) return;
    await this.diagnostics();
    this.#isClosed = true;
    for (const descriptor of Object.values(this.#pipes)) {
      this.#poller.forget(descriptor);
      this.#system.close(descriptor);
    }
  }

  /** What is in the pipe: nobody reads it while the process runs, which waits if it writes more than a pipe takes. */
  #readDiagnostics(): string {
    let text = "";
    for (;;) {
      const count = this.#system.read(this.#pipes.stderr, diagnostics);
      if (!count) return text.slice(-DIAGNOSTICS_BYTES);
      text += new TextDecoder().decode(diagnostics.subarray(0, count));
    }
  }

  async #send(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    for (let left = bytes; left.length > 0;) {
      if (this.#isClosed) return false;
      const count = this.#system.write(this.#pipes.stdin, left);
      if (count === null) await this.#poller.wait(this.#pipes.stdin, Readiness.write);
      else if (count <= 0) return false;
      else left = left.subarray(count);
    }
    return true;
  }

  #outputOf(descriptor: number): JailOutput {
    let atOnce = 0;
    return {
      read: async (view) => {
        for (;;) {
          const count = this.#isClosed
            ? 0
            : atOnce < READS_AT_ONCE
            ? this.#system.read(descriptor, view)
            : null;
          if (count === 0) return { value: view.subarray(0, 0), done: true };
          if (count !== null) {
            atOnce++;
            return { value: view.subarray(0, count), done: false };
          }
          atOnce = 0;
          await this.#poller.wait(descriptor, Readiness.read);
        }
      },
    };
  }
}
