/**
 * Standard streams that lead nowhere, for as long as a process warms up: what it does then is done with the descriptors, and by the calls,
 * that it will have later.
 */
import { describeResult, type Kernel, type Place, placeText } from "./kernel.ts";
import { ENDS_BYTES, openPipe } from "./pipe.ts";

const AT_FDCWD = -100;
const O_WRONLY = 1;

/** The most that a pipe takes before somebody reads, at least; and what one `feed` may have. */
const MOST_BYTES = 4096;

/** Disposing of them brings back the streams that there were. */
export class PretendedStreams implements Disposable {
  readonly #kernel: Kernel;
  readonly #kept: readonly number[];
  readonly #feed: number;
  readonly #place: Place;

  /** @throws {Error} where the system refuses. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#place = kernel.place(MOST_BYTES);
    this.#kept = [0, 1].map((stream) => this.#call("dup", stream));
    const [end, feed] = openPipe(kernel, kernel.place(ENDS_BYTES));
    this.#feed = feed;
    this.#put(end, 0);
    const nothing = placeText(kernel, "/dev/null").address;
    this.#put(this.#call("openat", AT_FDCWD, nothing, O_WRONLY), 1);
  }

  /** Lets `bytes` be read from standard input. */
  feed(bytes: Uint8Array): void {
    if (bytes.length > MOST_BYTES) {
      throw new RangeError(`No room for ${bytes.length} bytes of input`);
    }
    new Uint8Array(this.#place.view.buffer, this.#place.view.byteOffset).set(bytes);
    this.#call("write", this.#feed, this.#place.address, bytes.length);
  }

  [Symbol.dispose](): void {
    for (const [stream, descriptor] of this.#kept.entries()) this.#put(descriptor, stream);
    this.#kernel.call("close", this.#feed);
  }

  /** Makes a descriptor a standard stream. */
  #put(descriptor: number, stream: number): void {
    this.#call("dup3", descriptor, stream, 0);
    this.#kernel.call("close", descriptor);
  }

  #call(...call: Parameters<Kernel["call"]>): number {
    const result = this.#kernel.call(...call);
    if (result < 0) throw new Error(`no streams to warm up with: ${describeResult(result)}`);
    return result;
  }
}
