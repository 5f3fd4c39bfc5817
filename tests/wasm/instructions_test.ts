import assert from "node:assert/strict";
import { encodeLeb } from "../../src/wasm/binary.ts";
import type { Immediate } from "../../src/wasm/instructions.ts";
import { allInstructions } from "./all_instructions.ts";

const [UNREACHABLE, TRY, CATCH, END] = [0x00, 0x06, 0x07, 0x0B];
const [I32, FUNCREF] = [0x7F, 0x70];

/** Immediates that are valid in the module below. */
const VALID: Readonly<Record<Immediate, readonly number[]>> = {
  function: [0],
  type: [0],
  table: [0],
  memory: [0],
  global: [0],
  tag: [0],
  local: [0],
  label: [0],
  "element segment": [0],
  "data segment": [0],
  integer: [0],
  "heap type": [FUNCREF],
  "block type": [0x40],
  byte: [0],
  "4 bytes": [0, 0, 0, 0],
  "8 bytes": Array(8).fill(0),
  "16 bytes": Array(16).fill(0),
  "memory argument": [0, 0],
  labels: [1, 0, 0],
  "value types": [1, I32],
  "catch clauses": [0],
};

/** Instructions that are valid only at the end of a block of the older kind of exceptions, and what must be around them. */
const AROUND: Readonly<
  Record<number, readonly [before: readonly number[], after: readonly number[]]>
> = {
  0x05: [[0x04, 0x40], [END]],
  0x07: [[TRY, 0x40], [END]],
  0x09: [[TRY, 0x40, CATCH, 0], [END]],
  0x0B: [[0x02, 0x40], []],
  0x18: [[TRY, 0x40], []],
  0x19: [[TRY, 0x40], [END]],
};

/** Instructions that open a block. */
const OPENING: ReadonlySet<number> = new Set([0x02, 0x03, 0x04, TRY, 0x1F]);

/** Atomic accesses have one valid alignment each: their size, as a power of two. */
function alignments(opcodes: readonly number[]): readonly number[] {
  return opcodes[0] === 0xFE ? [0, 1, 2, 3] : [0];
}

/** A module with one function of this code, and one of each thing that an instruction can refer to. */
function moduleWith(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [1, 1, I32, ...code, END];
  const section = (id: number, content: readonly number[]) => [
    ...[id, ...encodeLeb(content.length)],
    ...content,
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6D, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(4, [1, FUNCREF, 0, 1]),
    ...section(5, [1, 1, 1, 2]),
    ...section(13, [1, 0, 0]),
    ...section(6, [1, I32, 1, 0x41, 0, END]),
    ...section(9, [1, 1, 0, 1, 0]),
    ...section(12, [1]),
    ...section(10, [1, ...encodeLeb(body.length), ...body]),
    ...section(11, [1, 1, 0]),
  ]);
}

Deno.test("each known instruction is one of the engine's, with these immediates and no others", () => {
  for (const { opcodes, immediates } of allInstructions()) {
    const isValid = (operands: readonly number[]) => {
      const [before, after] = AROUND[opcodes[0]!] ?? [[], []];
      const closing = OPENING.has(opcodes[0]!) ? [UNREACHABLE, END] : [];
      // Behind `unreachable` an instruction finds operands of whatever types it takes.
      return WebAssembly.validate(
        moduleWith([
          ...[UNREACHABLE, ...before, UNREACHABLE, ...opcodes, ...operands, ...closing],
          ...[UNREACHABLE, ...after, UNREACHABLE],
        ]),
      );
    };
    const valid = immediates.flatMap((immediate) => VALID[immediate]);
    const tried = alignments(opcodes).map((alignment) =>
      immediates.includes("memory argument") ? [alignment, ...valid.slice(1)] : valid
    );
    assert.ok(tried.some(isValid), `${opcodes}: ${immediates}`);
  }
});

Deno.test("the instructions that modules of CPython and of packages use are known", () => {
  const known = new Set(allInstructions().map(({ opcodes }) => `${opcodes}`));
  const used = {
    ...{ "tail call": [0x12], "indirect tail call": [0x13], "call by reference": [0x14] },
    ...{ "older exceptions": [0x06], "newer exceptions": [0x1F], "non-null": [0xD4] },
    ...{ "vector": [0xFD, 0], "relaxed vector": [0xFD, 0x93, 0x02], "atomic": [0xFE, 0x10] },
  };
  for (const [name, opcodes] of Object.entries(used)) assert.ok(known.has(`${opcodes}`), name);
});
