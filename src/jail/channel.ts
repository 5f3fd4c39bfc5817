/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's end of the two pipes: frames out, frames in, and the interrupts that
 * may arrive at any moment between the others.
 */
import {
  encodeFrame,
  FrameType,
  type FrameTypeNumber,
  HEADER_BYTES,
  payloadLength,
} from "../wire/frame.ts";
import { type AskKind, ASKS, encodeWaiting, kindOfAnswer } from "../wire/asks.ts";
import { type FileFrames, takeFileFrame } from "./file_frames.ts";
import { Gathering } from "./gathering.ts";
import type { Powers } from "./powers.ts";

/** How often a running program looks for an interrupt, in milliseconds. */
const POLL_INTERVAL_MS = 5;

/** The clock is read at every n-th poll only: polls come about every 50 bytecode jumps. */
const POLLS_PER_CLOCK = 32;

/** The longest wait that is asked of the system at once. */
const LONGEST_WAIT_MS = 3_600_000;

/** How much is read at once: a small program and all that belongs to it. */
const IN_BYTES = 16 * 1024;

/** An interrupt arrived while the program waited for something. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Both pipes of the jail. Everything on them is synchronous: there is no event loop while a program runs. */
export class Channel {
  readonly #powers: Powers;
  readonly #output: Gathering;
  /** What has been read of the host's pipe, and not been taken yet. */
  readonly #in = new Uint8Array(IN_BYTES);
  #inStart = 0;
  #inEnd = 0;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #interrupted = false;
  /** Open questions, each with its answer where that has come. */
  readonly #questions = new Map<AskKind, Uint8Array<ArrayBuffer> | null>();
  #polls = 0;
  #lastPoll = 0;
  #isMuted = false;
  /** Takes the answers to calls, which may come at any time; null where a program can make none. */
  #takeCallAnswer: ((payload: Uint8Array<ArrayBuffer>) => void) | null = null;
  /** How many milliseconds a wait for an answer may take. */
  #mostWait: () => number = () => Infinity;

