/** Which blocks of a Markdown text are programs, and in which lines they stand. */
import assert from "node:assert/strict";
import { pythonBlocks } from "../../../src/vet/select/markdown.ts";

/** Each block as its line and its code. */
function blocks(text: string): [line: number, code: string][] {
  return [...pythonBlocks(text)].map(({ line, code }) => [line, code]);
}

Deno.test("fences of Python are programs, whatever else they say; others are none", () => {
  for (
    const info of [
      ...["python", "py", "Python", "python3", " python ", 'py title="a.py"', "python,ignore"],
      ...["{.python}", "{python}", "{.python .numberLines}", "python {linenos=true}"],
    ]
  ) {
    assert.deepEqual(blocks(`\`\`\`${info}\n1\n\`\`\`\n`), [[1, "1\n"]], info);
    assert.deepEqual(blocks(`~~~~${info}\n1\n~~~~\n`), [[1, "1\n"]], info);
  }
  for (const info of ["", "pycon", "python-repl", "pyi", "text python", "sh", "pythonic"]) {
    assert.deepEqual(blocks(`\`\`\`${info}\n1\n\`\`\`\n`), [], info);
  }
});

Deno.test("a block has the line of its fence, and all its lines", () => {
  const text = "# Title\r\n\r\n```python\r\na = 1\r\n\r\nb = 2\r\n```\r\n\n```py\n```\n```py\nlast";
  assert.deepEqual(blocks(text), [[3, "a = 1\n\nb = 2\n"], [9, ""], [11, "last\n"]]);
  assert.deepEqual([...pythonBlocks(text)].map(({ count }) => count), [3, 0, 1]);
});

Deno.test("a longer fence holds shorter ones, and the other kind", () => {
  const inner = "```python\nno\n```\n";
  assert.deepEqual(blocks(`\`\`\`\`markdown\n${inner}\`\`\`\`\n${inner}`), [[6, "no\n"]]);
  assert.deepEqual(blocks(`~~~markdown\n${inner}~~~\n`), []);
  assert.deepEqual(blocks("````python\ns = '''\n```\n'''\n````\n"), [[1, "s = '''\n```\n'''\n"]]);
  assert.deepEqual(blocks("```python\n``` no end\n`````\n"), [[1, "``` no end\n"]]);
});

Deno.test("a text between backticks, code that is indented and a comment are no fences", () => {
  assert.deepEqual(blocks("``` python `x` ```\n"), []);
  assert.deepEqual(blocks("``python\n1\n``\n"), []);
  assert.deepEqual(blocks("text\n\n    ```python\n    1\n    ```\n"), []);
  assert.deepEqual(blocks("<!--\n```python\nno\n```\n-->\n```python\nyes\n```\n"), [[6, "yes\n"]]);
  assert.deepEqual(blocks("<!-- a -->\n```python\nyes\n```\n"), [[2, "yes\n"]]);
});

Deno.test("blocks in lists and quotes are without what stands before them", () => {
  assert.deepEqual(blocks("   ```python\n   if 1:\n       2\n  3\n   ```\n"), [
    [1, "if 1:\n    2\n3\n"],
  ]);
  assert.deepEqual(
    blocks(
      "1. one\n\n   ```python\n   a\n   ```\n10. two\n    - three\n\n      ~~~py\n      b\n      ~~~\n",
    ),
    [[3, "a\n"], [9, "b\n"]],
  );
  assert.deepEqual(blocks("- ```python\n  a\n  ```\n"), [[1, "a\n"]]);
  assert.deepEqual(blocks("> ```python\n> a\n>\n>  b\n> ```\n> ```python\n> c\nd\n"), [
    [1, "a\n\n b\n"],
    [6, "c\n"],
  ]);
  assert.deepEqual(blocks("-\t```python\n\ta\n\t\tb\n\t```\n"), [[1, "a\n\tb\n"]]);
  assert.deepEqual(blocks("- item\n\ntext\n\n    ```python\n    no\n    ```\n"), []);
});

Deno.test("a long text of any of these is read in time that grows with it", () => {
  const many = 200_000;
  for (
    const text of [
      "```python\n```\n".repeat(many),
      "- ".repeat(many) + "\n" + "> ".repeat(many),
      "`".repeat(5 * many),
      `${" ".repeat(5 * many)}\`\`\``,
      "<!-- ".repeat(many),
    ]
  ) {
    const began = performance.now();
    for (const _ of pythonBlocks(text));
    assert.ok(performance.now() - began < 5000, text.slice(0, 20));
  }
});
