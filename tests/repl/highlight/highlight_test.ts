import assert from "node:assert/strict";
import { highlight, THEME } from "../../../src/repl/highlight/highlight.ts";

/** The source with the kinds of its spans around them. */
function marked(source: string): string {
  let text = "";
  let at = 0;
  for (const { kind, start, end } of highlight(source)) {
    assert.ok(start >= at && end > start, "spans are in order");
    text += `${source.slice(at, start)}<${kind} ${source.slice(start, end)}>`;
    at = end;
  }
  return text + source.slice(at);
}

Deno.test("keywords, constants, builtins, definitions, strings, numbers and comments are told apart", () => {
  assert.equal(
    marked("def f(x): return len('a') + 1.5e3, None  # why"),
    "<keyword def> <definition f>(x): <keyword return> <builtin len>(<string 'a'>) + " +
      "<number 1.5e3>, <keyword_constant None>  <comment # why>",
  );
  assert.equal(marked("x.print = print"), "x.print = <builtin print>");
  assert.equal(marked("1if x else 0xff"), "<number 1><keyword if> x <keyword else> <number 0xff>");
});

Deno.test("soft keywords are keywords only where they can be", () => {
  assert.equal(
    marked("match x:\n  case _: pass"),
    "<soft_keyword match> x:\n  <soft_keyword case> <soft_keyword _>: <keyword pass>",
  );
  assert.equal(marked("match = case + type(_)"), "match = case + <builtin type>(_)");
  assert.equal(marked("type X = int"), "<soft_keyword type> X = <builtin int>");
});

Deno.test("fields of f-strings are code again", () => {
  assert.equal(
    marked("f'a{len(x)!r:>{10}}b{{c}}'"),
    "<string f'><string a>{<builtin len>(x)!r:<string >>{<number 10>}}<string b{{c}}><string '>",
  );
});

Deno.test("a string that is not closed yet lasts to the end", () => {
  assert.equal(marked("x = 'abc\ny = 1"), "x = <string 'abc\ny = 1>");
  assert.equal(marked('"""a\n1'), '<string """a\n1>');
  assert.equal(marked("f'a {x} b"), "<string f'><string a >{x}<string  b>");
});

Deno.test("whatever is typed has colours and no error", () => {
  const source =
    'f\'{x!r:{y}}\' """a\\"""" [({})]}]) $ ? ! \\ \\\n 0x 1__0 .5. \u00e9\u{1f600} \r\n\tif';
  for (let start = 0; start < source.length; start++) {
    for (let end = start; end <= source.length; end++) {
      assert.ok(marked(source.slice(start, end)).length >= end - start);
    }
  }
});

Deno.test("the colours are those of Python's default theme", () => {
  assert.deepEqual(THEME, {
    prompt: "\x1b[1;35m",
    keyword: "\x1b[1;34m",
    keyword_constant: "\x1b[1;34m",
    soft_keyword: "\x1b[1;34m",
    builtin: "\x1b[36m",
    definition: "\x1b[1m",
    string: "\x1b[32m",
    number: "\x1b[33m",
    comment: "\x1b[31m",
  });
});
