/**
 * BOUNDARY. Frames on the two pipes between host and jail: one byte of type, four bytes of payload length
 * (little-endian), payload. Owned by neither side. The reader believes nothing: each type has a size cap, and
 * each way to be wrong is a named error after which the connection is dead.
 */
import { BOUNDS } from "./bounds.ts";

/** Version of everything in `src/wire/`. Host and jail must agree on it. */
export const PROTOCOL_VERSION = 6;

/** What a frame is. Jail to host below 64, host to jail from 64. */
export const FrameType = {
  Hello: 1,
  Stdout: 2,
  Stderr: 3,
  ReadStdin: 4,
  End: 5,
  Failure: 6,
  Waiting: 7,
  FilesIn: 8,
  FileEntry: 9,
  FilesListed: 10,
  TakenBytes: 11,
  Display: 12,
  Call: 13,
  Request: 64,
  Source: 65,
  Stdin: 66,
  Interrupt: 67,
  Folder: 68,
  File: 69,
  FileBytes: 70,
  FilesSent: 71,
  ListFiles: 72,
  TakeFiles: 73,
  Inputs: 74,
  CallAnswer: 75,
} as const;

/** Number of one of the frame types. */
export type FrameTypeNumber = (typeof FrameType)[keyof typeof FrameType];

/** Bytes before each payload. */
export const HEADER_BYTES = 5;

/** Most bytes of output that one frame carries. */
export const OUTPUT_FRAME_BYTES = 256 * 1024;

/** Most bytes of standard input that one frame carries. */
export const STDIN_FRAME_BYTES = 256 * 1024;

/** Longest name of a file that a jail can give, in bytes of UTF-8. */
export const LONGEST_FILE_NAME_BYTES = 1024;

/** Bytes of a call before the JSON of its arguments: its number, and which function it calls. */
export const CALL_HEAD_BYTES = 5;

/** Caps on what a jail may send, by type. A type without an entry is not the jail's to send. */
export const JAIL_FRAME_CAPS: ReadonlyMap<number, number> = new Map([
  [FrameType.Hello, 4 * 1024],
  [FrameType.Stdout, OUTPUT_FRAME_BYTES],
  [FrameType.Stderr, OUTPUT_FRAME_BYTES],
  [FrameType.ReadStdin, 4],
  // Five texts of 64 Ki characters, six bytes each where every one is escaped, and 512 Ki characters of a result, two bytes each.
  [FrameType.End, 4 * 1024 * 1024],
  [FrameType.Failure, 16 * 1024],
  [FrameType.Waiting, 2],
  [FrameType.FilesIn, 1],
  // Kind and size, and a name.
  [FrameType.FileEntry, 5 + LONGEST_FILE_NAME_BYTES],
  [FrameType.FilesListed, 4],
  [FrameType.TakenBytes, OUTPUT_FRAME_BYTES],
  [FrameType.Display, OUTPUT_FRAME_BYTES],
  [FrameType.Call, CALL_HEAD_BYTES + BOUNDS.CALL_ARGUMENTS_BYTES],
]);

/** Types whose payloads the host takes in parts as they come, and never holds. */
export const STREAMED_TYPES: ReadonlySet<number> = new Set([
  FrameType.Stdout,
  FrameType.Stderr,
  FrameType.TakenBytes,
  FrameType.Display,
]);

