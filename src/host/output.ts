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

/** Each piece keeps the chunk alive that it arrived in: no more of them are kept waiting for the end of a line. */
const MOST_WAITING_PIECES = 64;

/** Counts output and gathers the small pieces of one chunk, so that a million prints are not a million writes. */
export class Output {
  readonly #sinks: Sinks;
  readonly #limit: number;
  #bytes = 0;
  #pending: Uint8Array<ArrayBuffer>[] = [];
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

  /** Whether what was gathered ends within a line, and is little enough to wait for more. */
  get isLineOpen(): boolean {
    const last = this.#pending.at(-1);
    return last !== undefined && last.at(-1) !== 0x0A && this.#pending.length < MOST_WAITING_PIECES;
  }

  /** Takes the next piece. What exceeds the limit is dropped. The piece must stay unchanged until `flush`. */
  async add(stream: keyof Sinks, piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const room = this.#limit - this.#bytes;
    if (piece.length > room) this.#truncated = true;
    const kept = piece.subarray(0, room);
    if (kept.length === 0) return;
    this.#bytes += kept.length;
    if (stream === "stderr") this.#openLine = kept.at(-1) !== 0x0A;
    const sink = this.#sinks[stream];
    if (sink !== this.#pendingSink) await this.flush();
    this.#pendingSink = sink;
    this.#pending.push(kept);
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const [pieces, sink] = [this.#pending, this.#pendingSink];
    this.#pending = [];
    this.#pendingSink = null;
    if (sink === null || pieces.length === 0) return;
    await sink.write(pieces.length === 1 ? pieces[0]! : concatenate(pieces));
  }
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
