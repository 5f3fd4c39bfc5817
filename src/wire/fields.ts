/**
 * BOUNDARY. Checks of single members, which all messages are made of. They are total: whatever a member is, it is either a value
 * of the stated type and size, or a `MessageError` that names it.
 */
/** A message did not have the shape that the protocol gives it. */
export class MessageError extends Error {
  override readonly name = "MessageError";
}

/** The members of a message or of a part of it; nothing is known of them yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws {MessageError} where `value` is no object. */
export function asObject(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MessageError(`${name} is ${show(value)}, expected an object`);
  }
  // Own members only: a member named __proto__ or a missing one must not be answered by a prototype.
  return Object.assign(Object.create(null), value) as Fields;
}

/** @throws {MessageError} where `value` is no array, or has more than `most` items. */
export function asArray(value: unknown, name: string, most = Infinity): readonly unknown[] {
  if (!Array.isArray(value)) throw new MessageError(`${name} is ${show(value)}, expected an array`);
  if (value.length > most) {
    throw new MessageError(`${name} has ${value.length} items, expected at most ${most}`);
  }
  return value;
}

/** @throws {MessageError} where `value` is no whole number from 0 to `most`. */
export function asCount(value: unknown, name: string, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new MessageError(`${name} is ${show(value)}, expected a whole number`);
  }
  if (value > most) throw new MessageError(`${name} is ${value}, expected 0 to ${most}`);
  return value;
}

/** @throws {MessageError} where `value` is no text. */
export function asText(value: unknown, name: string): string {
  if (typeof value !== "string") throw new MessageError(`${name} is ${show(value)}, expected text`);
  return value;
}

/**
 * A text of at most `most` UTF-16 units; a longer one is cut.
 *
 * @throws {MessageError} where `value` is no text.
 */
export function asCutText(value: unknown, name: string, most: number): string {
  const text = asText(value, name);
  return text.length > most ? text.slice(0, most) : text;
}

/** @throws {MessageError} where `value` is neither true nor false. */
export function asFlag(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") {
    throw new MessageError(`${name} is ${show(value)}, expected true or false`);
  }
  return value;
}

/** @throws {MessageError} where `value` is none of `known`. What it is instead may be hostile, and is not repeated. */
export function asOneOf<T extends string>(value: unknown, name: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) {
    throw new MessageError(`${name} is ${show(value)}, expected one of ${known.join(", ")}`);
  }
  return found;
}

/** Null, or the value as `check` returns it. */
export function asNullable<T>(
  value: unknown,
  name: string,
  check: (value: unknown, name: string) => T,
): T | null {
  return value === null ? null : check(value, name);
}

/** What a value is, in a word that is safe to show. */
export function show(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "number") return String(value);
  return Array.isArray(value) ? "an array" : `of type ${typeof value}`;
}
