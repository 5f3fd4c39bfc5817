import assert from "node:assert/strict";
import {
  InternalError,
  messageOf,
  ScriptNotFoundError,
  ScriptUnreadableError,
  UsageError,
} from "../../src/core/errors.ts";

Deno.test("each error leads to the exit status of the contract", () => {
  assert.equal(new UsageError("x").exitCode, 2);
  assert.equal(new InternalError("x").exitCode, 125);
  assert.equal(new ScriptUnreadableError("x").exitCode, 126);
  assert.equal(new ScriptNotFoundError("x").exitCode, 127);
});

Deno.test("the message of anything thrown is one line", () => {
  assert.equal(messageOf(new Error("first\n  second\r\n\nthird\n")), "first second third");
  assert.equal(messageOf("a text"), "a text");
  assert.equal(messageOf(undefined), "undefined");
  assert.equal(messageOf(null), "null");
});

Deno.test("blanks without end in a message take no time", () => {
  const quoted = `expected a digest; got 'a${" ".repeat(1024 * 1024)}b'`;
  assert.equal(messageOf(new Error(quoted)), quoted);
});
