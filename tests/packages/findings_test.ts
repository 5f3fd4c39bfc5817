import assert from "node:assert/strict";
import { decodeFindings } from "../../src/packages/findings.ts";
import { MessageError } from "../../src/wire/fields.ts";

const NONE = { problems: [], drew: [], generators: [] };
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (changed: object) => decodeFindings(encode({ ...NONE, ...changed }));

Deno.test("what is found is read as it is written", () => {
  const findings = {
    problems: ["it has left 'x'"],
    drew: [["numpy.random", 16], [null, 3]],
    generators: ["sympy.core.random.rng"],
  };
  assert.deepEqual(decode(findings), findings);
});

Deno.test("text of a jail is cut, on one line, and without what would control a terminal", () => {
  const [text] = decode({ problems: ["\x1b[2Jone\ntwo\u202E" + "x".repeat(1000)] }).problems;
  assert.equal(text, "[2Jone two " + "x".repeat(200 - 12));
  const [[module]] = decode({ drew: [["a\nb".padEnd(500, "c"), 1]] }).drew as [[string, number]];
  assert.equal(module, "a b".padEnd(100, "c"));
});

Deno.test("a name of a generator that is none is left out: it becomes an argument of a program", () => {
  const generators = [
    "a.b",
    "--seed",
    "a b.c",
    "a",
    ".a",
    "a.",
    "a".repeat(99) + ".b",
    "a.b;c",
    "_.x",
  ];
  assert.deepEqual(decode({ generators }).generators, ["a.b", "_.x"]);
});

Deno.test("anything else is refused by name", () => {
  const refused: [unknown, string][] = [
    [[], "findings is an array, expected an object"],
    [{ ...NONE, problems: 1 }, "problems is 1, expected an array"],
    [{ ...NONE, problems: [1] }, "a problem is 1, expected text"],
    [{ ...NONE, problems: Array(201).fill("") }, "problems has 201 items, expected at most 200"],
    [{ ...NONE, drew: [["a"]] }, "count is missing, expected a whole number"],
    [{ ...NONE, drew: [["a", -1]] }, "count is -1, expected a whole number"],
    [{ ...NONE, drew: [["a", 1, 2]] }, "a module that drew has 3 items, expected at most 2"],
    [{ ...NONE, drew: "a" }, "drew is of type string, expected an array"],
    [{ ...NONE, generators: [null] }, "a generator is null, expected text"],
  ];
  for (const [value, message] of refused) {
    assert.throws(() => decodeFindings(encode(value)), (error: unknown) => {
      assert.ok(error instanceof MessageError);
      assert.equal(error.message, message);
      return true;
    });
  }
  assert.throws(() => decodeFindings(new Uint8Array([1])), MessageError);
  assert.throws(() => decodeFindings(encode({ ...NONE, drew: Array(500).fill([]) })), MessageError);
});
