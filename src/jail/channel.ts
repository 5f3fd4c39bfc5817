/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's end of the two pipes: output and frames to the host, requests from it, and the interrupts
 * and answers that may come at any moment while a program runs.
 */
import { encodeFrame, FrameType, type FrameTypeNumber } from "../wire/frame.ts";
import type { AskKind } from "../wire/asks.ts";
import { type EarlierBuffer, Gathering } from "./gathering.ts";
import { Incoming } from "./incoming.ts";
import type { Powers } from "./powers.ts";
import { Questions } from "./questions.ts";
import {
  type FileFrames,
  type ReceivedRequest,
  receiveRequest,
  unexpected,
} from "./receive_request.ts";

/** How often a running program looks for an interrupt, in milliseconds. */
const POLL_INTERVAL_MS = 5;

/** The clock is read at every n-th poll only: polls come about every 50 bytecode jumps. */
const POLLS_PER_CLOCK = 32;

/** An interrupt arrived while the program waited for something. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Both pipes of the jail. Everything on them is synchronous: there is no event loop while a program runs. */
export class Channel {
  readonly #powers: Powers;
  readonly #output: Gathering;
  readonly #incoming: Incoming;
  readonly #questions = new Questions((type, payload) => this.send(type, payload));
  #interrupted = false;
  #polls = 0;
  #lastPoll = 0;
  #isMuted = false;
  /** Whether what is done silently is interrupted when something comes from the host, and waits for nothing. */
  #endsWhenAsked = false;
  /** Takes the answers to calls, which may come at any time; null where a program can make none. */
  #takeCallAnswer: ((payload: Uint8Array<ArrayBuffer>) => void) | null = null;
  /** How many milliseconds a wait for an answer may take. */
  #mostWait: () => number = () => Infinity;

  constructor(powers: Powers) {
    this.#powers = powers;
    this.#output = new Gathering((bytes) => this.#write(bytes), powers.monotonic);
    this.#incoming = new Incoming(powers, () => this.#output.flush());
  }

  /** From now on, waits for answers end as by an interrupt after so many milliseconds as `mostWait` says when they begin. */
  limitWaits(mostWait: () => number): void {
    this.#mostWait = mostWait;
  }

  /** From now on, `take` gets the answers to calls, whenever something is taken in. */
  onCallAnswer(take: (payload: Uint8Array<ArrayBuffer>) => void): void {
    this.#takeCallAnswer = take;
  }

  /** Calls `action`, whose output goes nowhere, and which takes nothing of what the host says meanwhile. */
  silently(action: () => void): void {
    this.#isMuted = true;
    try {
      action();
    } finally {
      this.#isMuted = false;
    }
  }

  /** The same, where `action` runs a program: it is interrupted when something comes from the host, and wherever it waits for anything. */
  silentlyUntilAsked(action: () => void): void {
    this.#endsWhenAsked = true;
    try {
      this.silently(action);
    } finally {
      this.#endsWhenAsked = this.#interrupted = false;
    }
  }

