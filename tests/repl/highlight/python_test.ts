/** The colours against those of CPython's own prompt, which is in the sandbox. */
import assert from "node:assert/strict";
import { highlight, type Span, THEME } from "../../../src/repl/highlight/highlight.ts";
import { pysandbox } from "../../e2e/command.ts";

const PROGRAMS = new URL("../../e2e/programs/", import.meta.url);

const ASK_PYTHON = `
import json, sys
from _colorize import Syntax
from _pyrepl.utils import gen_colors

def spans(source):
    return [[span.tag, span.span.start, span.span.end + 1] for span in gen_colors(source) if span.tag != 'op']

theme = Syntax()
print(json.dumps({
    'theme': {name: theme[name] for name in json.loads(sys.stdin.readline())},
    'spans': [spans(json.loads(line)) for line in sys.stdin],
}))
`;

/** A kind for each character, so that it makes no difference how a coloured stretch is divided. */
function kinds(source: string, spans: readonly Span[]): string[] {
  const kinds = Array.from(source, () => "");
  for (const { kind, start, end } of spans) kinds.fill(kind, start, end);
  return kinds;
}

Deno.test("programs, whole and half typed, have the colours that Python's prompt gives them", async () => {
  const sources: string[] = [];
  for (const { name } of Deno.readDirSync(PROGRAMS)) {
    const source = name.endsWith(".py") ? Deno.readTextFileSync(new URL(name, PROGRAMS)) : "";
    // What Python counts in characters is counted in UTF-16 here: the same but for emoji.
    // deno-lint-ignore no-control-regex
    if (!/^[\x00-\x7f]+$/.test(source)) continue;
    sources.push(source);
    // Cut behind a line: within one the two may differ in what is no token yet.
    const lines = source.split("\n");
    for (const share of [0.2, 0.5, 0.8]) {
      sources.push(lines.slice(0, Math.ceil(lines.length * share)).join("\n"));
    }
  }
  sources.push(
    "x = 'abc",
    "def f(): return f'a{x:>{3}}",
    "class A(B): pass",
    "x = (1,\n  'a\n",
    '"""a',
  );
  const stdin = [Object.keys(THEME), ...sources].map((value) => `${JSON.stringify(value)}\n`).join(
    "",
  );
  const { stdout, stderr } = await pysandbox(["run", "-c", ASK_PYTHON], { stdin });
  assert.equal(stderr, "");
  const answer: { theme: unknown; spans: [Span["kind"], number, number][][] } = JSON.parse(stdout);
  assert.deepEqual(THEME, answer.theme);
  assert.ok(sources.length > 40, "there are programs");
  sources.forEach((source, index) => {
    const expected = answer.spans[index]!.map(([kind, start, end]) => ({ kind, start, end }));
    assert.deepEqual(kinds(source, highlight(source)), kinds(source, expected), source);
  });
});
