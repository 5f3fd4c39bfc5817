/** TRUSTED. The program's output on its way out: counted against the limit, gathered, and written with back-pressure. */

import { InternalError, messageOf } from "../core/errors.ts";
import { othersTurn } from "../core/turns.ts";

/** Where output goes. A rejected write ends the run. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Most programs write little, or nothing: buffers begin with none, and then with so many bytes. */
const FIRST_BYTES = 1024;
const NOTHING = new Uint8Array(0);

/** How many bytes are made a text at once: a few milliseconds' work where all of them have to be replaced. */
const DECODED_BYTES = 512 * 1024;

/** Where the streams of a program go. */
export interface Sinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Takes what the program shows; absent where nobody has asked for it. */
  readonly display?: Sink;
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

/** Bytes in one buffer that doubles: an array for each piece would cost a hundred times the bytes of a flood of small ones. */
export class GrowingBytes {
  readonly #most: number;
  #buffer = NOTHING;
  length = 0;

  /** @param most how large the buffer may become; callers add no more than that. */
  constructor(most: number) {
    this.#most = most;
  }

  add(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.#buffer.length) {
      const doubled = Math.min(this.#most, Math.max(FIRST_BYTES, 2 * this.#buffer.length));
      const larger = new Uint8Array(Math.max(needed, doubled));
      larger.set(this.view());
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.length);
    this.length = needed;
  }

  /** What was added: valid until more is. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.length);
  }
}

/** A sink that keeps everything. */
export class CollectingSink implements Sink {
  readonly #bytes = new GrowingBytes(Infinity);

  write(bytes: Uint8Array): Promise<void> {
    this.#bytes.add(bytes);
    return Promise.resolve();
  }

  /** All bytes as text, a byte order mark at the start included; what is no UTF-8 is replaced. Others get their turn meanwhile. */
  async text(): Promise<string> {
    const bytes = this.#bytes.view();
    if (bytes.length === 0) return "";
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let text = "";
    let at = 0;
    for (; bytes.length - at > DECODED_BYTES; at += DECODED_BYTES) {
      text += decoder.decode(bytes.subarray(at, at + DECODED_BYTES), { stream: true });
      await othersTurn();
    }
    return text + decoder.decode(bytes.subarray(at));
  }
}

/** Small pieces are copied together up to this size; larger ones go out as they are. */
const GATHERED_BYTES = 64 * 1024;

/** Counts output and gathers the small pieces of one chunk, so that a million prints are not a million writes. */
export class Output {
  readonly #sinks: Sinks;
  readonly #limit: number;
  #bytes = 0;
  readonly #gathered = new GrowingBytes(GATHERED_BYTES);
  #pendingSink: Sink | null = null;
  #truncated = false;
  #openLine = false;

  constructor(sinks: Sinks, limit: number) {
    this.#sinks = sinks;
    this.#limit = limit;
  }

  /** Bytes passed on, of all streams. */
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
    const { length } = this.#gathered;
    return length > 0 && length < GATHERED_BYTES / 2 && this.#gathered.view()[length - 1] !== 0x0A;
  }

  /** Takes the next piece. What exceeds the limit is dropped. */
  async add(stream: keyof Sinks, piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const room = this.#limit - this.#bytes;
    if (piece.length > room) this.#truncated = true;
    const kept = piece.subarray(0, room);
    if (kept.length === 0) return;
    this.#bytes += kept.length;
    if (stream === "stderr") this.#openLine = kept.at(-1) !== 0x0A;
    const sink = this.#sinks[stream]!;
    if (sink !== this.#pendingSink || kept.length > GATHERED_BYTES - this.#gathered.length) {
      await this.flush();
    }
    if (kept.length > GATHERED_BYTES) return await sink.write(kept);
    this.#pendingSink = sink;
    this.#gathered.add(kept);
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const [bytes, sink] = [this.#gathered.view(), this.#pendingSink];
    this.#gathered.length = 0;
    this.#pendingSink = null;
    if (sink !== null && bytes.length > 0) await sink.write(bytes);
  }
}
