/** The stack that an executable for Windows asks for. */
import assert from "node:assert/strict";
import { BuildError } from "../build/build_error.ts";
import { reserveStack } from "../build/stack_reserve.ts";

/** The beginning of an executable, as Microsoft's page "PE Format" has it; its header begins at 0x78. */
function executable(format: number, machine = 0x8664): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x5A4D, true);
  view.setUint32(0x3C, 0x78, true);
  view.setUint32(0x78, 0x4550, true);
  view.setUint16(0x7C, machine, true);
  view.setUint16(0x90, format, true);
  view.setBigUint64(0xD8, 0x400000n, true);
  return bytes;
}

Deno.test("an executable for Windows asks for 128 MiB of stack, and nothing else in it changes", () => {
  const bytes = executable(0x20B);
  const expected = bytes.slice();
  new DataView(expected.buffer).setBigUint64(0xD8, 128n << 20n, true);
  reserveStack(bytes);
  assert.deepEqual(bytes, expected);
});

Deno.test("executables for other systems are left as they are", () => {
  for (const bytes of [new Uint8Array(600), executable(0x20B, 0x1C0)]) {
    const before = bytes.slice();
    reserveStack(bytes);
    assert.deepEqual(bytes, before);
  }
});

Deno.test("a header of another format is refused", () => {
  assert.throws(() => reserveStack(executable(0x10B)), (error: unknown) => {
    assert.ok(error instanceof BuildError);
    assert.equal(error.message, "the executable's header has format 0x10b; expected 0x20b");
    return true;
  });
});
