/** The values before the first table of a TOML document, compared with what Python's own tomllib says, in a sandbox. */
import assert from "node:assert/strict";
import { topLevel } from "../../src/packages/requirements/toml_top_level.ts";
import { pysandbox } from "../e2e/command.ts";

const DOCUMENTS = [
  "",
  "a = 'x'",
  'a = "x" # comment\n\n\t b="y"\r\n"c d" = \'z\'\n',
  "a = ['x', \"y\",\n # comment ]\n 'z', ]\nb = []\n",
  "a = [1, 2.5, true, -inf, 0xFF, 1979-05-27T07:32:00Z, 1979-05-27 07:32:00, 07:32:00]",
  "a = [['x'], [[]], {b = 'y', c.d = [1]}, {}]",
  'a = """\none\ntwo\\\n   three ""quoted"" """\nb = \'\'\'\nraw \\n \'\' text\'\'\'\n',
  'a = """x"""""\n',
  "a = '''x''''\n",
  'a = "\\t\\u00e9\\U0001F600\\\\\\""',
  "a.b = 1\na.c = 2\n'a'.\"d\" = 3",
  "a = 'x'\n[tool]\nb = ]\n",
  "\ufeffa = 1".slice(1),
  "a = 'x' b = 'y'",
  "a = 'x'\na = 'y'",
  "a = ",
  "a",
  "= 1",
  "a = ['x'",
  "a = ['x' 'y']",
  "a = [,]",
  "a = 'x\ny'",
  'a = "x\ny"',
  'a = "x',
  'a = """x"',
  'a = "\\q"',
  'a = "\\ud800"',
  'a = "\\u12"',
  "a = 'x\x01'",
  "a = {b = 1",
  "a = {b = 1\n}",
  "a = 'x' # \x09 tab\n",
  "a = \"x\" 'y'",
  "a b = 1",
  "'' = 'empty'",
] as const;

const PROGRAM = `
import json, sys, tomllib
for text in json.load(sys.stdin):
    head = text.split("\\n[tool]")[0]
    try: print(json.dumps(tomllib.loads(head), default=lambda value: None))
    except tomllib.TOMLDecodeError: print("null")
`;

/** Texts and arrays of them are what is read; the rest is null. */
function asRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asRead);
  return typeof value === "string" ? value : null;
}

const { stdout, stderr } = await pysandbox(["run", "-c", PROGRAM], {
  stdin: JSON.stringify(DOCUMENTS),
});
assert.equal(stderr, "");
const expected: (Record<string, unknown> | null)[] = stdout.trim().split("\n")
  .map((line) => JSON.parse(line.replaceAll(/-?\b(?:NaN|Infinity)\b/g, "null")));

for (const [at, text] of DOCUMENTS.entries()) {
  Deno.test(`tomllib reads the same from ${JSON.stringify(text)}`, () => {
    const read = topLevel(text);
    const other = expected[at];
    if (other === null) return assert.equal(typeof read, "string", String(read));
    assert.ok(read instanceof Map, String(read));
    assert.deepEqual(
      Object.fromEntries(read),
      Object.fromEntries(Object.entries(other!).map(([key, value]) => [key, asRead(value)])),
    );
  });
}
