/** Values in requests of the server. */
import { deepEqual, equal } from "node:assert/strict";
import { sharing } from "./sharing.ts";

const test = sharing("--workers", "1", "--spares", "1");

test("values are bound as global names, and are exactly what was written", async (server) => {
  const line = (code: string, inputs: string) =>
    `{"id":1,"code":${JSON.stringify(code)},"inputs":${inputs}}`;
  const ask = async (code: string, inputs: string) => {
    await server.send(line(code, inputs));
    const { status, resultRepr, error } = await server.next() ?? {};
    return status === "ok" ? resultRepr : error;
  };
  const digits = "9".repeat(10_000);
  const cases: [code: string, inputs: string, repr: string][] = [
    ["a, b, c", '{"a": 3.0, "b": 3, "c": -0.0}', "(3.0, 3, -0.0)"],
    ["x", '{"x":123456789012345678901234567890}', "123456789012345678901234567890"],
    [`x == 10 ** 10000 - 1, len(__import__("sys").argv)`, `{"x":${digits}}`, "(True, 1)"],
    [
      "x",
      '{"x":{"b":[null,true,false,"\u00e9\\u00e9\\ud83d\\ude00"],"a":{}}}',
      `{'b': [None, True, False, '\u00e9\u00e9\u{1F600}'], 'a': {}}`,
    ],
    ["x", '{"x":"\\ud800"}', "'\\ud800'"],
    ["x", '{"x":1,"x":2}', "2"],
    ["\u00e9", '{"\\u00e9":1}', "1"],
    ["sorted(n for n in globals() if n[0] != '_')", "{}", "[]"],
    ["print", '{"print":1}', "1"],
    ["def f():\n  return n\nf()", '\t{ "n" : [ 1 , 2 ] } ', "[1, 2]"],
    ["x", '{"x":1e400}', "inf"],
    ["import sys; sys.get_int_max_str_digits()", '{"x":1}', "4300"],
    ["len(x)", `{"x":${"[".repeat(100)}${"]".repeat(100)}}`, "1"],
  ];
  for (const [code, inputs, repr] of cases) {
    equal(await ask(code, inputs), repr, inputs.slice(0, 80));
  }
  // Its own name may be written with escape sequences, and of two the last one counts.
  await server.send('{"id":1,"code":"x","inputs":{"x":1},"\\u0069nputs":{"x":2.50}}');
  equal((await server.next())?.resultRepr, "2.5");
  equal((await server.ask({ code: "1", inputs: null })).output, 1);
});

test("a table of 100,000 numbers and a text of 10 MB go in, and count against the heap", async (server) => {
  const table = Array.from({ length: 100_000 }, (_, at) => at / 7);
  const sum = await server.ask({ code: "len(t), t[7], t[99_999]", inputs: { t: table } });
  deepEqual(sum.output, [100_000, 1, table.at(-1)]);
  const text = "x\u00e9".repeat(4 << 20);
  equal((await server.ask({ code: "len(t)", inputs: { t: text } })).output, 8 << 20);
  // A value that was read takes no more memory than itself: of its bytes nothing is left.
  const { stats } = await server.ask({
    code:
      "import gc; gc.unfreeze(); sum(1 for o in gc.get_objects() if isinstance(o, bytes) and len(o) > 9e6)",
    inputs: { t: "x".repeat(10 << 20) },
  });
  equal((stats as { peakHeapBytes: number }).peakHeapBytes > 50 << 20, true);
  const small = { inputs: { t: text }, maxHeap: "48MiB" };
  const refused = await server.ask({ code: "1", ...small });
  deepEqual([refused.status, refused.error], [
    "memory",
    "out of memory: the limit is 48MiB (--max-heap)",
  ]);
  equal((await server.ask({ code: "4 + 5" })).output, 9);
});

test("in a session, values stay, and are bound again by the next request", async (server) => {
  const ask = async (members: Record<string, unknown>) =>
    (await server.ask({ session: "s", ...members })).output;
  equal(await ask({ code: "x + 1", inputs: { x: 1 } }), 2);
  equal(await ask({ code: "x += 10\nx" }), 11);
  deepEqual(await ask({ code: "x, y", inputs: { x: 5, y: [] } }), [5, []]);
  // The same request again has the same header, and its values all the same.
  deepEqual(await ask({ code: "x, y", inputs: { x: 6 } }), [6, []]);
  // What a program makes of the JSON module is nothing to the values of the next.
  await ask({ code: "import json\njson.JSONDecoder = json.loads = json.scanner = None" });
  equal(await ask({ code: "x", inputs: { x: 7.0 } }), 7);
});

test("reading the values counts as the program's time, and ends with its limits", async (server) => {
  // Of so many digits, which no interrupt ends, Python makes a number for minutes.
  const line = `{"id":1,"code":"1","timeout":500,"inputs":{"x":${"7".repeat(15 << 20)}}}`;
  await server.send(line);
  const { status, error } = await server.next() ?? {};
  deepEqual([status, error], ["timeout", "timed out after 500ms (--timeout)"]);
  equal((await server.ask({ code: "4 + 5" })).output, 9);
});

test("values that are none, and names that Python does not have, are refused by name", async (server) => {
  const cases: [inputs: unknown, message: string][] = [
    [[1], "inputs: expected an object; got an array"],
    ["x", "inputs: expected an object; got 'x'"],
    [true, "inputs: expected an object; got true"],
    [
      { "a b": 1 },
      "inputs 'a b': expected a name as Python has them: letters, digits and underscores",
    ],
    [{ class: 1 }, "inputs 'class': expected a name; it is a keyword of Python"],
    [{ "\ufb01": 1 }, "inputs '\ufb01': expected 'fi', which is what Python reads for it"],
    [{ __name__: 1 }, "inputs '__name__': expected a name that is not one of Python's own"],
    [
      Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`n${at}`, 1])),
      "inputs: expected at most 1000 names; got 1001",
    ],
  ];
  for (const [inputs, message] of cases) {
    const answer = await server.ask({ code: "1", inputs });
    deepEqual([answer.status, answer.error], ["invalid", message]);
  }
  const unread: [line: string, message: string][] = [
    ['{"code":"1","inputs":{"x":NaN}}', "Invalid JSON input: no JSON at position 26"],
    ['{"code":"1","inputs":{"x":01}}', "Invalid JSON input: no JSON at position 27"],
    ['{"code":"1","inputs":{"x":1}', "Invalid JSON input: it ends too early"],
    [
      `{"code":"1","inputs":{"x":${"[".repeat(101)}${"]".repeat(101)}}}`,
      "Invalid JSON input: expected arrays and objects nested at most 102 deep",
    ],
    [
      `{"code":"1","inputs":{"x":${"[".repeat(4_000_000)}`,
      "Invalid JSON input: expected arrays and objects nested at most 102 deep",
    ],
    ['["inputs"]', "Input is not a JSON object"],
    ['{"ping":true,"inputs":{}}', "'inputs' does not go with 'ping'"],
  ];
  for (const [line, message] of unread) {
    await server.send(line);
    deepEqual(await server.next(), { status: "invalid", error: message });
  }
  // Only inputs have their own bounds: all else in a line is as it was.
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`V${at}`, "\x01"]));
  equal(
    (await server.ask({ code: "len(__import__('os').environ) > 3000", env: many })).output,
    true,
  );
});
