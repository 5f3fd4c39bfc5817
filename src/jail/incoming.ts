/**
 * HOSTILE ONCE A PROGRAM RUNS. The reading half of the jail's pipes: frames from the host, and waits until one comes. All of it is
 * synchronous.
 */
import { HEADER_BYTES, payloadLength } from "../wire/frame.ts";
import type { Powers } from "./powers.ts";

/** The longest wait that is asked of the system at once. */
const LONGEST_WAIT_MS = 3_600_000;

/** How much is read at once: a small program and all that belongs to it. */
const IN_BYTES = 16 * 1024;

type Wait = NonNullable<Powers["wait"]>;

/** What comes from the host. */
export class Incoming {
  readonly #powers: Pick<Powers, "read" | "wait" | "exit" | "monotonic">;
  readonly #beforeRead: () => void;
  /** What has been read, and not been taken yet. */
  readonly #bytes = new Uint8Array(IN_BYTES);
  #start = 0;
  #end = 0;
  readonly #header = new Uint8Array(HEADER_BYTES);

  /** @param beforeRead is called before anything is read, which may block. */
  constructor(
    powers: Pick<Powers, "read" | "wait" | "exit" | "monotonic">,
    beforeRead: () => void,
  ) {
    this.#powers = powers;
    this.#beforeRead = beforeRead;
  }

  /** Whether this system can tell, before anything is read, that something is there. */
  get canPoll(): boolean {
    return this.#powers.wait !== null;
  }

  /** Takes the next frame: its type and its payload. Blocks until it is there. */
  frame(): [number, Uint8Array<ArrayBuffer>] {
    this.readFully(this.#header);
    const payload = new Uint8Array(payloadLength(this.#header));
    const type = this.#header[0]!;
    this.readFully(payload);
    return [type, payload];
  }

  /** Fills `target` with the next bytes. Blocks until they are there. */
  readFully(target: Uint8Array): void {
    this.#beforeRead();
    let filled = 0;
    while (filled < target.length) {
      if (this.#start < this.#end) {
        const end = Math.min(this.#end, this.#start + target.length - filled);
        target.set(this.#bytes.subarray(this.#start, end), filled);
        filled += end - this.#start;
        this.#start = end;
        continue;
      }
      const isLarge = target.length - filled >= IN_BYTES;
      const count = this.#powers.read(isLarge ? target.subarray(filled) : this.#bytes);
      // The host is gone, and with it whoever could hold this program to its limits.
      if (count === null) this.#powers.exit(0);
      if (isLarge) filled += count;
      else {
        this.#start = 0;
        this.#end = count;
      }
    }
  }

  /** Whether something is there now; false where this system cannot tell. */
  isThere(): boolean {
    const { wait } = this.#powers;
    return wait !== null && this.#wait(wait, 0);
  }

  /** Whether something comes within `milliseconds`, which may be any number; true where this system cannot tell. */
  comesWithin(milliseconds: number): boolean {
    const { wait, monotonic } = this.#powers;
    if (wait === null || milliseconds === Infinity) return true;
    const deadline = monotonic() + milliseconds;
    for (let left = milliseconds; left > 0; left = deadline - monotonic()) {
      if (this.#wait(wait, Math.ceil(Math.min(left, LONGEST_WAIT_MS)))) return true;
    }
    return false;
  }

  #wait(wait: Wait, milliseconds: number): boolean {
    return this.#start < this.#end || wait(milliseconds);
  }
}
