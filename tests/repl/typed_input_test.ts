import assert from "node:assert/strict";
import { TypedInput } from "../../src/repl/typed_input.ts";

/** A keyboard, pressed by the test. */
function keyboard() {
  const waiting: ((bytes: Uint8Array | null) => void)[] = [];
  const input = new TypedInput(() => new Promise((resolve) => waiting.push(resolve)));
  return {
    input,
    waiting,
    type: (text: string) => waiting.shift()!(new TextEncoder().encode(text)),
    end: () => waiting.shift()!(null),
  };
}

async function textOf(read: Promise<Uint8Array | null>): Promise<string | null> {
  const bytes = await read;
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

Deno.test("what is put back comes first, and what is dropped never", async () => {
  const { input, type } = keyboard();
  const first = textOf(input.read());
  type("abcd");
  assert.equal(await first, "abcd");
  assert.equal(input.hasLeft, false);
  input.putBack(new TextEncoder().encode("cd"));
  input.putBack(new TextEncoder().encode("ab"));
  assert.equal(input.hasLeft, true);
  assert.equal(await textOf(input.read()), "abcd");
  input.putBack(new TextEncoder().encode("x"));
  input.drop();
  const next = textOf(input.read());
  type("y");
  assert.equal(await next, "y");
});

Deno.test("a reader that comes later takes over the read that waits, and loses nothing", async () => {
  const { input, waiting, type } = keyboard();
  let first = false;
  input.read().then(() => first = true);
  const second = textOf(input.read());
  assert.equal(waiting.length, 1);
  type("a");
  assert.equal(await second, "a");
  assert.equal(first, false);
});

Deno.test("what comes for a reader that was abandoned waits for the next", async () => {
  const { input, waiting, type } = keyboard();
  let first = false;
  input.read().then(() => first = true);
  input.abandon();
  type("a");
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(first, false);
  assert.equal(await textOf(input.read()), "a");
  assert.equal(waiting.length, 0);
});

Deno.test("the end of the input is not for ever, as Ctrl-D on a terminal", async () => {
  const { input, type, end } = keyboard();
  const first = textOf(input.read());
  end();
  assert.equal(await first, null);
  const second = textOf(input.read());
  type("more");
  assert.equal(await second, "more");
});
