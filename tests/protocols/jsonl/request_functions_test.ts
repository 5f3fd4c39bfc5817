/** Host functions in requests, and lines that answer calls. */
import assert from "node:assert/strict";
import { cutAnswer } from "../../../src/protocols/jsonl/json_calls.ts";
import { ask, assertRefused } from "./requests.ts";

const refused = (members: object, message: string) =>
  assertRefused({ code: "", ...members }, message);
const functions = (given: unknown, message: string) => refused({ functions: given }, message);

Deno.test("functions are refused by name where they are none", () => {
  functions({}, "functions: expected an array of objects; got an object");
  functions([7], "functions[0]: expected an object; got 7");
  functions([{}], "functions[0]: expected a string as name; got undefined");
  functions([{ name: 7 }], "functions[0]: expected a string as name; got 7");
  functions(
    [{ name: "f", parameter: {} }],
    "functions[0]: expected the members 'name', 'description' and 'parameters'; got 'parameter'",
  );
  functions(
    [{ name: "f" }, { name: "f" }],
    "functions[1]: another function is called 'f'",
  );
  functions(
    [{ name: "f", description: 5 }],
    "functions 'f': expected a string as description; got 5",
  );
  functions(
    [{ name: "f", description: "\ud800" }],
    "functions 'f': expected whole characters; got half of a surrogate pair",
  );
  functions(
    [{ name: "f", parameters: [] }],
    "functions 'f': expected a schema as parameters; got an array",
  );
  functions(
    [{ name: "f", parameters: "x" }],
    "functions 'f': expected a schema as parameters; got 'x'",
  );
});

Deno.test("a function's name is one of Python's, and none of those that Python has", () => {
  const letters = "expected a name of at most 128 letters, digits and underscores";
  for (const name of ["", "a b", "1a", "a.b", "\u00e9", "a".repeat(129)]) {
    functions(
      [{ name }],
      `functions '${name.slice(0, 64)}${name.length > 64 ? "..." : ""}': ${letters}`,
    );
  }
  functions([{ name: "class" }], "functions 'class': expected a name; it is a keyword of Python");
  functions(
    [{ name: "__import__" }],
    "functions '__import__': expected a name that is not one of Python's own",
  );
  for (const name of ["_", "match", "a".repeat(128), "print", "__proto", "constructor"]) {
    const request = ask({ code: "", functions: [{ name }] });
    assert.ok(request.kind === "run");
    assert.deepEqual(Object.keys(request.functions), [name]);
  }
});

Deno.test("a function and a value have no name in common", () => {
  const given = { functions: [{ name: "f" }, { name: "g" }], inputs: { a: 1, g: 2 } };
  const message = "inputs 'g': expected a name that none of functions has; both have it";
  refused(given, message);
  assertRefused(`{"code":"","inputs":{"\\u0067":2},"functions":[{"name":"g"}]}`, message);
});

Deno.test("there are at most 128 functions, of at most 1 MiB", () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `f${at}` }));
  assert.equal(ask({ code: "", functions: many(128) }).kind, "run");
  functions(many(129), "functions: expected at most 128; got 129");
  functions(
    [{ name: "f", description: "x".repeat(2 ** 20) }],
    "functions: expected at most 1MiB of JSON; got 1048625 characters",
  );
});

Deno.test("the bounds of calls are refused by name where they are out of range", () => {
  const timeout = "a duration such as '5s', or a number of milliseconds, from 1ms to 24h; got";
  refused({ callTimeout: 0 }, `callTimeout: expected ${timeout} 0`);
  refused({ callTimeout: "25h" }, `callTimeout: expected ${timeout} '25h'`);
  refused({ callTimeout: "soon" }, `callTimeout: expected ${timeout} 'soon'`);
  refused({ callTimeout: 0.5 }, `callTimeout: expected ${timeout} 0.5`);
  const calls = "maxCalls: expected a whole number from 0 to 1000000; got";
  refused({ maxCalls: -1 }, `${calls} -1`);
  refused({ maxCalls: 1_000_001 }, `${calls} 1000001`);
  refused({ maxCalls: "7" }, `${calls} '7'`);
  assertRefused({ ping: true, functions: [] }, "'functions' does not go with 'ping'");
});

