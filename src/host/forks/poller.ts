/**
 * TRUSTED. Waits until descriptors can be read or written: one thread for any number of them. A read of a file that Deno makes itself
 * would hold a thread for each, and of these there are few.
 */
import { EPOLL_EVENT, type System } from "./system.ts";

/** What can be waited for. */
export const Readiness = { read: 1, write: 4 } as const;

/** How many events are taken at once. */
const EVENTS = 64;

const RING = new Uint8Array(new BigUint64Array([1n]).buffer);

/** Holds one thread as long as somebody waits. When it is disposed of, it lives on for whoever still does. */
export class Poller implements AsyncDisposable {
  readonly #system: System;
  readonly #poll: number;
  readonly #bell: number;
  /** Who waits, by descriptor. */
  readonly #waiting = new Map<number, () => void>();
  /** Descriptors that have been waited for before. */
  readonly #known = new Set<number>();
  #isRunning = false;
  #run = Promise.resolve();
  #isDisposed = false;
  #isClosed = false;

  constructor(system: System) {
    this.#system = system;
    this.#poll = system.createPoll();
    this.#bell = system.bell();
    system.watch(this.#poll, this.#bell, Readiness.read, true);
  }

  /** Settles when `descriptor` can be read or written, has come to its end, or is forgotten. One at a time can wait for it. */
  wait(descriptor: number, events: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(descriptor, resolve);
    const isNew = !this.#known.has(descriptor);
    this.#known.add(descriptor);
    // Where the system refuses, whoever waits finds out by reading.
    if (!this.#system.watch(this.#poll, descriptor, events, isNew)) this.#settle(descriptor);
    else if (!this.#isRunning) this.#run = this.#waitForAll();
    return promise;
  }

  /** Ends the wait for a descriptor, which is about to be closed. */
  forget(descriptor: number): void {
    if (this.#known.delete(descriptor)) this.#system.unwatch(this.#poll, descriptor);
    this.#settle(descriptor);
    if (this.#waiting.size === 0 && this.#isRunning) this.#system.write(this.#bell, RING);
  }

  async #waitForAll(): Promise<void> {
    this.#isRunning = true;
    const events = new Uint8Array(EVENTS * EPOLL_EVENT.bytes);
    const fields = new DataView(events.buffer);
    while (this.#waiting.size > 0) {
      const count = await this.#system.wait(this.#poll, events);
      for (let at = 0; at < count; at++) {
        const descriptor = fields.getInt32(at * EPOLL_EVENT.bytes + EPOLL_EVENT.dataAt, true);
        if (descriptor === this.#bell) this.#silence();
        else this.#settle(descriptor);
      }
    }
    this.#isRunning = false;
    this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    if (this.#waiting.size > 0) return;
    await this.#run;
    this.#close();
  }

  #close(): void {
    if (!this.#isDisposed || this.#isRunning || this.#isClosed) return;
    this.#isClosed = true;
    for (const descriptor of [this.#bell, this.#poll]) this.#system.close(descriptor);
  }

  #silence(): void {
    this.#system.read(this.#bell, new Uint8Array(8));
    this.#system.watch(this.#poll, this.#bell, Readiness.read, false);
  }

  #settle(descriptor: number): void {
    const resolve = this.#waiting.get(descriptor);
    this.#waiting.delete(descriptor);
    resolve?.();
  }
}
