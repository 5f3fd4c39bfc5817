/** Writes JSON in the many ways in which it can be written: white space, escapes, forms of numbers, order of members. */
import type { Random } from "./random.ts";

/** A text that replaces a value as it is, for JSON that no value produces: `1e400`, `-0`, nesting, and invalid JSON. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Members in order, for duplicate names. */
export class RawMembers {
  readonly members: readonly (readonly [string, unknown])[];

  constructor(members: readonly (readonly [string, unknown])[]) {
    this.members = members;
  }
}

/** `value` as JSON; nothing if it is undefined. `JSON.parse` of it equals `value`, if it contains no raw part. */
export function writeJson(value: unknown, random: Random): string {
  const space = () => random.oneIn(12) ? random.pick([" ", "\n", "\t", "\r\n", "    "]) : "";
  const around = (text: string) => `${space()}${text}${space()}`;
  if (value === undefined) return "";
  if (value instanceof RawJson) return value.text;
  if (typeof value === "string") return around(writeText(value, random));
  if (typeof value === "number") return around(writeNumber(value, random));
  if (Array.isArray(value)) {
    return around(`[${value.map((item) => writeJson(item, random)).join(",")}]`);
  }
  if (typeof value === "object" && value !== null) {
    const members = value instanceof RawMembers ? value.members : Object.entries(value);
    const texts = members.map(([name, member]) =>
      `${around(writeText(name, random))}:${writeJson(member, random)}`
    );
    return around(`{${texts.join(",")}}`);
  }
  return around(String(value));
}

function writeNumber(value: number, random: Random): string {
  if (Object.is(value, -0)) return "-0";
  return random.oneIn(6) ? value.toExponential() : String(value);
}

function writeText(text: string, random: Random): string {
  const style = random.below(4);
  // `JSON.stringify` escapes only what must be escaped, including lone surrogates; the other styles escape more.
  if (style < 2 || text.length > 1000) return JSON.stringify(text);
  // An unescaped half of a surrogate pair would be invalid UTF-8: only ASCII may stay unescaped.
  const characters = Array.from({ length: text.length }, (_, at) => {
    const isPlain = /^[ !#-[\]-~]$/.test(text[at]!);
    if (isPlain && style === 3) return text[at]!;
    return `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
  });
  return `"${characters.join("")}"`;
}
