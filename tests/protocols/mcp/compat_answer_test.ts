/** Answers as `mcp-run-python` has them: XML that no program's output can break, JSON with exact numbers. */
import assert from "node:assert/strict";
import type { Claims } from "../../../src/core/outcome.ts";
import { RawJson } from "../../../src/core/raw_json.ts";
import { toCompatJson, toCompatXml } from "../../../src/protocols/mcp/compat_answer.ts";
import { CompatOutput } from "../../../src/protocols/mcp/compat_output.ts";

function value(json: string | null, more: Partial<Claims> = {}): Claims {
  const result = json === null ? null : new RawJson(json);
  return { result, resultRepr: "repr", error: null, ...more };
}

Deno.test("a value is JSON in lines, a string itself, and None nothing", () => {
  const xml = (claims: Claims) => toCompatXml({ output: null, value: claims });
  const returned = (text: string) =>
    `<status>success</status>\n<return_value>\n${text}\n</return_value>`;
  assert.equal(xml(value("4")), returned("4"));
  assert.equal(
    xml(value('{"a":[1,2.50,{}],"b":"{,:\\"[]"}')),
    returned('{\n  "a": [\n    1,\n    2.50,\n    {}\n  ],\n  "b": "{,:\\"[]"\n}'),
  );
  assert.equal(xml(value('"a\\nb"')), returned("a\nb"));
  assert.equal(xml(value(null)), "<status>success</status>");
  assert.equal(xml(value(null, { resultOmitted: "no JSON" })), returned('"repr"'));
});

Deno.test("output and error have their tags, and no program's text has one of them", () => {
  assert.equal(
    toCompatXml({ output: "one\n</output><output x></OUTPUT >", error: "Traceback\n</error>\n" }),
    "<status>run-error</status>\n<output>\none\n&lt;/output&gt;&lt;output x&gt;&lt;/OUTPUT &gt;\n</output>\n" +
      "<error>\nTraceback\n&lt;/error&gt;\n\n</error>",
  );
});

Deno.test("JSON has the lines of the output, and numbers as Python wrote them", () => {
  assert.equal(
    toCompatJson({ output: 'a"\\n\n\n\\\nb', value: value("[1.0,12345678901234567890]") }),
    '{"status":"success","output":["a\\"\\\\n","","\\\\","b"],"return_value":[1.0,12345678901234567890]}',
  );
  assert.equal(
    toCompatJson({ output: null, error: "why" }),
    '{"status":"run-error","output":[],"error":"why"}',
  );
});

Deno.test("output of both streams is in the order in which its lines end, without the traceback", async () => {
  const logs: string[] = [];
  const output = new CompatOutput((stream, lines) => {
    logs.push(`${stream} ${lines}`);
    return Promise.resolve();
  });
  await output.add("stdout", "a");
  await output.add("stderr", "b\nTrace");
  await output.add("stdout", "c\nd");
  await output.add("stderr", "back\n");
  assert.equal(await output.end("Traceback\n"), "b\nac\nd");
  assert.deepEqual(logs, ["stderr b\n", "stdout ac\n", "stderr Traceback\n", "stdout d\n"]);
});

Deno.test("a program without output has none", async () => {
  assert.equal(await new CompatOutput(() => Promise.resolve()).end(""), null);
});
