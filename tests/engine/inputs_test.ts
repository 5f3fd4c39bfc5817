/** Values for programs: as the library's users write them, and the names that they may have. */
import { equal, throws } from "node:assert/strict";
import { RawJson } from "../../src/core/raw_json.ts";
import { checkInputs } from "../../src/engine/inputs.ts";
import { checkProgram, type Program } from "../../src/engine/program.ts";

const text = (given: unknown) => new TextDecoder().decode(checkInputs(given).bytes);

Deno.test("values become JSON, with whole numbers of any size as they are", () => {
  const given = {
    a: null,
    b: [true, 1, -2.5, 1e300, 10n ** 30n, "x\u00e9\n"],
    c: { "": {}, "not a name": [[]] },
    d: new RawJson("3.0"),
    ["\u00e9"]: -0,
  };
  equal(
    text(given),
    '{"a":null,"b":[true,1,-2.5,1e+300,1000000000000000000000000000000,"x\u00e9\\n"],' +
      '"c":{"":{},"not a name":[[]]},"d":3.0,"\u00e9":-0.0}',
  );
  equal(text({}), "{}");
  equal(text(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
  equal(text(new RawJson('{"a":1.0}')), '{"a":1.0}');
  const checked = checkInputs({ a: 1 });
  equal(checkInputs(checked), checked);
});

Deno.test("what JSON does not have is refused, by its place", () => {
  const deep = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
  equal(text({ a: deep(100) }), `{"a":${JSON.stringify(deep(100))}}`);
  const cases: [unknown, string][] = [
    [5, "inputs: expected an object; got 5"],
    [[1], "inputs: expected an object; got an array"],
    [{ a: NaN }, "inputs 'a': expected a finite number; got NaN"],
    [{ a: [1, { b: -Infinity }] }, "inputs 'a'[1] 'b': expected a finite number; got -Infinity"],
    [{ a: undefined }, "inputs 'a': expected a value that JSON has; got undefined"],
    [{ a: () => 1 }, "inputs 'a': expected a value that JSON has; got function"],
    [
      { a: new Date(0) },
      "inputs 'a': expected a value that JSON has; got an object of type Date",
    ],
    [
      { a: new Uint8Array(1) },
      "inputs 'a': expected a value that JSON has; got an object of type Uint8Array",
    ],
    [
      { a: new RawJson(JSON.stringify(deep(101))) },
      "inputs: expected arrays and objects nested at most 101 deep",
    ],
    [new RawJson("[]"), "inputs: no JSON at position 0"],
    [
      { a: "x".repeat(16 << 20) },
      "inputs: expected at most 16MiB of JSON; got 16777224 bytes",
    ],
    [
      Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`n${at}`, 1])),
      "inputs: expected at most 1000 names; got 1001",
    ],
  ];
  for (const [given, message] of cases) {
    throws(() => checkInputs(given), { name: "ProgramError", message });
  }
  throws(() => checkInputs({ a: deep(101) }), {
    name: "ProgramError",
    message: /nested at most 100 deep$/,
  });
});

Deno.test("names are Python's: no keywords, in the form that Python reads, and none of its own", () => {
  for (
    const name of [
      "a",
      "_",
      "_a1",
      "\u00e9",
      "\u65e5\u672c",
      "match",
      "type",
      "__a",
      "a__",
      "print",
    ]
  ) {
    equal(text({ [name]: 1 }), `{"${name}":1}`);
  }
  const notOne = "expected a name as Python has them: letters, digits and underscores";
  const cases: [string, string][] = [
    ["", notOne],
    ["1a", notOne],
    ["a b", notOne],
    ["a-b", notOne],
    ["a.b", notOne],
    ["\u{1F600}", notOne],
    ["a\0", notOne],
    ["\ud800", notOne],
    ["class", "expected a name; it is a keyword of Python"],
    ["None", "expected a name; it is a keyword of Python"],
    ["\ufb01", "expected 'fi', which is what Python reads for it"],
    ["e\u0301", "expected '\u00e9', which is what Python reads for it"],
    ["__name__", "expected a name that is not one of Python's own"],
    ["__builtins__", "expected a name that is not one of Python's own"],
    ["a".repeat(257), "expected a name of at most 256 characters"],
  ];
  for (const [name, problem] of cases) {
    const shown = name.length > 64 ? `${name.slice(0, 64)}...` : name;
    throws(() => checkInputs({ [name]: 1 }), {
      name: "ProgramError",
      message: `inputs '${shown}': ${problem}`,
    });
  }
});

Deno.test("a value and a function have no name in common", () => {
  const functions = { f: { call: () => 1 } };
  equal(checkProgram({ code: "", inputs: { toString: 1 }, functions }).functions.length, 1);
  throws(() => checkProgram({ code: "", inputs: { a: 1, f: 2 }, functions }), {
    name: "ProgramError",
    message: "inputs 'f': expected a name that none of functions has; both have it",
  });
});

Deno.test("a program without them has none, and whether it may show something is true or false", () => {
  const { inputs, display } = checkProgram({ code: "1" });
  equal(inputs, null);
  equal(display, false);
  equal(checkProgram({ code: "1", inputs: null, display: true }).display, true);
  throws(() => checkProgram({ code: "1", display: 1 } as unknown as Program), {
    name: "ProgramError",
    message: "display: expected true or false; got 1",
  });
});
