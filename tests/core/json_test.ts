import assert from "node:assert/strict";
import { endOfString, parseJson } from "../../src/core/json.ts";

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

Deno.test("a deep text is read, unless it has to be read the long way", () => {
  const nested = (depth: number, inner: string) => "[".repeat(depth) + inner + "]".repeat(depth);
  assert.ok(Array.isArray(parseJson(nested(50_000, '"\\n"'))));
  assert.ok(Array.isArray(parseJson(nested(500, '{"\\\\":1}'))));
  assert.throws(() => parseJson(nested(501, '{"\\\\":1}')), {
    name: "SyntaxError",
    message: "It is nested deeper than 500 levels",
  });
});

Deno.test("a text may have any number of names, unless it has to be read the long way", () => {
  const withNames = (count: number, last: string) => `[${'{"a":1},'.repeat(count)}${last}]`;
  assert.equal((parseJson(withNames(100_000, '"\\n"')) as unknown[]).length, 100_001);
  assert.equal((parseJson(withNames(65_535, '{"\\\\":1}')) as unknown[]).length, 65_536);
  assert.throws(() => parseJson(withNames(65_536, '{"\\\\":1}')), {
    name: "SyntaxError",
    message: "It has more than 65536 names",
  });
});

Deno.test("a string ends at the first quote that is not escaped", () => {
  for (
    const [text, end] of [['"', 0], ['a"b', 1], ['\\"" "', 2], ['\\\\"', 2], ['\\\\\\"', 4], [
      "",
      0,
    ]]
  ) {
    assert.equal(endOfString(text as string, 0), end, text as string);
  }
});
