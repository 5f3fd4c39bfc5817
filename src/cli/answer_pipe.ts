/**
 * TRUSTED. Standard output of a server: written without a detour where that cannot block, and watched for a reader that is
 * gone, because a server whose client has died would only find out when it has an answer, and may have none for hours.
 */
import { openLibc } from "../walls/libc.ts";
import { descriptorSink, type Sink } from "../host/output.ts";

/** How often to look for the reader, in milliseconds. */
const INTERVAL_MS = 500;

/** `PIPE_BUF` of Linux: so much fits where a pipe takes anything at all. */
const UNBLOCKED_BYTES = 4096;

const POLLOUT = 4;
const POLLERR = 8;
const POLLHUP = 16;

/** Where `struct pollfd { int fd; short events; short revents; }` has what was found. */
const REVENTS = 6;

/** Standard output. Disposing of it ends the watch. */
export class AnswerPipe implements Sink, Disposable {
  readonly #sink = descriptorSink(Deno.stdout, "standard output");
  readonly #direct = descriptorSink({
    write: (bytes) => Promise.try(() => Deno.stdout.writeSync(bytes)),
  }, "standard output");
  readonly #poll: ((descriptor: Uint8Array<ArrayBuffer>) => number) | null;
  // For descriptor 1. What is wrong with it is told unasked.
  readonly #descriptor = new Uint8Array([1, 0, 0, 0, POLLOUT, 0, 0, 0]);
  readonly #gone = Promise.withResolvers<void>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    const libc = Deno.build.os === "linux"
      ? openLibc({ poll: { parameters: ["buffer", "u64", "i32"], result: "i32" } })
      : null;
    this.#poll = libc === null ? null : (descriptor) => libc.symbols.poll(descriptor, 1n, 0);
    this.#timer = setInterval(() => {
      if ((this.#look() & (POLLERR | POLLHUP)) !== 0) this.#gone.resolve();
    }, INTERVAL_MS);
  }

  /** Settles when the other end is closed; never, where the system does not say. */
  get readerGone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Writes all of the bytes, as `Sink` has it. Another thread would write them otherwise, which takes longer than to write. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const isDirect = bytes.length <= UNBLOCKED_BYTES && this.#look() === POLLOUT;
    if (!isDirect) return await this.#sink.write(bytes);
    await this.#direct.write(bytes);
  }

  #look(): number {
    if (this.#poll === null || this.#poll(this.#descriptor) <= 0) return 0;
    return this.#descriptor[REVENTS]!;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