  constructor(powers: Powers) {
    this.#powers = powers;
    this.#output = new Gathering((bytes) => this.#write(bytes), powers.monotonic);
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

  /** Sends one frame, and the program's output before it. */
  send(type: FrameTypeNumber, payload: Uint8Array): void {
    this.#output.flush();
    this.#write(encodeFrame(type, payload));
  }

  /** Sends frames that are encoded already. */
  sendBytes(frames: Uint8Array): void {
    this.#output.flush();
    this.#write(frames);
  }

  /** Sends output of the program: at once, or within milliseconds (see `gathering.ts`). */
  sendOutput(type: FrameTypeNumber, bytes: Uint8Array): void {
    if (!this.#isMuted) this.#output.add(type, bytes);
  }

  /** Whether this system can tell, before anything is read, that something from the host is there. */
  get canPoll(): boolean {
    return this.#powers.wait !== null;
  }

  /** Whether something from the host waits to be taken, or comes within `milliseconds`; true where this system cannot tell. */
  hasInput(milliseconds: number): boolean {
    const { wait } = this.#powers;
    return wait === null || this.#wait(wait, milliseconds);
  }

  /**
   * Waits for the next request. What was on its way to the one before it when that ended, an interrupt or an answer, is dropped, and
   * so are its open questions.
   */
  receiveRequest(
    files: FileFrames | null = null,
  ): { header: Uint8Array<ArrayBuffer>; source: Uint8Array<ArrayBuffer> } {
    let [type, header] = this.#receiveAny();
    while (type !== FrameType.Request) {
      if (type === FrameType.ListFiles) files?.list();
      else if (type === FrameType.TakeFiles) files?.take(header);
      else if (!isLate(type)) break;
      [type, header] = this.#receiveAny();
    }
    this.#interrupted = false;
    this.#questions.clear();
    if (type !== FrameType.Request) throw new Error(`Unexpected frame of type ${type}`);
    files?.begin(header);
    const readFully = (target: Uint8Array) => this.#readFully(target);
    let [next, source] = this.#receiveAny();
    while (next !== FrameType.Source) {
      if (next === FrameType.Interrupt) this.#interrupted = true;
      else if (files === null || !takeFileFrame(files, next, source, readFully)) break;
      [next, source] = this.#receiveAny();
    }
    if (next !== FrameType.Source) throw new Error(`Unexpected frame of type ${next}`);
    return { header, source };
  }

  /**
   * Asks the host something, and waits for its answer. A question whose wait was interrupted stays open: the next one of its kind is
   * not sent, and gets the answer to this one, so that nothing is lost. The host hears when the program waits, and when it does not.
   *
   * @throws {Interrupted} where an interrupt comes before the answer.
   */
  ask(kind: AskKind, question: Uint8Array): Uint8Array<ArrayBuffer> {
    if (!this.#questions.has(kind)) {
      this.#questions.set(kind, null);
      this.send(ASKS[kind].question, question);
    } else if (this.#questions.get(kind) === null) {
      this.send(FrameType.Waiting, encodeWaiting({ kind, waits: true }));
    }
    try {
      return this.#awaitAnswer(kind);
    } catch (error) {
      // The host lets the program's clock stand for as long as it waits, and no longer.
      if (this.#questions.get(kind) === null) {
        this.send(FrameType.Waiting, encodeWaiting({ kind, waits: false }));
      }
      throw error;
    }
  }

  #awaitAnswer(kind: AskKind): Uint8Array<ArrayBuffer> {
    for (;;) {
      const answer = this.#questions.get(kind);
      if (answer) {
        this.#questions.delete(kind);
        return answer;
      }
      if (!this.#arrives(this.#mostWait())) throw new Interrupted();
      this.#take();
      if (this.#interrupted) throw new Interrupted();
    }
  }

  /**
   * Takes in what comes until `isOver`, for at most so many milliseconds.
   *
   * @throws {Interrupted} where an interrupt comes, or a timer of the program's expires, before.
   */
  takeUntil(isOver: () => boolean, milliseconds: number): void {
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
    this.#output.flush();
    const { wait, monotonic } = this.#powers;
    if (wait === null) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
      return;
    }
    const deadline = monotonic() + milliseconds;
    while (!this.#interrupted) {
      const left = deadline - monotonic();
      if (left <= 0) return;
      if (this.#wait(wait, Math.ceil(Math.min(left, LONGEST_WAIT_MS)))) this.#take();
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

  #poll(): void {
    this.#output.flushIfDue();
    const { wait, monotonic } = this.#powers;
    // While no program of the host's runs, what comes is a request, and not this function's to take.
    if (wait === null || this.#isMuted) return;
    const now = monotonic();
    if (now - this.#lastPoll < POLL_INTERVAL_MS) return;
    this.#lastPoll = now;
    if (this.#wait(wait, 0)) this.#take();
  }

  /** Takes the next frame in: an interrupt, or the answer to an open question. */
  #take(): void {
    const [type, payload] = this.#receiveAny();
    if (type === FrameType.Interrupt) {
      this.#interrupted = true;
      return;
    }
    if (type === FrameType.CallAnswer && this.#takeCallAnswer !== null) {
      return this.#takeCallAnswer(payload);
    }
    const kind = kindOfAnswer(type);
    if (kind === null || this.#questions.get(kind) !== null) {
      throw new Error(`Unexpected frame of type ${type}`);
    }
    this.#questions.set(kind, payload);
  }

  /** Ends the process: nothing more is to be said. */
  leave(): never {
    return this.#powers.exit(0);
  }

  #receiveAny(): [number, Uint8Array<ArrayBuffer>] {
    this.#readFully(this.#header);
    const payload = new Uint8Array(payloadLength(this.#header));
    const type = this.#header[0]!;
    this.#readFully(payload);
    return [type, payload];
  }

  #readFully(target: Uint8Array): void {
    this.#output.flush();
    let filled = 0;
    while (filled < target.length) {
      if (this.#inStart < this.#inEnd) {
        const end = Math.min(this.#inEnd, this.#inStart + target.length - filled);
        target.set(this.#in.subarray(this.#inStart, end), filled);
        filled += end - this.#inStart;
        this.#inStart = end;
        continue;
      }
      const isLarge = target.length - filled >= IN_BYTES;
      const count = this.#powers.read(isLarge ? target.subarray(filled) : this.#in);
      // The host is gone, and with it whoever could hold this program to its limits.
      if (count === null) this.#powers.exit(0);
      if (isLarge) filled += count;
      else {
        this.#inStart = 0;
        this.#inEnd = count;
      }
    }
  }

  /** Whether something from the host is there, or comes within `milliseconds`; as `#arrives` beyond that. */
  #comes(milliseconds: number): boolean {
    const { wait } = this.#powers;
    if (milliseconds > 0) return this.#arrives(milliseconds);
    return wait !== null && this.#wait(wait, 0);
  }

  /** Whether something from the host comes within `milliseconds`, which may be any number; true where this system cannot tell. */
  #arrives(milliseconds: number): boolean {
    const { wait, monotonic } = this.#powers;
    if (wait === null || milliseconds === Infinity) return true;
    const deadline = monotonic() + milliseconds;
    for (let left = milliseconds; left > 0; left = deadline - monotonic()) {
      if (this.#wait(wait, Math.ceil(Math.min(left, LONGEST_WAIT_MS)))) return true;
    }
    return false;
  }

  /** Whether something from the host is there, or comes within so many milliseconds. */
  #wait(wait: NonNullable<Powers["wait"]>, milliseconds: number): boolean {
    return this.#inStart < this.#inEnd || wait(milliseconds);
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) written += this.#powers.write(bytes.subarray(written));
  }
}

/** Whether a frame may still have been on its way to a program that has ended. */
function isLate(type: number): boolean {
  return type === FrameType.Interrupt || type === FrameType.CallAnswer ||
    kindOfAnswer(type) !== null;
}
