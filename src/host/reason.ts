/** TRUSTED. Why the host ended a run before its program did. The first reason is stored before anything is done, and stays. */
import { MessageError } from "../wire/fields.ts";
import { FrameError } from "../wire/frame.ts";
import { ReaderGoneError } from "./output.ts";

/** A limit that was reached, a request to stop, or a fault. */
export type Reason =
  | { readonly kind: "timeout" }
  | { readonly kind: "cpu" }
  | { readonly kind: "memory" }
  | { readonly kind: "output" }
  | { readonly kind: "signal"; readonly signal: "SIGINT" | "SIGTERM" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "reader-gone" }
  | { readonly kind: "sink-failed"; readonly message: string }
  | { readonly kind: "violation"; readonly message: string }
  | { readonly kind: "boot-timeout" }
  | {
    readonly kind: "files";
    readonly status: "memory" | "output" | "internal";
    readonly message: string;
  }
  | { readonly kind: "walls"; readonly message: string };

/** Holds the first reason that is given. */
export class FirstReason {
  #reason: Reason | null = null;
  readonly #given = Promise.withResolvers<Reason>();
  readonly #givenAgain = Promise.withResolvers<void>();

  /** The first reason, or null while there is none. */
  get current(): Reason | null {
    return this.#reason;
  }

  /** Settles when a reason is given. */
  get given(): Promise<Reason> {
    return this.#given.promise;
  }

  /** Settles when there is a reason, and another is given. */
  get givenAgain(): Promise<void> {
    return this.#givenAgain.promise;
  }

  /** Stores `reason` if it is the first. */
  give(reason: Reason): void {
    if (this.#reason !== null) return this.#givenAgain.resolve();
    this.#reason = reason;
    this.#given.resolve(reason);
  }
}

/** The reason to stop for what was thrown while a jail was read, or its output passed on. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof FrameError || error instanceof MessageError) {
    return { kind: "violation", message: error.message };
  }
  if (error instanceof ReaderGoneError) return { kind: "reader-gone" };
  return { kind: "sink-failed", message: (error as Error).message };
}
