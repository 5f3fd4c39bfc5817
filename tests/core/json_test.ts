import assert from "node:assert/strict";
import process from "node:process";
import { type JsonBounds, parseInSteps, parseJson as parseWithin } from "../../src/core/json.ts";

const MUCH = 2 ** 30;

/** Bounds that no text here exceeds, but for those that are given. */
const bounds = (some: Partial<JsonBounds> = {}): JsonBounds => ({
  ...{ depth: 500, containers: MUCH, values: MUCH, names: MUCH },
  ...{ nameUnits: MUCH, shortUnits: MUCH, otherUnits: MUCH },
  ...some,
});

const parseJson = (text: string) => parseWithin(text, bounds());

const MIB = 1024 * 1024;

/** A text of JSON in which every character of every name is an escape sequence. */
function withEscapedNames(members: Record<string, unknown>): string {
  const escaped = (name: string) =>
    Array.from(
      { length: name.length },
      (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join("");
  const parts = Object.entries(members)
    .map(([name, value]) => `"${escaped(name)}":${JSON.stringify(value)}`);
  return `{${parts.join(",")}}`;
}

Deno.test("a name that was read before does not change the next one", () => {
  for (
    const [planted, text, expected] of [
      ['{"a1":1,"caf\\\\":2}', '{"a1":1,"caf\\u00e9":2}', { a1: 1, "caf\u00e9": 2 }],
      ['{"a2":1,"\\\\":2}', '{"a2":1,"\\"":2}', { a2: 1, '"': 2 }],
      ['{"a3":1,"\\\\":2}', '{"a3":1,"\\n":2}', { a3: 1, "\n": 2 }],
      ['{"a4":1,"gr\\\\u0":2}', '{"a4":1,"gr\\u00f6\\u00dfe":2}', { a4: 1, "gr\u00f6\u00dfe": 2 }],
      ['{"a5":1,"\\\\":2}', '[[{"x":{"a5":1,"\\u0041":2}}]]', [[{ x: { a5: 1, A: 2 } }]]],
    ] as const
  ) {
    parseJson(planted);
    assert.deepEqual(parseJson(text), expected);
  }
});

Deno.test("names of every character are read as they were meant, whatever was read before", () => {
  for (const before of ["\\", "\\u", "\\u0", "\\u00", "%5c", '"']) {
    for (let code = 0; code < 0x180; code++) {
      const character = String.fromCharCode(code);
      const first = `${before}${code}`.replaceAll(/\W/g, "_");
      const meant = { [first]: 1, [character]: 2, [`%${character}22`]: { "\\": [character] } };
      // The engine remembers names by how many there are, and by those before.
      parseJson(JSON.stringify({ [first]: 1, [before]: 2, last: 3 }));
      assert.deepEqual(parseJson(withEscapedNames(meant)), meant);
      assert.deepEqual(parseJson(JSON.stringify(meant, null, 2)), meant);
    }
  }
});

Deno.test("values, repeated names and names of prototypes are as JSON.parse has them", () => {
  for (
    const text of [
      '{"\\\\":1,"a":"\\\\\\"","b":[1,-2.5e3,true,false,null,"",{}],"c":{"d":{}}}',
      '{"\\\\":1,"a":1,"a":2,"\\\\":3}',
      '{"\\\\":"\\":","x" : "\\\\" ,"y"\n:\t"%41"}',
    ]
  ) {
    assert.deepEqual(parseJson(text), JSON.parse(text));
  }
  const value = parseJson('{"\\\\":{"__proto__":{"polluted":1},"constructor":2}}') as {
    "\\": Record<string, unknown>;
  };
  assert.deepEqual(Object.keys(value["\\"]), ["__proto__", "constructor"]);
  assert.equal(value["\\"].polluted, undefined);
});

Deno.test("what is no JSON is refused as JSON.parse refuses it", () => {
  for (const text of ["", "not json", '{"\\\\":1', '{"a":\\u0041}', '"\\\\', "[1,]"]) {
    let message = "";
    try {
      JSON.parse(text);
    } catch (error) {
      message = (error as Error).message;
    }
    assert.throws(() => parseJson(text), { name: "SyntaxError", message });
  }
});

/** A text that just keeps to the bound, one that just exceeds it, and what is said of that. */
const LIMITS: readonly [string, Partial<JsonBounds>, string, string, string][] = [
  ["depth", { depth: 2 }, '[{"a":"[[["}]', "[[[1]]]", "arrays and objects nested at most 2 deep"],
  [
    "depth, with a name that has an escape",
    { depth: 2 },
    '[{"\\n":1}]',
    '[[{"\\n":1}]]',
    "arrays and objects nested at most 2 deep",
  ],
  [
    "arrays and objects",
    { containers: 3 },
    '[[],{"a":"[{"}]',
    "[[],{},[]]",
    "at most 3 arrays and objects",
  ],
  ["items", { values: 3 }, '["1,2,3",2,3]', "[1,2,3,4]", "at most 3 values"],
  [
    "members",
    { values: 3 },
    '{"a,b":"c,d","e":2,"f":3}',
    '{"a":1,"b":2,"c":3,"d":4}',
    "at most 3 values",
  ],
  ["names", { names: 2 }, '{"a":"b","c":["d","e"]}', '{"a":{"b":{"c":1}}}', "at most 2 names"],
  [
    "names that repeat",
    { names: 2 },
    '[{"a":1},{"a":"a"}]',
    '[{"a":1},{"a":1},{"a":1}]',
    "at most 2 names",
  ],
  [
    "length of names",
    { nameUnits: 4 },
    '{"ab":"abcdef","c\\"":1}'.replace('"c\\"', '"cd'),
    '{"ab":1,"cde":1}',
    "names of at most 4 characters in all",
  ],
  [
    "escapes in names",
    { nameUnits: 4 },
    '{"\\"\\\\":1}',
    '{"\\u000a":1}',
    "names of at most 4 characters in all",
  ],
  [
    "strings that are short",
    { shortUnits: 4 },
    `["ab","cd","${"e".repeat(4097)}",{"fgh":1}]`,
    '["ab","cde"]',
    "strings of up to 4096 characters of at most 4 in all",
  ],
  [
    "what is outside of strings",
    { otherUnits: 10 },
    '["abc, and more",12,"d"    ]',
    '["abc",12,"d"     ]',
    "at most 10 characters outside of strings",
  ],
];

for (const [what, some, within, beyond, expected] of LIMITS) {
  Deno.test(`the bound of the ${what} is exact, and counts nothing that stands in strings`, () => {
    assert.deepEqual(parseWithin(within, bounds(some)), JSON.parse(within));
    assert.throws(() => parseWithin(beyond, bounds(some)), {
      name: "JsonBoundsError",
      message: `expected ${expected}`,
    });
  });
}

Deno.test("a text that exceeds its bounds is refused before the rest of it is looked at", () => {
  const rest = " ".repeat(16 * MIB);
  for (const text of ["[[", '[{"a":[', '{"a":1,"b":2', `{"${"\\\\".repeat(8 * MIB)}`]) {
    const before = process.cpuUsage();
    const some = bounds({ depth: 1, values: 1, nameUnits: 64 });
    assert.throws(() => parseWithin(text + rest, bounds(some)), { name: "JsonBoundsError" });
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 500_000, `${user + system} microseconds`);
  }
});

/** Texts of the size of a long line that are hard to read, within the bounds of a request. */
const HARD: Readonly<Record<string, string>> = {
  "a string of escaped quotes": `"${'\\"'.repeat(8 * MIB)}"`,
  "a string of backslashes": `"${"\\\\".repeat(8 * MIB)}"`,
  "a string of lone surrogates": `"${"\\ud800".repeat(2 * MIB)}"`,
  "a number of 16 million digits": "1".repeat(16 * MIB),
  "a number with an exponent of 16 million digits": `1e${"9".repeat(16 * MIB)}`,
  "spaces": `${" ".repeat(16 * MIB)}1`,
  "one name of backslashes": `{"${"\\\\".repeat(MIB / 2)}":1}`,
  "names with escapes": `{${Array.from({ length: 16_384 }, (_, at) => `"\\n${at}":1`).join()}}`,
  "objects with one name each": `[${
    Array.from({ length: 16_384 }, (_, at) => `{"\\n${at}":1}`).join()
  }]`,
};

for (const [what, text] of Object.entries(HARD)) {
  Deno.test(`${what}: read in a small multiple of the time that JSON.parse takes for a string`, () => {
    const one = bounds({ depth: 64, containers: 16_385, values: 65_536, names: 16_384 });
    // What it takes of the processor: a busy machine may give it little at a time.
    const before = process.cpuUsage();
    parseWithin(text, one);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${user + system} microseconds`);
  });
}

Deno.test("a string ends at the first quote that is not escaped, however many are", () => {
  for (let slashes = 0; slashes < 8; slashes++) {
    for (const rest of ["", "x", '\\"', '\\"\\\\', '\\\\\\"x']) {
      const text = `[{"a${"\\\\".repeat(slashes)}\\"${rest}":"${
        "\\\\".repeat(slashes)
      }${rest}"},"[{,"]`;
      assert.deepEqual(
        parseWithin(text, bounds({ containers: 2, values: 2, names: 1 })),
        JSON.parse(text),
      );
    }
  }
});

/** Escape sequences of each length, and what stands between them, so that cuts come to all of their places. */
const PIECES = [
  '\\"',
  "\\\\",
  "\\u0041",
  "\\ud83d\\ude00",
  "\\\\u0041",
  "x",
  "\u4e00",
  "\ud83d\ude00",
  "\\n",
];

Deno.test("a long string is cut between its escape sequences, wherever they are", () => {
  for (let round = 0; round < 12; round++) {
    const long = "x".repeat(round) + PIECES.slice(round % 3, 4 + round % 6).join("").repeat(60_000);
    const text =
      `{"\\n${round}":["${long}",1,"${long}x"],"a":{"${round}":"${long}"},"b":"","c":"\\\""}`;
    assert.deepEqual(parseJson(text), JSON.parse(text));
    const other = `["${long}","${"y".repeat(5000)}"]`;
    assert.deepEqual(parseJson(other), JSON.parse(other));
  }
});

Deno.test("what is wrong with or behind a long string is told with its place", () => {
  const long = "\\n".repeat(400_000);
  for (
    const [text, message] of [
      [`["${long}" x]`, /^Expected ',' or ']' after array element in JSON at position 800004/],
      [`["${long}`, /^Unterminated string in JSON at position 800002/],
      [`["${long}\\x","${long}"]`, /^Bad escaped character in the string at position 2$/],
      [`["${long}\\u00"]`, /^Bad Unicode escape in JSON at position 800006/],
      [
        `["${long}",1,"${long}\n"]`,
        /^Bad control character in string literal in the string at position 800007$/,
      ],
    ] as const
  ) {
    assert.throws(() => JSON.parse(text));
    assert.throws(() => parseJson(text), { name: "SyntaxError", message });
  }
});

Deno.test("a string of escape sequences is read in steps of half a mebibyte", () => {
  for (const escape of ['\\"', "\\\\", "\\u4e00", "\\n"]) {
    const string = `"${escape.repeat(16 * MIB / escape.length)}"`;
    let steps = 0;
    for (const _ of parseInSteps(`{"a":${string}}`, bounds())) steps++;
    // Each piece is looked at, and then read.
    assert.ok(steps >= 62, `${steps} steps`);
  }
});
