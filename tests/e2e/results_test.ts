/** The value of a program's last expression, as the report and the server give it. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { sharing } from "./sharing.ts";

const TOO_LARGE = "its JSON would be longer than 512 KiB";
const HALF = "a text in it has half a character, a lone surrogate, which JSON cannot hold";

/** A class as numpy or pydantic have it, by its module and its name: what is theirs is known by that. */
const theirs = (module: string, name: string, body: string) =>
  `class ${name}:\n    ${body}\n${name}.__module__ = '${module}'\n`;
const array = (size: string, list: string) =>
  theirs("numpy", "ndarray", `size = ${size}\n    def tolist(self): return ${list}`);

/** The code, the JSON of its value, and why there is none. */
const RESULTS: readonly (readonly [code: string, json: string, omitted?: string])[] = [
  ["2**53", "9007199254740992"],
  ["-10**30", "-1000000000000000000000000000000"],
  ["[2**60, {'id': 12345678901234567890}]", '[1152921504606846976,{"id":12345678901234567890}]'],
  ["10**5000 == 0 or 10**5000", `1${"0".repeat(5000)}`],
  ["3.0", "3.0"],
  ["[1.0, -0.0, 1e22, 5e-324, 1.5]", "[1.0,-0.0,1e+22,5e-324,1.5]"],
  ["True, None, ()", "[true,null,[]]"],
  ["{1: 'a', 2.5: 'b', None: 'c', True: 'd'}", '{"1":"d","2.5":"b","null":"c"}'],
  ["import enum\nclass E(enum.IntEnum): A = 3\n[E.A]", "[3]"],
  ["import collections\ncollections.namedtuple('P', 'x y')(1, 2.0)", "[1,2.0]"],
  ["'\\u00e9\\U0001F600\\x00\\u2028'", '"\u00e9\u{1F600}\\u0000\\u2028"'],
  ["d = 1\nfor _ in range(100): d = [d]\nd", `${"[".repeat(100)}1${"]".repeat(100)}`],
  ["d = 1\nfor _ in range(101): d = {'a': d}\nd", "null", "it is nested deeper than 100 levels"],
  ["d = []\nd.append(d)\nd", "null", "it is nested deeper than 100 levels"],
  ["d = []\nfor _ in range(60): d = [d, d]\nd", "null", TOO_LARGE],
  ["list(range(10**6))", "null", TOO_LARGE],
  ["{'a': set(range(10**6))}", "null", TOO_LARGE],
  ["'x' * 600_000", "null", TOO_LARGE],
  ["['\\u2028' * 100_000]", "null", TOO_LARGE],
  ["7 ** 10**6", "null", TOO_LARGE],
  ["'\\ud800'", "null", HALF],
  ["{'\\udfff': 1}", "null", HALF],
  ["float('nan')", "null", "a number in it is infinite or not a number, which JSON does not have"],
  ["[1, {2, 3}]", "null", "a value of type set has no JSON form"],
  ["object()", "null", "a value of type object has no JSON form"],
  ["b'x'", "null", "a value of type bytes has no JSON form"],
  [array("2", "[1, 2.0]") + "{'a': ndarray()}", '{"a":[1,2.0]}'],
  [array("0", "b'x'") + "ndarray()", "null", "a value of type bytes has no JSON form"],
  [array("10**6", "1 / 0") + "ndarray()", "null", TOO_LARGE],
  [array("1", "list(range(10**6))") + "ndarray()", "null", TOO_LARGE],
  [array("1", "self") + "ndarray()", "null", "looking at it raised RecursionError"],
  [array("1", "1 / 0") + "ndarray()", "null", "looking at it raised ZeroDivisionError"],
  [
    theirs("pydantic.main", "BaseModel", "def model_dump(self, mode): return {mode: 1}") +
    "class Mine(BaseModel): pass\n[Mine()]",
    '[{"json":1}]',
  ],
  ["{(1, 2): 3}", "null", "a name in it is no text"],
  [
    "class Odd(dict):\n    def items(self): raise SystemExit(3)\nOdd(a=1)",
    "null",
    "looking at it raised SystemExit",
  ],
  ["None", "null"],
];

const test = sharing("-q", "--workers", "1", "--spares", "0");

test("a result is the value, exactly, or there is said why not", async (server) => {
  for (const [code, json, omitted] of RESULTS) {
    await server.send({ session: "s", code });
    const line = await server.nextLine();
    const answer = JSON.parse(line);
    assert.deepEqual([code, answer.status, answer.resultOmitted], [code, "ok", omitted]);
    assert.equal(line.slice(line.indexOf('"output":') + 9).slice(0, json.length + 1), `${json},`);
  }
});

test("a repr that was cut is said to be, and is the beginning of the whole", async (server) => {
  for (
    const code of [
      "'\"it\\'s\"' * 100_000",
      "list(range(10**6))",
      "{n: (n, [n], {n}, frozenset([n]), (n,)) for n in range(100_000)}",
      "[b'x' * 600_000]",
      "set(map(str, range(300_000)))",
    ]
  ) {
    const asked = await server.ask({ session: "s", code: `kept = ${code}\nkept` });
    assert.deepEqual([code, asked.resultReprTruncated], [code, true]);
    const repr = asked.resultRepr as string;
    const told = await server.ask({
      session: "s",
      code: `import hashlib\nhashlib.sha256(repr(kept)[:${64 * 1024}].encode()).hexdigest()`,
    });
    assert.deepEqual([repr.length, await sha256(repr)], [64 * 1024, told.output]);
  }
  const whole = await server.ask({ session: "s", code: "'x' * 1000" });
  assert.deepEqual([whole.resultRepr, "resultReprTruncated" in whole], [
    `'${"x".repeat(1000)}'`,
    false,
  ]);
});

Deno.test("the report has results as the server has them", async () => {
  const { stdout } = await pysandbox(["run", "--json", "-c", "[3.0, 10**20]"]);
  assert.match(
    stdout,
    /"claimed":\{"result":\[3\.0,100000000000000000000\],"resultRepr":"\[3\.0, 100000000000000000000\]","error":null\}/,
  );
  const large = JSON.parse((await pysandbox(["run", "--json", "-c", "[0] * 10**6"])).stdout);
  const { result, resultRepr, ...claims } = large.claimed;
  assert.deepEqual([result, resultRepr.length, claims], [null, 64 * 1024, {
    error: null,
    resultOmitted: TOO_LARGE,
    resultReprTruncated: true,
  }]);
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