Deno.test("an answer names a call, and has a value or an error", () => {
  const answer = { kind: "answer", id: null, call: "c_1" };
  assert.deepEqual(ask({ answer: "c_1", value: 7 }), { ...answer, error: null });
  assert.deepEqual(ask({ answer: "c_1", value: null }), { ...answer, error: null });
  const error = { type: "E", message: "m" };
  assert.deepEqual(ask({ id: 5, answer: "c_1", error }), { ...answer, id: 5, error });
  assertRefused({ answer: 7, value: 1 }, "answer: expected the name of a call; got 7");
  assertRefused({ answer: "c_1" }, "Expected one of the members 'value', 'error'");
  assertRefused(
    { answer: "c_1", value: 1, error },
    "'value' and 'error' exclude each other",
  );
  const shape = `error: expected {"type": "...", "message": "..."}, both strings; got`;
  assertRefused({ answer: "c_1", error: "x" }, `${shape} 'x'`);
  assertRefused({ answer: "c_1", error: { type: "E" } }, `${shape} an object`);
  assertRefused({ answer: "c_1", error: { type: 1, message: "m" } }, `${shape} an object`);
  assertRefused({ answer: "c_1", value: 1, code: "" }, "'code' and 'answer' exclude each other");
  assertRefused({ answer: "c_1", value: 1, timeout: 5 }, "'timeout' does not go with 'answer'");
});

Deno.test("a value is cut out of its line as it was written, wherever it stands", async () => {
  const cut = async (line: string) => {
    const found = await cutAnswer(line);
    return found && [found.rest, found.value && new TextDecoder().decode(found.value)];
  };
  assert.deepEqual(await cut('{"answer":"c_1","value":3.0}'), [
    '{"answer":"c_1","value":true}',
    "3.0",
  ]);
  assert.deepEqual(await cut(' { "value" : [ 1e400, "\\u00e9]" ] , "answer" : "c_1" } '), [
    ' { "value" : true , "answer" : "c_1" } ',
    '[ 1e400, "\\u00e9]" ]',
  ]);
  assert.deepEqual(await cut('{"\\u0061nswer":"c_1","v\\u0061lue":1}'), [
    '{"\\u0061nswer":"c_1","v\\u0061lue":true}',
    "1",
  ]);
  assert.deepEqual(await cut('{"answer":"c_1","value":1,"value":2}'), [
    '{"answer":"c_1","value":1,"value":true}',
    "2",
  ]);
  assert.deepEqual(await cut('{"answer":"c_1"}'), ['{"answer":"c_1"}', null]);
  assert.equal(await cut('{"code":"","args":["answer"],"inputs":{"answer":"c_1"}}'), null);
});

Deno.test("a long value is looked at in pieces, and others get their turn meanwhile", async () => {
  const value = `[${"[],".repeat(2 ** 20)}0]`;
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const cut = await cutAnswer(`{"answer":"c_1","value":${value}}`);
  clearInterval(timer);
  assert.equal(new TextDecoder().decode(cut!.value!), value);
  assert.ok(turns > 1);
});

Deno.test("a value is nested at most 100 deep", async () => {
  const line = (depth: number) =>
    `{"answer":"c_1","value":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  assert.ok(await cutAnswer(line(100)) !== null);
  await assert.rejects(cutAnswer(line(101)), {
    name: "OutlineError",
    message: "expected arrays and objects nested at most 101 deep",
  });
  for (const wrong of ["", "1,", "]", "01", "'a'", "NaN", "[1,]", '{"a":1,}', "tru"]) {
    await assert.rejects(cutAnswer(`{"answer":"c_1","value":${wrong}}`), { name: "OutlineError" });
  }
});
