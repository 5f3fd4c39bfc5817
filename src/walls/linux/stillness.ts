/**
 * Whether the other threads of this process sleep, and have not woken up between two looks. A thread that sleeps in the kernel all
 * the time while the process is copied holds no lock, and is in the middle of nothing, that the copy would miss.
 */
import { listDirectory, openDirectory } from "./directory.ts";
import type { Kernel, Place } from "./kernel.ts";

/** How often to look, and how long to wait between, in nanoseconds: threads become idle within milliseconds. */
const LOOKS = 1000;
const PAUSE_NS = 5_000_000;

const STATUS_BYTES = 16_384;
const NAMES_BYTES = 4096;

/** In the status of a thread: it sleeps, and how often it has given up its processor, or lost it. */
const SLEEPS = /^State:\tS/m;
const SWITCHES = /^(?:non)?voluntary_ctxt_switches:\t(\d+)$/gm;

/** Looks at the other threads. To be disposed of. */
export class Stillness implements Disposable {
  readonly #kernel: Kernel;
  readonly #self: string;
  readonly #folder: number;
  readonly #path: Place;
  readonly #status: Place;
  readonly #names: Place;
  readonly #pause: Place;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#self = String(kernel.call("gettid"));
    this.#folder = openDirectory(kernel, "/proc/self/task");
    this.#path = kernel.place(32);
    this.#status = kernel.place(STATUS_BYTES);
    this.#names = kernel.place(NAMES_BYTES);
    this.#pause = kernel.place(16);
    this.#pause.view.setUint32(8, PAUSE_NS, true);
  }

  /** Waits until all of them sleep. Returns what to compare with; null where that does not come. */
  wait(): string | null {
    let last: string | null = null;
    for (let look = 0; look < LOOKS; look++) {
      const now = this.look();
      if (now !== null && now === last) return now;
      last = now;
      this.#kernel.call("nanosleep", this.#pause.address);
    }
    return null;
  }

  /** How often each of them was awake: equal to an earlier look if none was since. Null where one is awake, or none can be seen. */
  look(): string | null {
    if (this.#folder < 0) return null;
    let seen = "";
    for (const thread of listDirectory(this.#kernel, this.#folder, this.#names)) {
      if (thread === this.#self) continue;
      const status = this.#read(`${thread}/status`);
      if (!SLEEPS.test(status)) return null;
      const switches = [...status.matchAll(SWITCHES)].map(([, count]) => count);
      if (switches.length !== 2) return null;
      seen += `${thread} ${switches} `;
    }
    return seen;
  }

  #read(path: string): string {
    const { view, address } = this.#path;
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    bytes.fill(0);
    new TextEncoder().encodeInto(path, bytes.subarray(0, -1));
    const file = this.#kernel.call("openat", this.#folder, address);
    if (file < 0) return "";
    const status = this.#status;
    const length = this.#kernel.call("read", file, status.address, STATUS_BYTES);
    this.#kernel.call("close", file);
    return new TextDecoder().decode(
      new Uint8Array(status.view.buffer, status.view.byteOffset, Math.max(0, length)),
    );
  }

  [Symbol.dispose](): void {
    if (this.#folder >= 0) this.#kernel.call("close", this.#folder);
  }
}
