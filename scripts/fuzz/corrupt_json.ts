/** Corrupts the JSON of a message in one or two places: values out of bounds, missing and unknown members, endless depth. */
import { RawJson, RawMembers, writeJson } from "./json_text.ts";
import { CAPS, DEEPEST_RESULT, depthOf, MESSAGES, MOST_TEXT, type Shape } from "./protocol.ts";
import type { Random } from "./random.ts";

/** Values that are valid nowhere. */
const FOREIGN: readonly unknown[] = [
  undefined,
  null,
  true,
  "",
  "1",
  "\u001b[2J\n",
  [],
  [0],
  { length: 1 },
  0.5,
  -1,
  2,
  1e300,
  ...["-0", "1e400", "1E0", "2550e-1"].map((text) => new RawJson(text)),
  // Not JSON at all.
  ...["NaN", "01", "+1", ".5", "0x1", "'a'", '"\n"', "[1,]"].map((text) => new RawJson(text)),
];

const BRACKETS = [["[", "]"], ['{"a":', "}"]] as const;

/** The corrupted payload of a message of `type`; null if it was not a message before. */
export function corruptJson(
  payload: Uint8Array<ArrayBuffer>,
  type: number,
  random: Random,
): Uint8Array<ArrayBuffer> | null {
  const shape = MESSAGES[type];
  if (shape === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
  // It was corrupted before: serialising it again would overflow the stack here.
  if (depthOf(value) > 2 * DEEPEST_RESULT) return null;
  const most = CAPS[type]!;
  for (let count = random.oneIn(4) ? 2 : 1; count > 0; count--) {
    value = corrupt(value, random.pick(placesIn(shape)), most, random);
  }
  return new TextEncoder().encode(writeJson(value, random));
}

/** A place in a message: the path of names to it, and the shape of its value. */
interface Place {
  readonly path: readonly string[];
  readonly shape: Shape;
}

function placesIn(shape: Shape, path: readonly string[] = []): Place[] {
  if (shape.is === "nullable" || shape.is === "optional") return placesIn(shape.of, path);
  if (shape.is === "list") return [{ path, shape }, ...placesIn(shape.of, [...path, "0"])];
  const inner = shape.is !== "object" ? [] : Object.entries(shape.members).flatMap(
    ([name, member]) => placesIn(member, [...path, name]),
  );
  return [{ path, shape }, ...inner];
}

/** `value` with another value at `place`, or, if the path does not exist, on the path. */
function corrupt(value: unknown, { path, shape }: Place, most: number, random: Random): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return wrongValue(value, shape, most, random);
  if (Array.isArray(value)) {
    return [corrupt(value[0], { path: rest, shape }, most, random), ...value.slice(1)];
  }
  const members = membersOf(value);
  if (members === null) return wrongValue(value, shape, most, random);
  const at = members.findIndex(([other]) => other === name);
  if (at < 0) return new RawMembers([...members, [name, random.pick(FOREIGN)]]);
  const member = members[at]![1];
  if (rest.length > 0) {
    members[at] = [name, corrupt(member, { path: rest, shape }, most, random)];
  } else {
    const before = members.slice(0, at);
    const after = members.slice(at + 1);
    const wrong = wrongValue(member, shape, most, random);
    const instead: [string, unknown][] = random.pick([
      [[name, wrong]],
      [[name, wrong]],
      [[name, wrong]],
      [[name, wrong]],
      [],
      // Of two members with one name the last one counts.
      [[name, wrong], [name, member]],
      [[name, member], [name, wrong]],
      // A missing member would be found if this became the prototype.
      [["__proto__", { [name]: member }]],
      [[name.toUpperCase(), member]],
    ]);
    members.splice(0, members.length, ...before, ...instead, ...after);
  }
  return new RawMembers(members);
}

function membersOf(value: unknown): (readonly [string, unknown])[] | null {
  if (value instanceof RawMembers) return [...value.members];
  if (typeof value !== "object" || value === null || value instanceof RawJson) return null;
  return Object.entries(value);
}

/** A value that nearly has the shape. */
function wrongValue(value: unknown, shape: Shape, most: number, random: Random): unknown {
  if (random.oneIn(3)) return random.pick(FOREIGN);
  switch (shape.is) {
    case "exactly":
      return random.pick([2, 0, 1.5, "1", [1]]);
    case "one of":
      return random.pick(["fun", "__proto__", shape.values, "x".repeat(200)]);
    case "flag":
      return random.pick(["true", 1, {}, [true]]);
    case "count":
      return random.pick([shape.most + 1, shape.most + 1, shape.most, -1, 0.5, "0"]);
    case "text":
      return longText(most, random);
    case "json text":
      return wrongJsonText(shape.longest, most, random);
    case "nullable":
    case "optional":
      return null;
    case "mark":
      return random.pick(["true", 1, {}, [true], false, null]);
    case "module name":
      return random.pick(["M".repeat(101), "a.b", "1a", "a b", "a\n", "\u00e9", "__proto__", 1]);
    case "list":
      return random.pick([{}, { 0: value }, [null], [[]], [{}], [value, value], "seccomp"]);
    case "object":
      return random.pick([[value], new RawMembers([["__proto__", value]]), Object.keys(shape)]);
  }
}

/** About as long as a text may be, or as long as the frame has room for. */
function longText(most: number, random: Random): string {
  const length = Math.min(MOST_TEXT + random.below(4) - 1, Math.max(0, most - 200));
  const character = random.pick(["x", "x", "\u00e9", "\u{1F600}"]);
  return character.repeat(length).slice(0, length);
}

/** A text whose JSON is too deep, too long or invalid, or nearly. */
function wrongJsonText(longest: number, most: number, random: Random): string {
  const room = Math.min(longest, most);
  switch (random.below(6)) {
    case 0:
      return `"${"x".repeat(room - 2 + random.below(4))}"`;
    case 1:
      return random.pick(["", "{", "nul", '"', "[1,]", "1e400", "\u0000"]);
    default:
      return deep(null, room, random).text;
  }
}

/** `value`, nested about as deep as a result may be, or as deep as the frame has room for. */
function deep(value: unknown, most: number, random: Random): RawJson {
  const [open, close] = random.pick(BRACKETS);
  const levels = DEEPEST_RESULT - 1 + random.below(4);
  const fit = Math.floor(most / (open.length + close.length)) - 200;
  const depth = random.oneIn(5) ? Math.max(levels, fit) : levels;
  const bottom = random.oneIn(2) ? "0" : writeJson(value ?? null, random);
  return new RawJson(open.repeat(depth) + bottom + close.repeat(depth));
}
