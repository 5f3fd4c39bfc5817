/**
 * TRUSTED. The process that is forked into jails: starts it, orders jails of it, and ends it. Jails are children of this process, not of
 * that one: they live on where it ends.
 */
import { InternalError } from "../../core/errors.ts";
import { decodeForkAnswer, FORK_ANSWER_BYTES, ForkOrder } from "../../wire/fork_messages.ts";
import { FrameReader, FrameType, JAIL_FRAME_CAPS, STREAMED_TYPES } from "../../wire/frame.ts";
import { decodeFailure } from "../../wire/jail_answer.ts";
import { oneLine } from "../../core/one_line.ts";
import type { JailCommand } from "../jail_process.ts";
import { countJail, readBounded, spawnCommand, uncountJail } from "../jail_process.ts";
import { within } from "../within.ts";
import { ChildProcess, ForkedJail, type OpenPipes } from "./forked_jail.ts";
import type { Poller } from "./poller.ts";
import type { System } from "./system.ts";

/** How long it may take to boot and to warm up, in milliseconds. */
const START_MS = 60_000;

const SIGKILL = 9;

/** Who waits for a jail. */
interface Pending extends PromiseWithResolvers<ForkedJail> {
  readonly asked: number;
}

/** What watches descriptors and processes. */
export interface Watcher {
  readonly system: System;
  readonly poller: Poller;
}

/** A process that makes jails. Disposing of it ends it, and none of its jails. */
export class ForkParent implements AsyncDisposable {
  readonly #watcher: Watcher;
  readonly #answerMs: number;
  readonly #first: Deno.ChildProcess;
  /** The descriptor by which it gets orders; negative before it can take any. */
  #orders = -1;
  /** How many jails' pipes are open here that it does not know of yet. */
  #taken = 0;
  readonly #answers: Promise<void>;
  readonly #diagnostics: Promise<string>;
  /** Copies of the one that was started. The last is the process that forks; those before it were thrown away. */
  readonly #copies: ChildProcess[] = [];
  readonly #pending: Pending[] = [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string>();
  #isReady = false;
  #isEnded = false;

  /** @param answerMs how long it may take to make a jail, in milliseconds. */
  constructor(command: JailCommand, watcher: Watcher, answerMs: number) {
    this.#watcher = watcher;
    this.#answerMs = answerMs;
    this.#first = spawnCommand(command);
    countJail();
    this.#diagnostics = readBounded(this.#first.stderr.getReader({ mode: "byob" }));
    this.#ready.promise.catch(() => {});
    this.#answers = this.#readAnswers();
    const late = setTimeout(() => this.#end("it did not start in time"), START_MS);
    this.#ready.promise.catch(() => {}).finally(() => clearTimeout(late));
  }

  /** Resolves when it can make jails; rejects with an {@link InternalError} where it never will. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Settles with the reason when it has ended. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  /** Whether it can make jails, as far as is known. */
  get isReady(): boolean {
    return this.#isReady && !this.#isEnded;
  }

  /**
   * Makes a jail.
   *
   * @throws {InternalError} where it does not.
   */
  async fork(): Promise<ForkedJail> {
    if (!this.isReady) throw new InternalError("the process that makes jails has ended");
    const pending = { ...Promise.withResolvers<ForkedJail>(), asked: performance.now() };
    this.#pending.push(pending);
    const late = setTimeout(() => this.#end("it did not answer in time"), this.#answerMs);
    try {
      this.#order();
      return await pending.promise;
    } finally {
      clearTimeout(late);
    }
  }

  /** Orders a jail; with it goes what the process need not hold any more of the jails before. */
  #order(): void {
    const orders = new Uint8Array(this.#taken + 1).fill(ForkOrder.taken);
    orders[this.#taken] = ForkOrder.fork;
    this.#taken = 0;
    // That it is gone, or takes nothing, is seen where its answers do not come.
    this.#watcher.system.write(this.#orders, orders);
  }

  async #readAnswers(): Promise<void> {
    const reader = this.#first.stdout.getReader();
    let bytes = new Uint8Array(0);
    let why = "it ended";
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const all = new Uint8Array(bytes.length + value.length);
        all.set(bytes);
        all.set(value, bytes.length);
        for (bytes = all; bytes.length >= FORK_ANSWER_BYTES;) {
          this.#take(bytes.subarray(0, FORK_ANSWER_BYTES));
          bytes = bytes.subarray(FORK_ANSWER_BYTES);
        }
      }
    } catch (error) {
      why = failureIn(bytes) ?? (error as Error).message;
    }
    this.#end(why);
    await reader.cancel().catch(() => {});
  }

  #take(bytes: Uint8Array): void {
    const { pid, pipes } = decodeForkAnswer(bytes);
    const { system, poller } = this.#watcher;
    if (pipes === null && this.#copies.at(-1)?.pid === pid) {
      this.#orders = system.openPipe(pid, 0, true);
      this.#isReady = true;
      return this.#ready.resolve();
    }
    const descriptor = system.openProcess(pid);
    if (descriptor < 0) throw new Error("a fork cannot be watched");
    const process = new ChildProcess(system, poller, pid, descriptor);
    if (pipes === null) {
      this.#copies.push(process);
      if (this.#isEnded) process.signal(SIGKILL);
      return;
    }
    const pending = this.#pending.shift();
    const opened = this.#open(pipes);
    this.#taken++;
    if (pending === undefined || opened === null) {
      process.signal(SIGKILL);
      pending?.reject(new InternalError("the pipes of a fork cannot be opened"));
      return;
    }
    pending.resolve(new ForkedJail(this.#watcher, process, opened, pending.asked));
  }

  #open(pipes: OpenPipes): OpenPipes | null {
    const { system } = this.#watcher;
    const { pid } = this.#copies.at(-1)!;
    const opened = {
      stdin: system.openPipe(pid, pipes.stdin, true),
      stdout: system.openPipe(pid, pipes.stdout, false),
      stderr: system.openPipe(pid, pipes.stderr, false),
    };
    const descriptors = Object.values(opened);
    if (descriptors.every((descriptor) => descriptor >= 0)) return opened;
    for (const descriptor of descriptors) if (descriptor >= 0) system.close(descriptor);
    return null;
  }

  #end(why: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#ended.resolve(why);
    const error = new InternalError(`the process that makes jails failed: ${why}`);
    this.#ready.reject(error);
    for (const { reject } of this.#pending.splice(0)) reject(error);
    for (const copy of this.#copies) copy.signal(SIGKILL);
    try {
      this.#first.kill("SIGKILL");
    } catch {
      // It has ended, as it does when there is the other one.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Answers that are on their way name processes that somebody has to wait for.
    await within(this.#answerMs, Promise.allSettled(this.#pending.map(({ promise }) => promise)));
    this.#end("it was ended");
    await this.#answers;
    await this.#first.status;
    await Promise.all(this.#copies.map(({ ended }) => ended));
    await this.#first.stdin.abort().catch(() => {});
    if (this.#orders >= 0) this.#watcher.system.close(this.#orders);
    await this.#diagnostics;
    uncountJail();
  }
}

/** What a process says that has failed to boot: in the form of a jail's last words. */
function failureIn(bytes: Uint8Array<ArrayBuffer>): string | null {
  try {
    for (const { type, payload } of new FrameReader(JAIL_FRAME_CAPS, STREAMED_TYPES).read(bytes)) {
      if (type === FrameType.Failure) return oneLine(decodeFailure(payload).message);
    }
  } catch {
    // It has said something else.
  }
  return null;
}
