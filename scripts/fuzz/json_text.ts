/** Writes JSON in the many ways in which it may be written: white space, escapes, forms of numbers, order of members. */
import type { Random } from "./random.ts";

/** Text that stands in a value's place as it is, for JSON that no value has: `1e400`, `-0`, nesting, and what is no JSON. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Members in their order, for names that come twice. */
export class RawMembers {
  readonly members: readonly (readonly [string, unknown])[];

  constructor(members: readonly (readonly [string, unknown])[]) {
    this.members = members;
  }
}

/** `value` as JSON; nothing where it is undefined. What `JSON.parse` makes of it equals `value`, where no raw part is in it. */
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
  // `JSON.stringify` escapes what must be, lone surrogates among it; the other styles escape more.
  if (style < 2 || text.length > 1000) return JSON.stringify(text);
  // Half a pair of surrogates that stays as it is would be no UTF-8: only ASCII may.
  const characters = Array.from({ length: text.length }, (_, at) => {
    const isPlain = /^[ !#-[\]-~]$/.test(text[at]!);
    if (isPlain && style === 3) return text[at]!;
    return `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
  });
  return `"${characters.join("")}"`;
}
