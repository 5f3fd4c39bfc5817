/**
 * HOSTILE ONCE A PROGRAM RUNS. What a program prints, on its way to the host: at once, but for what comes in a flood of small
 * pieces, of which each would cost a system call here and a look there. In a flood, pieces wait until so many bytes are
 * there, or the first of them has waited for two milliseconds; before the program waits or ends, they are sent.
 */
import {
  type FrameTypeNumber,
  HEADER_BYTES,
  OUTPUT_FRAME_BYTES,
  writeHeader,
} from "../wire/frame.ts";

/** Most bytes that wait, headers included. Larger pieces go out by themselves. */
const GATHERED_BYTES = 64 * 1024;

/** How long a piece may wait, in milliseconds. */
const LONGEST_WAIT_MS = 2;

/** A flood are more pieces than this, unless they come more slowly than one in `PIECE_MS`. */
const PIECES_AT_ONCE = 64;
const PIECE_MS = 0.25;

/** The output of a program, both streams in the order in which it was written. */
export class Gathering {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #now: () => number;
  /** Frames, the last of which may grow. */
  readonly #frames = new Uint8Array(HEADER_BYTES + OUTPUT_FRAME_BYTES);
  #length = 0;
  #lastFrame = 0;
  #lastType: FrameTypeNumber | null = null;
  #since = 0;
  /** How many more pieces go out at once, and when that was worked out. */
  #credit = PIECES_AT_ONCE;
  #creditTime = 0;

  /**
   * @param write sends bytes to the host, all of them.
   * @param now milliseconds since some fixed moment.
   */
  constructor(write: (bytes: Uint8Array) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  /** Takes the next piece, of any length, as a frame or part of one. */
  add(type: FrameTypeNumber, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += OUTPUT_FRAME_BYTES) {
      const isWhole = bytes.length <= OUTPUT_FRAME_BYTES;
      this.#addPiece(type, isWhole ? bytes : bytes.subarray(at, at + OUTPUT_FRAME_BYTES));
    }
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#length === 0) return;
    this.#endFrame();
    const frames = this.#frames.subarray(0, this.#length);
    this.#length = 0;
    this.#lastType = null;
    this.#write(frames);
  }

  /** Sends what has waited for long enough. Cheap where nothing waits. */
  flushIfDue(): void {
    if (this.#length > 0 && this.#now() - this.#since >= LONGEST_WAIT_MS) this.flush();
  }

  #addPiece(type: FrameTypeNumber, piece: Uint8Array): void {
    if (this.#length + HEADER_BYTES + piece.length > GATHERED_BYTES) this.flush();
    const now = this.#now();
    if (this.#length === 0) this.#since = now;
    if (type !== this.#lastType) {
      this.#endFrame();
      this.#lastFrame = this.#length;
      this.#lastType = type;
      this.#length += HEADER_BYTES;
    }
    this.#frames.set(piece, this.#length);
    this.#length += piece.length;
    const isDue = now - this.#since >= LONGEST_WAIT_MS || this.#length > GATHERED_BYTES;
    if (this.#takeCredit(now) || isDue) this.flush();
  }

  #endFrame(): void {
    if (this.#lastType === null) return;
    const length = this.#length - this.#lastFrame - HEADER_BYTES;
    writeHeader(this.#frames.subarray(this.#lastFrame), this.#lastType, length);
  }

  /** Whether a piece that comes at `now` is none of a flood. */
  #takeCredit(now: number): boolean {
    const earned = (now - this.#creditTime) / PIECE_MS;
    this.#creditTime = now;
    this.#credit = Math.min(PIECES_AT_ONCE, this.#credit + earned);
    if (this.#credit < 1) return false;
    this.#credit--;
    return true;
  }
}
