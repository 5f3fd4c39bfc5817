/** TRUSTED. What is wrong with a program that was given, in words that do not repeat too much of it. */

/** A value that no program, and no session, can have. The message names it, what was expected and what was given. */
export class ProgramError extends TypeError {
  override readonly name = "ProgramError";
}

/** Most characters of a given value that a message repeats. */
const LONGEST_SHOWN = 64;

/** A value, short enough for a message. */
export function show(value: unknown): string {
  if (typeof value === "string") return `'${shorten(value)}'`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** The beginning of a text that may be long. */
export function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}...`;
}