  /** Sends one frame, and the program's output before it. */
  send(type: FrameTypeNumber, payload: Uint8Array): void {
    if (this.#isMuted) return;
    this.#output.flush();
    this.#write(encodeFrame(type, payload));
  }

  /** Sends frames that are encoded already. */
  sendBytes(frames: Uint8Array): void {
    if (this.#isMuted) return;
    this.#output.flush();
    this.#write(frames);
  }

  /** From now on, what is written to standard output in a flood is gathered in `buffer`. */
  gatherIn(buffer: EarlierBuffer): void {
    this.#output.gatherIn(buffer);
  }

  /** Sends what waits of the program's output. */
  sendWaiting(): void {
    this.#output.flush();
  }

  /**
   * Sends output of the program: at once, or within milliseconds (see `gathering.ts`).
   *
   * @param hasPassed whether it came through the buffer that `gatherIn` was given.
   */
  sendOutput(type: FrameTypeNumber, bytes: Uint8Array, hasPassed = false): void {
    if (!this.#isMuted) this.#output.add(type, bytes, hasPassed);
  }

  /** Whether this system can tell, before anything is read, that something from the host is there. */
  get canPoll(): boolean {
    return this.#incoming.canPoll;
  }

  /** Whether something from the host waits to be taken, or comes within `milliseconds`; true where this system cannot tell. */
  hasInput(milliseconds: number): boolean {
    return !this.canPoll || this.#comes(milliseconds);
  }

  /**
   * Waits for the next request. What was still on its way to the program before is dropped, and so are its open questions.
   *
   * @throws {Error} where another frame comes.
   */
  receiveRequest(files: FileFrames | null = null): ReceivedRequest {
    this.#questions.clear();
    const request = receiveRequest(this.#incoming, files);
    this.#interrupted = request.isInterrupted;
    return request;
  }

  /**
   * Asks the host a question, and waits for its answer. A question whose wait was interrupted stays open, and the next one of its kind
   * gets its answer.
   *
   * @throws {Interrupted} where an interrupt comes before the answer, or a timer of the program's expires.
   */
  ask(kind: AskKind, question: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#expectToWait();
    return this.#questions.ask(kind, question, () => {
      if (!this.#incoming.comesWithin(this.#mostWait())) throw new Interrupted();
      this.#take();
      if (this.#interrupted) throw new Interrupted();
    });
  }

  /**
   * Takes in what comes until `isOver`, for at most so many milliseconds.
   *
   * @throws {Interrupted} where an interrupt comes, or a timer of the program's expires, before.
   */
  takeUntil(isOver: () => boolean, milliseconds: number): void {
    this.#expectToWait();
    this.#output.flush();
    const { monotonic } = this.#powers;
    const deadline = monotonic() + milliseconds;
    for (let left = milliseconds; !isOver(); left = Math.max(0, deadline - monotonic())) {
      if (this.#interrupted) throw new Interrupted();
      const most = this.#mostWait();
      if (this.#comes(Math.min(left, most))) this.#take();
      else if (most < left) throw new Interrupted();
      else return;
    }
  }

  /**
   * Sleeps for `milliseconds`.
   *
   * @throws {Interrupted} where an interrupt comes first.
   */
  sleep(milliseconds: number): void {
    this.#expectToWait();
    this.#output.flush();
    if (!this.canPoll) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
      return;
    }
    const { monotonic } = this.#powers;
    const deadline = monotonic() + milliseconds;
    while (!this.#interrupted) {
      const left = deadline - monotonic();
      if (left <= 0) return;
      if (this.#incoming.comesWithin(left)) this.#take();
    }
    throw new Interrupted();
  }

  /** Whether the program is to be interrupted now; this takes the interrupt. Cheap enough to be called all the time. */
  takeInterrupt(): boolean {
    if (!this.#interrupted && ++this.#polls % POLLS_PER_CLOCK === 0) this.#poll();
    const taken = this.#interrupted;
    this.#interrupted = false;
    return taken;
  }

  /** Ends the process: nothing more is to be said. */
  leave(): never {
    return this.#powers.exit(0);
  }

  /** @throws {Interrupted} in a program that is not to wait for anything. */
  #expectToWait(): void {
    if (!this.#endsWhenAsked) return;
    this.#interrupted = true;
    throw new Interrupted();
  }

  #poll(): void {
    this.#output.flushIfDue();
    // While no program of the host's runs, what comes is a request, and not this function's to take.
    if (!this.canPoll || this.#isMuted && !this.#endsWhenAsked) return;
    const now = this.#powers.monotonic();
    if (now - this.#lastPoll < POLL_INTERVAL_MS) return;
    this.#lastPoll = now;
    if (!this.#incoming.isThere()) return;
    if (this.#endsWhenAsked) this.#interrupted = true;
    else this.#take();
  }

  /** Takes the next frame in: an interrupt, or the answer to an open question. */
  #take(): void {
    const [type, payload] = this.#incoming.frame();
    if (type === FrameType.Interrupt) {
      this.#interrupted = true;
      return;
    }
    if (type === FrameType.CallAnswer && this.#takeCallAnswer !== null) {
      return this.#takeCallAnswer(payload);
    }
    if (!this.#questions.takeAnswer(type, payload)) {
      throw unexpected(type);
    }
  }

  #comes(milliseconds: number): boolean {
    return milliseconds > 0 ? this.#incoming.comesWithin(milliseconds) : this.#incoming.isThere();
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) written += this.#powers.write(bytes.subarray(written));
  }
}
