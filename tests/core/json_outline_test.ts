/** The checks of JSON texts of which nothing is made: against `JSON.parse`, in pieces of any size, and with their bounds. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { JsonOutline, type OutlineMember, type OutlineRules } from "../../src/core/json_outline.ts";
import { Random } from "../../scripts/fuzz/random.ts";

const RULES: OutlineRules = { depth: 5, members: 3, names: 3, isFinal: false };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function outline(text: string, rules: Partial<OutlineRules> = {}): readonly OutlineMember[] {
  const checked = new JsonOutline({ ...RULES, ...rules });
  checked.add(encoder.encode(text));
  return checked.end();
}

/** Whether a text is an object of JSON, and what is wrong with it if not. */
function problem(text: string, rules: Partial<OutlineRules> = {}): string | null {
  try {
    outline(text, rules);
    return null;
  } catch (error) {
    equal((error as Error).name, "OutlineError");
    return (error as Error).message;
  }
}

Deno.test("members are found with their values, and with the names in these", () => {
  const text = ' { "a" : [1, {"x": 2}] , "b\\n":{"c":{"d":1},"\\u0065":2},"\u00e9":-0.5e+3 } \n';
  const bytes = encoder.encode(text);
  const part = ({ start, end }: { start: number; end: number }) =>
    decoder.decode(bytes.subarray(start, end));
  deepEqual(
    outline(text).map(({ name, value, names }) => [part(name), part(value), names.map(part)]),
    [
      ['"a"', ' [1, {"x": 2}] ', []],
      ['"b\\n"', '{"c":{"d":1},"\\u0065":2}', ['"c"', '"\\u0065"']],
      ['"\u00e9"', "-0.5e+3 ", []],
    ],
  );
  deepEqual(outline("{}"), []);
});

Deno.test("a text may come in pieces of any size", () => {
  const text = '{"a":[true,false,null,"x\\u00e9\\\\",{"b":-1.5E-7}],"c":"\u{1F600}"}';
  const bytes = encoder.encode(text);
  const whole = outline(text);
  for (let size = 1; size < bytes.length; size++) {
    const checked = new JsonOutline(RULES);
    for (let at = 0; at < bytes.length; at += size) checked.add(bytes.subarray(at, at + size));
    deepEqual(checked.end(), whole);
  }
});

Deno.test("what is no object of JSON is refused, with the place", () => {
  const cases: [string, string][] = [
    ["", "it ends too early"],
    ["{", "it ends too early"],
    ['{"a":1', "it ends too early"],
    ["[]", "no JSON at position 0"],
    ["1", "no JSON at position 0"],
    ["{}}", "no JSON at position 2"],
    ["{} {}", "no JSON at position 3"],
    ["{a:1}", "no JSON at position 1"],
    ["{,}", "no JSON at position 1"],
    ['{"a"}', "no JSON at position 4"],
    ['{"a":}', "no JSON at position 5"],
    ['{"a":1,}', "no JSON at position 7"],
    ['{"a":[1,]}', "no JSON at position 8"],
    ['{"a":[1}}', "no JSON at position 7"],
    ['{"a":{]}', "no JSON at position 6"],
    ['{"a":NaN}', "no JSON at position 5"],
    ['{"a":Infinity}', "no JSON at position 5"],
    ['{"a":-}', "no JSON at position 6"],
    ['{"a":01}', "no JSON at position 6"],
    ['{"a":1.}', "no JSON at position 7"],
    ['{"a":.5}', "no JSON at position 5"],
    ['{"a":1e}', "no JSON at position 7"],
    ['{"a":+1}', "no JSON at position 5"],
    ['{"a":tru}', "no JSON at position 8"],
    ['{"a":"\\x"}', "no JSON at position 7"],
    ['{"a":"\\u00g0"}', "no JSON at position 10"],
    ['{"a":"\n"}', "no JSON at position 6"],
    ["{'a':1}", "no JSON at position 1"],
    ['\ufeff{"a":1}', "no JSON at position 0"],
  ];
  for (const [text, message] of cases) equal(problem(text), message, text);
});

Deno.test("depth, members and names in a member are bounded, and no more than that is allowed", () => {
  equal(problem('{"a":[[[[1]]]]}'), null);
  equal(
    problem('{"a":[[[[[1]]]]]}'),
    "expected arrays and objects nested at most 5 deep",
  );
  equal(problem('{"a":1,"b":2,"c":3}'), null);
  equal(problem('{"a":1,"b":2,"c":3,"d":4}'), "expected at most 3 members");
  equal(problem('{"a":{"b":1,"c":2,"d":3}}'), null);
  equal(problem('{"a":{"b":1,"c":2,"d":3,"e":4}}'), "expected at most 3 names");
  equal(problem('{"a":{"b":1,"c":2,"d":3,"e":4}}', { names: null }), null);
  equal(problem('{"a":[{"b":1,"c":2,"d":3,"e":4}]}'), null);
  throws(() => outline(`{"a":${"[".repeat(1_000_000)}`, { depth: 100 }), /at most 100 deep/);
});

Deno.test("a text that is to be written again has no blanks, and no escape sequences of surrogates", () => {
  const isFinal = true;
  equal(problem('{"a":["\\u00e9\\uD7FF\\uE000\\n\u{1F600}",1]}', { isFinal }), null);
  for (const text of ['{"a": 1}', ' {"a":1}', '{"a":1} ', '{"a":[1 ]}', '{"a"\t:1}']) {
    equal(problem(text, { isFinal })!.slice(0, 19), "no JSON at position", text);
  }
  for (const code of ["d800", "DBFF", "dC00", "dfff"]) {
    equal(problem(`{"a":"\\u${code}"}`, { isFinal })!.slice(0, 19), "no JSON at position", code);
    equal(problem(`{"a":"\\u${code}"}`), null);
  }
});

Deno.test("of random texts it says what JSON.parse says", () => {
  const pieces = '{ } [ ] , : "a" "\\u00e9" 0 -1 2.5 1e5 true null " \\ x \u00e9 \n'.split(" ");
  pieces.push(" ", '{"a":', "[1,", '"b":');
  for (let seed = 0; seed < 30_000; seed++) {
    const random = new Random(seed);
    let text = "{";
    for (let count = random.below(8); count > 0; count--) text += random.pick(pieces);
    if (!random.oneIn(4)) text += "}";
    let isObject = true;
    try {
      JSON.parse(text);
    } catch {
      isObject = false;
    }
    const found = problem(text, { depth: 20, members: 20 });
    equal(found === null, isObject, JSON.stringify([text, found]));
  }
});
