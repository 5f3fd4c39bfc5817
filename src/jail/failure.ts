/** HOSTILE ONCE A PROGRAM RUNS. Turns what the engine throws into what the host is told. */
import { messageOf } from "../core/errors.ts";
import type { Failure } from "../wire/jail_answer.ts";

/** What the engine throws where an allocation on the JavaScript side fails. */
const ALLOCATION_FAILED =
  /allocation failed|could not allocate|invalid (typed )?array length|invalid string length/i;

/** Longest part of an engine's message that is worth sending. */
const MESSAGE_LENGTH = 1000;

/** What native code throws, as C++ has it. Taken before code could put another in its place. */
const { Exception } = WebAssembly as unknown as { readonly Exception: new () => object };

/** As much of an error's message as is worth sending. */
export function briefMessageOf(error: unknown): string {
  if (error instanceof Exception) return "native code threw an exception that nobody caught";
  return messageOf(error).slice(0, MESSAGE_LENGTH);
}

/** What an error means that the engine threw while a program ran. */
export function failureOf(error: unknown): Failure {
  const message = briefMessageOf(error);
  if (error instanceof RangeError && /call stack/i.test(message)) return { kind: "stack", message };
  if (error instanceof RangeError && ALLOCATION_FAILED.test(message)) {
    return { kind: "memory", message };
  }
  return { kind: "trap", message };
}
