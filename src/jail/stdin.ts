/** HOSTILE ONCE A PROGRAM RUNS. Standard input, read from the host when the program reads it, and not before. */
import { encodeReadRequest } from "../wire/asks.ts";
import type { Channel } from "./channel.ts";

/** Standard input of the programs of one jail, one after the other. */
export class Stdin {
  readonly #channel: Channel;
  /** What the host has sent and the program has not read. */
  #pending: Uint8Array = new Uint8Array(0);

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Drops what the last program has not read: it is not for the next. */
  reset(): void {
    this.#pending = new Uint8Array(0);
  }

  /**
   * Fills `target` as `read(2)` would: waits for at least one byte; 0 is the end. An end is told once: a terminal can go on after
   * Ctrl-D.
   *
   * @throws {Interrupted} where an interrupt comes first. No input is lost.
   */
  read(target: Uint8Array): number {
    // The C library begins its reads with an empty one.
    if (target.length === 0) return 0;
    if (this.#pending.length === 0) {
      this.#pending = this.#channel.ask("stdin", encodeReadRequest(target.length));
    }
    const count = Math.min(target.length, this.#pending.length);
    target.set(this.#pending.subarray(0, count));
    this.#pending = this.#pending.subarray(count);
    return count;
  }
}
