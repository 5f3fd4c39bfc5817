/** Python's buffer of standard output, on memory of the tests' making. */
import assert from "node:assert/strict";
import { STDOUT_BUFFER_BYTES, StdoutBuffer } from "../../src/jail/stdout_buffer.ts";

const ADDRESS = 64;
const BYTES_AT = 1024;
/** The members of CPython's object, in bytes from its address. */
const AT = { bytes: 48, writeStart: 80, writeEnd: 88, owner: 100, size: 104 } as const;

/** Memory with a buffer that is shut, and what Python does with it. */
function python() {
  const memory = { HEAPU8: new Uint8Array(128 * 1024) };
  const set = (member: keyof typeof AT, value: number) =>
    new DataView(memory.HEAPU8.buffer).setUint32(ADDRESS + AT[member], value, true);
  const get = (member: keyof typeof AT) =>
    new DataView(memory.HEAPU8.buffer).getBigInt64(ADDRESS + AT[member], true);
  set("bytes", BYTES_AT);
  set("size", 1);
  const write = (text: string, start = 0) => {
    const bytes = new TextEncoder().encode(text);
    memory.HEAPU8.set(bytes, BYTES_AT + start);
    set("writeStart", start);
    new DataView(memory.HEAPU8.buffer)
      .setBigInt64(ADDRESS + AT.writeEnd, BigInt(start + bytes.length), true);
  };
  return { memory, set, get, write, made: new StdoutBuffer(memory, ADDRESS) };
}

function textOf(bytes: Uint8Array<ArrayBuffer> | null): string | null {
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

Deno.test("a buffer is shut, open, and gives what is in it once", () => {
  const { made, write, get } = python();
  assert.equal(made.isOpen, false);
  made.open();
  assert.deepEqual([made.isOpen, Number(get("size")) % 2 ** 32], [true, STDOUT_BUFFER_BYTES]);
  write("said", 3);
  assert.equal(textOf(made.shut()), "said");
  assert.deepEqual([made.isOpen, Number(get("size")) % 2 ** 32], [false, 1]);
  // As CPython leaves a buffer that it has written: nothing is in it.
  assert.deepEqual([get("writeStart"), get("writeEnd")], [0n, -1n]);
  assert.equal(made.shut(), null);
  made.open();
  assert.equal(made.shut(), null);
});

Deno.test("nothing is taken while Python is within one of its methods", () => {
  const { made, write, set } = python();
  made.open();
  write("half");
  set("owner", 4711);
  assert.deepEqual([made.isBusy, made.shut(), made.isOpen], [true, null, true]);
  set("owner", 0);
  assert.deepEqual([made.isBusy, textOf(made.shut()), made.isOpen], [false, "half", false]);
});

Deno.test("a buffer is found in memory that has grown", () => {
  const { made, memory, write } = python();
  made.open();
  write("before");
  const grown = new Uint8Array(2 * memory.HEAPU8.length);
  grown.set(memory.HEAPU8);
  memory.HEAPU8 = grown;
  assert.equal(textOf(made.shut()), "before");
  made.open();
  write("after");
  assert.equal(textOf(made.shut()), "after");
});

Deno.test("one that a program has closed or made anew is left alone", () => {
  for (const [member, value] of [["bytes", 0], ["bytes", 2048], ["size", 10]] as const) {
    const shut = python();
    shut.set(member, value);
    shut.made.open();
    assert.deepEqual([shut.made.isOpen, shut.made.shut()], [false, null]);

    const open = python();
    open.made.open();
    open.write("text");
    open.set(member, value);
    assert.deepEqual([open.made.shut(), open.made.isOpen], [null, false]);
    assert.equal(open.get("writeEnd"), 4n);
  }
});

Deno.test("ends that no buffer has are nothing", () => {
  for (const [start, end] of [[5, 5], [7, 3], [0, STDOUT_BUFFER_BYTES + 1], [0, 2 ** 31]]) {
    const { made, set } = python();
    made.open();
    set("writeStart", start!);
    set("writeEnd", end!);
    assert.equal(made.shut(), null);
  }
});
