/**
 * The protocol from jail to host, written down a second time from `docs/protocol.md`: with its own numbers, and without
 * using `src/wire/`, so that a mistake there is not repeated here.
 */

/** Numbers of the frame types. */
export const TYPE = {
  ...{ hello: 1, stdout: 2, stderr: 3, readStdin: 4, end: 5, failure: 6, waiting: 7 },
  ...{ filesIn: 8, fileEntry: 9, filesListed: 10, takenBytes: 11, display: 12, call: 13 },
} as const;

/** Types of files, of what is shown and of calls: none belongs to a program that is given no files and no functions, runs, and of which nobody wants to see anything. */
export const UNASKED_TYPES: readonly number[] = [
  ...[TYPE.filesIn, TYPE.fileEntry, TYPE.filesListed, TYPE.takenBytes, TYPE.display, TYPE.call],
];

/** Types whose frames are bytes of output, or of files: they are handed on as they come. */
export const OUTPUT_TYPES: readonly number[] = [
  ...[TYPE.stdout, TYPE.stderr, TYPE.takenBytes, TYPE.display],
];

/** Most bytes of a payload, by type. */
export const CAPS: Readonly<Record<number, number>> = {
  [TYPE.hello]: 4096,
  [TYPE.stdout]: 262_144,
  [TYPE.stderr]: 262_144,
  [TYPE.readStdin]: 4,
  [TYPE.end]: 4_194_304,
  [TYPE.failure]: 16_384,
  [TYPE.waiting]: 2,
  [TYPE.filesIn]: 1,
  [TYPE.fileEntry]: 1029,
  [TYPE.filesListed]: 4,
  [TYPE.takenBytes]: 262_144,
  [TYPE.display]: 262_144,
  [TYPE.call]: 1_048_581,
};

/** Bytes of a header: the type, and the length in little-endian order. */
export const HEADER = 5;

/** Most UTF-16 units of a text; the rest is cut off. */
export const MOST_TEXT = 65_536;

/** Most characters of a message outside of strings. */
export const MOST_OUTSIDE = 65_536;

/** Most characters of the JSON of a result. */
export const MOST_RESULT = 524_288;

/** How many levels a part of a result may be below the result. */
export const DEEPEST_RESULT = 100;

/** Shapes of values. */
export type Shape =
  | { readonly is: "exactly"; readonly value: unknown }
  | { readonly is: "one of"; readonly values: readonly unknown[] }
  | { readonly is: "flag" }
  | { readonly is: "count"; readonly most: number }
  | { readonly is: "text" }
  | { readonly is: "json text"; readonly longest: number; readonly deepest: number }
  | { readonly is: "nullable"; readonly of: Shape }
  /** May be missing, and then is. */
  | { readonly is: "optional"; readonly of: Shape }
  /** `true`; anything else counts as missing. */
  | { readonly is: "mark" }
  /** What a module of a file can be called; anything else counts as missing. */
  | { readonly is: "module name" }
  | { readonly is: "list"; readonly of: Shape }
  | { readonly is: "object"; readonly members: Readonly<Record<string, Shape>> };

const count = (most: number = Number.MAX_SAFE_INTEGER): Shape => ({ is: "count", most });
const object = (members: Record<string, Shape>): Shape => ({ is: "object", members });
const flag: Shape = { is: "flag" };
const text: Shape = { is: "text" };

/** Shapes of the messages, by type of frame. */
export const MESSAGES: Readonly<Record<number, Shape>> = {
  [TYPE.hello]: object({
    protocol: { is: "exactly", value: 6 },
    walls: object({ wasm: flag, permissions: flag }),
    system: {
      is: "list",
      of: object({
        name: { is: "one of", values: ["seccomp", "landlock", "seatbelt", "job"] },
        holds: flag,
        missing: { is: "nullable", of: text },
      }),
    },
    heapBytes: count(),
  }),
  [TYPE.end]: object({
    answer: object({
      exitCode: count(255),
      memoryError: flag,
      missingModule: { is: "module name" },
      claimed: {
        is: "nullable",
        of: object({
          result: { is: "json text", longest: MOST_RESULT, deepest: DEEPEST_RESULT },
          resultRepr: { is: "nullable", of: text },
          resultOmitted: { is: "optional", of: text },
          resultReprTruncated: { is: "mark" },
          error: {
            is: "nullable",
            of: object({
              type: text,
              message: text,
              traceback: text,
              line: { is: "nullable", of: count() },
            }),
          },
        }),
      },
    }),
    refusedMemory: flag,
    kept: flag,
    peakHeapBytes: count(),
  }),
  [TYPE.failure]: object({
    kind: { is: "one of", values: ["stack", "trap", "memory", "boot"] },
    message: text,
  }),
};

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Represents a refused value. */
export const REFUSED: unique symbol = Symbol("refused");

/** The message in a payload, by the shape of its type; `REFUSED` if it is not one. */
export function readMessage(type: number, payload: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(payload));
  } catch {
    return REFUSED;
  }
  return fit(value, MESSAGES[type]!);
}

/** `value` in the form of `shape`: only its members, with cut texts; `REFUSED` if it does not have that shape. */
function fit(value: unknown, shape: Shape): unknown {
  switch (shape.is) {
    case "exactly":
      return value === shape.value ? value : REFUSED;
    case "one of":
      return shape.values.includes(value) ? value : REFUSED;
    case "flag":
      // Anything except `true` itself counts as false.
      return value === true;
    case "count": {
      const isCount = Number.isInteger(value) && value as number >= 0 &&
        value as number <= shape.most;
      return isCount ? value : REFUSED;
    }
    case "text":
      return typeof value === "string" ? value.substring(0, MOST_TEXT) : REFUSED;
    case "json text":
      return fitJsonText(value, shape.longest, shape.deepest);
    case "nullable":
      return value === null ? null : fit(value, shape.of);
    case "optional":
      return value === undefined ? undefined : fit(value, shape.of);
    case "mark":
      return value === true ? true : undefined;
    case "module name":
      return typeof value === "string" && /^[A-Za-z_][A-Za-z_0-9]{0,99}$/.test(value)
        ? value
        : undefined;
    case "list": {
      if (!Array.isArray(value)) return REFUSED;
      const items = value.map((item) => fit(item, shape.of));
      return items.includes(REFUSED) ? REFUSED : items;
    }
    case "object":
      return fitMembers(value, shape.members);
  }
}

/** The value of a JSON text; null if it is invalid, which a program may have caused. */
function fitJsonText(text: unknown, longest: number, deepest: number): unknown {
  if (typeof text !== "string" || text.length > longest) return REFUSED;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return depthOf(value) <= deepest ? value : REFUSED;
}

function fitMembers(value: unknown, members: Readonly<Record<string, Shape>>): unknown {
  if (Object.prototype.toString.call(value) !== "[object Object]") return REFUSED;
  const own = new Map(Object.entries(value as object));
  const fitted = Object.keys(members).map((name) => [name, fit(own.get(name), members[name]!)]);
  if (fitted.some(([, member]) => member === REFUSED)) return REFUSED;
  return Object.fromEntries(fitted.filter(([, member]) => member !== undefined));
}

/** How many levels the deepest part of a value is below it. Uses a list instead of recursion, which could overflow. */
export function depthOf(value: unknown): number {
  let deepest = 0;
  const pending: [unknown, number][] = [[value, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [item, depth] = next;
    deepest = Math.max(deepest, depth);
    if (typeof item !== "object" || item === null) continue;
    for (const part of Object.values(item)) pending.push([part, depth + 1]);
  }
  return deepest;
}
