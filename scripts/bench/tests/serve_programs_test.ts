/** The programs of the bench's requests, and what their answers must be. */
import assert from "node:assert/strict";
import { CannotMeasure } from "../cannot_measure.ts";
import { expectOutput, printing } from "../serve_programs.ts";
import { requestLine } from "../serve_server.ts";

const nine = { name: "4 + 5", source: "4 + 5", expected: "9" };

Deno.test("a program is printed by its last line where nobody asks for its value", () => {
  assert.equal(printing("4 + 5"), "print(4 + 5)");
  assert.equal(printing("import json\njson.dumps([1])\n"), "import json\nprint(json.dumps([1]))");
});

Deno.test("an answer is taken for the value that it has, as a number or as a text", () => {
  expectOutput("session", '{"status": "ok", "output": 9}', nine);
  expectOutput("session", '{"output": "9"}', nine);
});

Deno.test("an answer with another value, or with none, is no measurement", () => {
  for (const line of ['{"output": 10}', '{"output": null}', '{"error": "MemoryError"}']) {
    assert.throws(
      () => expectOutput("naive loop", line, nine),
      new CannotMeasure(`naive loop: expected the output 9; got ${line}`),
    );
  }
});

Deno.test("a request names its session where it has one", () => {
  assert.equal(requestLine('"a"\n', null), '{"code":"\\"a\\"\\n"}');
  assert.equal(requestLine("1", "s"), '{"code":"1","session":"s"}');
});
