/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's end of the two pipes: frames out, frames in, and the interrupts that
 * may arrive at any moment between the others.
 */
import {
  encodeFrame,
  FrameType,
  type FrameTypeNumber,
  HEADER_BYTES,
  OUTPUT_FRAME_BYTES,
  payloadLength,
  STDIN_FRAME_BYTES,
  writeHeader,
} from "../wire/frame.ts";
import type { Powers } from "./powers.ts";

/** How often a running program looks for an interrupt, in milliseconds. */
const POLL_INTERVAL_MS = 5;

/** The clock is read at every n-th look only: looks come about every 50 bytecode jumps. */
const LOOKS_PER_CLOCK = 32;

/** A small program and all that belongs to it come with one read. */
const IN_BYTES = 16 * 1024;

/** An interrupt arrived while the program waited for something. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Both pipes of the jail. Everything on them is synchronous: there is no event loop while a program runs. */
export class Channel {
  readonly #powers: Powers;
  readonly #out = new Uint8Array(HEADER_BYTES + OUTPUT_FRAME_BYTES);
  /** What has been read of the host's pipe, and not been taken yet. */
  readonly #in = new Uint8Array(IN_BYTES);
  #inStart = 0;
  #inEnd = 0;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #interrupted = false;
  #stdin: Uint8Array = new Uint8Array(0);
  #stdinWanted = false;
  #stdinEnded = false;
  #looks = 0;
  #lastPoll = 0;
  #isMuted = false;

  constructor(powers: Powers) {
    this.#powers = powers;
  }

  /** Does `action`, whose output goes nowhere, and which takes nothing of what the host says meanwhile. */
  silently(action: () => void): void {
    this.#isMuted = true;
    try {
      action();
    } finally {
      this.#isMuted = false;
    }
  }

  /** Sends one frame. */
  send(type: FrameTypeNumber, payload: Uint8Array): void {
    this.#write(encodeFrame(type, payload));
  }

  /** Sends output of the program, in as many frames as it takes, and returns when the host's pipe has it all. */
  sendOutput(type: FrameTypeNumber, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += OUTPUT_FRAME_BYTES) {
      const length = Math.min(OUTPUT_FRAME_BYTES, bytes.length - at);
      writeHeader(this.#out, type, length);
      this.#out.set(bytes.subarray(at, at + length), HEADER_BYTES);
      if (!this.#isMuted) this.#write(this.#out.subarray(0, HEADER_BYTES + length));
    }
  }

  /** Whether this system can tell that the host has said something before that is read. */
  get canPoll(): boolean {
    return this.#powers.wait !== null;
  }

  /** Whether the host has said something that nobody has taken, or does within `milliseconds`; true where this system cannot tell. */
  isAsked(milliseconds: number): boolean {
    const { wait } = this.#powers;
    return wait === null || this.#wait(wait, milliseconds);
  }

  /**
   * Waits for the next program. What was on its way to the one before it when that ended, an interrupt or an answer to a wish
   * for input, is dropped.
   */
  receiveProgram(): { header: Uint8Array<ArrayBuffer>; source: Uint8Array<ArrayBuffer> } {
    let [type, header] = this.#receiveAny();
    while (type === FrameType.Interrupt || type === FrameType.Stdin) {
      [type, header] = this.#receiveAny();
    }
    this.#interrupted = false;
    this.#stdin = new Uint8Array(0);
    this.#stdinWanted = false;
    this.#stdinEnded = false;
    if (type !== FrameType.Program) throw new Error(`Unexpected frame of type ${type}`);
    let [next, source] = this.#receiveAny();
    while (next === FrameType.Interrupt) {
      this.#interrupted = true;
      [next, source] = this.#receiveAny();
    }
    if (next !== FrameType.Source) throw new Error(`Unexpected frame of type ${next}`);
    return { header, source };
  }

  /**
   * Fills `target` with standard input, as `read(2)` would: waits for at least one byte; 0 is the end.
   *
   * @throws {Interrupted} where an interrupt comes first. No input is lost.
   */
  readStdin(target: Uint8Array): number {
    // The C library begins its reads with an empty one.
    if (target.length === 0) return 0;
    while (this.#stdin.length === 0 && !this.#stdinEnded) {
      if (!this.#stdinWanted) {
        this.#stdinWanted = true;
        const most = Math.min(target.length, STDIN_FRAME_BYTES);
        this.send(FrameType.WantStdin, new Uint8Array(new Uint32Array([most]).buffer));
      }
      this.#take();
      if (this.#interrupted) throw new Interrupted();
    }
    const taken = Math.min(target.length, this.#stdin.length);
    target.set(this.#stdin.subarray(0, taken));
    this.#stdin = this.#stdin.subarray(taken);
    // An end is told once: a terminal can go on after Ctrl-D.
    if (taken === 0) this.#stdinEnded = false;
    return taken;
  }

  /**
   * Sleeps for `milliseconds`.
   *
   * @throws {Interrupted} where an interrupt comes first.
   */
  sleep(milliseconds: number): void {
    const { wait, monotonic } = this.#powers;
    if (wait === null) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
      return;
    }
    const deadline = monotonic() + milliseconds;
    while (!this.#interrupted) {
      const left = deadline - monotonic();
      if (left <= 0) return;
      if (this.#wait(wait, Math.ceil(Math.min(left, 3_600_000)))) this.#take();
    }
    throw new Interrupted();
  }

  /** Whether the program is to be interrupted now; asking takes the interrupt. Cheap enough to ask at every turn. */
  takeInterrupt(): boolean {
    if (!this.#interrupted && ++this.#looks % LOOKS_PER_CLOCK === 0) this.#look();
    const taken = this.#interrupted;
    this.#interrupted = false;
    return taken;
  }

  #look(): void {
    const { wait, monotonic } = this.#powers;
    // What comes while nobody runs a program of the host's is a program.
    if (wait === null || this.#isMuted) return;
    const now = monotonic();
    if (now - this.#lastPoll < POLL_INTERVAL_MS) return;
    this.#lastPoll = now;
    if (this.#wait(wait, 0)) this.#take();
  }

  /** Takes the next frame in, whichever of the two that may come while a program runs. */
  #take(): void {
    const [type, payload] = this.#receiveAny();
    if (type === FrameType.Interrupt) {
      this.#interrupted = true;
    } else if (type === FrameType.Stdin && this.#stdinWanted) {
      this.#stdinWanted = false;
      this.#stdin = payload;
      this.#stdinEnded = payload.length === 0;
    } else {
      throw new Error(`Unexpected frame of type ${type}`);
    }
  }

  #receiveAny(): [number, Uint8Array<ArrayBuffer>] {
    this.#readFully(this.#header);
    const payload = new Uint8Array(payloadLength(this.#header));
    const type = this.#header[0]!;
    this.#readFully(payload);
    return [type, payload];
  }

  #readFully(target: Uint8Array): void {
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

  /** Whether something of the host's is there, or comes within so many milliseconds. */
  #wait(wait: NonNullable<Powers["wait"]>, milliseconds: number): boolean {
    return this.#inStart < this.#inEnd || wait(milliseconds);
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) written += this.#powers.write(bytes.subarray(written));
  }
}
