/** TRUSTED. The program's output on its way out: counted against the limit, gathered, and written with back-pressure. */

import { InternalError, messageOf } from "../core/errors.ts";

/** Where output goes. A rejected write ends the run. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The two streams of a program. */
export interface Sinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** The reader of a stream went away. */
export class ReaderGoneError extends Error {
  override readonly name = "ReaderGoneError";
}

/** A descriptor of this process as a sink. `name` is for the error message. */
export function descriptorSink(
  stream: { write(bytes: Uint8Array): Promise<number> },
  name: string,
): Sink {
  return {
    write: async (bytes) => {
      try {
        for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) throw new ReaderGoneError();
        throw new InternalError(`cannot write to ${name}: ${messageOf(error)}`);
      }
    },
  };
}

/** A sink that keeps everything. */
export class CollectingSink implements Sink {
  // One buffer that doubles: an array for each piece would cost a hundred times the bytes of a flood of small ones.
  #buffer = new Uint8Array(4096);
  #length = 0;

  write(bytes: Uint8Array): Promise<void> {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
    return Promise.resolve();
  }

  /** All bytes as text; what is no UTF-8 is replaced. */
  text(): string {
    return new TextDecoder().decode(this.#buffer.subarray(0, this.#length));
  }
}

/** Small pieces are copied together up to this size; larger ones go out as they are. */
const GATHERED_BYTES = 64 * 1024;

/** Counts output and gathers the small pieces of one chunk, so that a million prints are not a million writes. */
export class Output {
  readonly #sinks: Sinks;
  readonly #limit: number;
  #bytes = 0;
  readonly #gathered = new Uint8Array(GATHERED_BYTES);
  #gatheredLength = 0;
  #pendingSink: Sink | null = null;
  #truncated = false;
  #openLine = false;

  constructor(sinks: Sinks, limit: number) {
    this.#sinks = sinks;
    this.#limit = limit;
  }

  /** Bytes passed on, of both streams. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the limit cut something off. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** Whether stderr ends within a line. */
  get openLine(): boolean {
    return this.#openLine;
  }

  /** Whether what was gathered ends within a line, and may wait for the rest of it. */
  get isLineOpen(): boolean {
    const length = this.#gatheredLength;
    return length > 0 && length < GATHERED_BYTES / 2 && this.#gathered[length - 1] !== 0x0A;
  }

  /** Takes the next piece. What exceeds the limit is dropped. */
  async add(stream: keyof Sinks, piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const room = this.#limit - this.#bytes;
    if (piece.length > room) this.#truncated = true;
    const kept = piece.subarray(0, room);
    if (kept.length === 0) return;
    this.#bytes += kept.length;
    if (stream === "stderr") this.#openLine = kept.at(-1) !== 0x0A;
    const sink = this.#sinks[stream];
    if (sink !== this.#pendingSink || kept.length > GATHERED_BYTES - this.#gatheredLength) {
      await this.flush();
    }
    if (kept.length > GATHERED_BYTES) return await sink.write(kept);
    this.#pendingSink = sink;
    this.#gathered.set(kept, this.#gatheredLength);
    this.#gatheredLength += kept.length;
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const [length, sink] = [this.#gatheredLength, this.#pendingSink];
    this.#gatheredLength = 0;
    this.#pendingSink = null;
    if (sink !== null && length > 0) await sink.write(this.#gathered.subarray(0, length));
  }
}
