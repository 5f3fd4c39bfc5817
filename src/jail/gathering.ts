/**
 * HOSTILE ONCE A PROGRAM RUNS. What a program prints, on its way to the host: at once, but for what comes in a flood of small
 * pieces, of which each would cost a system call here and a look there. In a flood, pieces wait until so many bytes are
 * there, or the first of them has waited for two milliseconds; before the program waits or ends, they are sent. Most of
 * them wait in Python's own buffer, so that they cost nothing here.
 */
import {
  FrameType,
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

/** A buffer of standard output before this one: see `stdout_buffer.ts`. */
export interface EarlierBuffer {
  readonly isOpen: boolean;
  open(): void;
  shut(): Uint8Array | null;
}

/** The output of a program, both streams in the order in which it was written. */
export class Gathering {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #now: () => number;
  #earlier: EarlierBuffer | null = null;
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

  /** From now on, what is written to standard output in a flood is gathered in `earlier`. */
  gatherIn(earlier: EarlierBuffer): void {
    this.#earlier = earlier;
  }

  /**
   * Takes the next piece, of any length, as a frame or part of one.
   *
   * @param hasPassed whether it came through the earlier buffer, which then takes those that come after it in a flood.
   */
  add(type: FrameTypeNumber, bytes: Uint8Array, hasPassed = false): void {
    this.#takeEarlier();
    for (let at = 0; at < bytes.length; at += OUTPUT_FRAME_BYTES) {
      const isWhole = bytes.length <= OUTPUT_FRAME_BYTES;
      this.#addPiece(type, isWhole ? bytes : bytes.subarray(at, at + OUTPUT_FRAME_BYTES));
    }
    if (hasPassed && this.#length > 0) this.#earlier?.open();
  }

  /** Sends what waits. */
  flush(): void {
    this.#takeEarlier();
    this.#send();
  }

  #send(): void {
    if (this.#length === 0) return;
    this.#endFrame();
    const frames = this.#frames.subarray(0, this.#length);
    this.#length = 0;
    this.#lastType = null;
    this.#write(frames);
  }

  /** Sends what has waited for long enough. Cheap where nothing waits. */
  flushIfDue(): void {
    const waits = this.#length > 0 || this.#earlier?.isOpen;
    if (waits && this.#now() - this.#since >= LONGEST_WAIT_MS) this.flush();
  }

  #addPiece(type: FrameTypeNumber, piece: Uint8Array): void {
    const now = this.#now();
    this.#append(type, piece, now);
    const isDue = now - this.#since >= LONGEST_WAIT_MS || this.#length > GATHERED_BYTES;
    if (this.#takeCredit(now) || isDue) this.flush();
  }

  /** Takes over what was written before, which was a flood: nobody has counted its pieces. */
  #takeEarlier(): void {
    if (!this.#earlier?.isOpen) return;
    const bytes = this.#earlier.shut();
    if (bytes === null) return;
    this.#creditTime = this.#now();
    this.#credit = 0;
    this.#append(FrameType.Stdout, bytes, this.#creditTime);
  }

  #append(type: FrameTypeNumber, piece: Uint8Array, now: number): void {
    if (this.#length + HEADER_BYTES + piece.length > GATHERED_BYTES) this.#send();
    if (this.#length === 0) this.#since = now;
    if (type !== this.#lastType) {
      this.#endFrame();
      this.#lastFrame = this.#length;
      this.#lastType = type;
      this.#length += HEADER_BYTES;
    }
    this.#frames.set(piece, this.#length);
    this.#length += piece.length;
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