/** A frame, or, for the types that stream, the next part of one. */
export interface FramePart {
  readonly type: number;
  /** A view into the reader's input or buffer: valid until the next call. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** What was wrong with a stream of frames. */
export type FrameFault = "UnknownType" | "TooLarge" | "Truncated";

/** The stream of frames broke its format. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly fault: FrameFault;

  constructor(fault: FrameFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Writes a header in place. `length` is the payload's, in bytes. */
export function writeHeader(
  target: Uint8Array,
  type: FrameTypeNumber,
  length: number,
): void {
  target[0] = type;
  target[1] = length;
  target[2] = length >>> 8;
  target[3] = length >>> 16;
  target[4] = length >>> 24;
}

/** A whole frame in one array. */
export function encodeFrame(
  type: FrameTypeNumber,
  payload: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  // Without an iterator: the jail says its end behind a program that may have put others in their place.
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(frame, type, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Whole frames, one after the other, in one array. */
export function encodeFrames(
  frames: readonly (readonly [type: FrameTypeNumber, payload: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const length = frames.reduce((sum, [, payload]) => sum + HEADER_BYTES + payload.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const [type, payload] of frames) {
    writeHeader(bytes.subarray(at), type, payload.length);
    bytes.set(payload, at + HEADER_BYTES);
    at += HEADER_BYTES + payload.length;
  }
  return bytes;
}

/** The payload length that a header announces. */
export function payloadLength(header: Uint8Array): number {
  return ((header[1]! | (header[2]! << 8) | (header[3]! << 16) | (header[4]! << 24)) >>> 0);
}

/**
 * Reads frames out of chunks of any size, holding at most one control frame (and never an output frame) in
 * memory. Payloads of `streaming` types are handed on in parts as they arrive; all others whole.
 */
export class FrameReader {
  readonly #caps: ReadonlyMap<number, number>;
  readonly #streaming: ReadonlySet<number>;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerFill = 0;
  #type = 0;
  #remaining = 0;
  #body: Uint8Array<ArrayBuffer> | null = null;
  #bodyFill = 0;

  constructor(caps: ReadonlyMap<number, number>, streaming: ReadonlySet<number>) {
    this.#caps = caps;
    this.#streaming = streaming;
  }

  /**
   * The frames, or parts of frames, that `chunk` completes.
   *
   * @throws {FrameError} at the first byte that breaks the format; the reader is of no use afterwards.
   */
  *read(chunk: Uint8Array<ArrayBuffer>): Generator<FramePart> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerFill < HEADER_BYTES) {
        const taken = Math.min(HEADER_BYTES - this.#headerFill, chunk.length - at);
        this.#header.set(chunk.subarray(at, at + taken), this.#headerFill);
        this.#headerFill += taken;
        at += taken;
        if (this.#headerFill < HEADER_BYTES) return;
        this.#begin();
        if (this.#remaining === 0) yield this.#finish(new Uint8Array(0));
        continue;
      }
      const part = chunk.subarray(at, at + Math.min(this.#remaining, chunk.length - at));
      at += part.length;
      this.#remaining -= part.length;
      if (this.#streaming.has(this.#type)) {
        if (this.#remaining === 0) yield this.#finish(part);
        else yield { type: this.#type, payload: part };
      } else if (this.#body === null && this.#remaining === 0) {
        yield this.#finish(part);
      } else {
        this.#body ??= new Uint8Array(part.length + this.#remaining);
        this.#body.set(part, this.#bodyFill);
        this.#bodyFill += part.length;
        if (this.#remaining === 0) yield this.#finish(this.#body);
      }
    }
  }

  /** @throws {FrameError} where the stream ended inside a frame. */
  end(): void {
    if (this.#headerFill !== 0) {
      throw new FrameError("Truncated", "The stream ended in the middle of a frame");
    }
  }

  #begin(): void {
    this.#type = this.#header[0]!;
    this.#remaining = payloadLength(this.#header);
    const cap = this.#caps.get(this.#type);
    if (cap === undefined) {
      throw new FrameError("UnknownType", `A frame of unknown type ${this.#type} arrived`);
    }
    if (this.#remaining > cap) {
      throw new FrameError(
        "TooLarge",
        `A frame of type ${this.#type} announced ${this.#remaining} bytes, more than ${cap}`,
      );
    }
  }

  #finish(payload: Uint8Array<ArrayBuffer>): FramePart {
    this.#headerFill = 0;
    this.#body = null;
    this.#bodyFill = 0;
    return { type: this.#type, payload };
  }
}
