import assert from "node:assert/strict";
import { mentionsOf, renumber } from "../wasm_code.ts";

const [I32, I64, F32, F64, EXTERN] = [0x7F, 0x7E, 0x7D, 0x7C, 0x6F];
const END = 0x0B;

/** Every instruction that is known, in no sensible order, each behind a call that tells whether it was read to its end. */
const INSTRUCTIONS: readonly (readonly number[])[] = [
  ...[[0x00], [0x01], [0x1A], [0x1B], [0x0A], [0x0F], [0xD1]],
  ...[[0x02, 0x40, END], [0x03, I32, END], [0x04, 0x90, 0x01, 0x05, END]],
  ...[[0x06, 0x40, 0x07, 0x10, 0x09, 0x10, 0x19, END], [0x06, 0x40, 0x08, 0x10, 0x18, 0x10]],
  // try_table, with a clause of each kind.
  [0x1F, 0x40, 4, 0, 0x10, 0x10, 1, 0x10, 0x10, 2, 0x10, 3, 0x10, END],
  ...[[0x0C, 0x10], [0x0D, 0x10], [0x0E, 2, 0x10, 0x10, 0x10], [0x0E, 0, 0x10]],
  ...[[0x11, 0x10, 0x10], [0x13, 0x10, 0x10], [0x1C, 2, I32, I64], [0xD0, 0x70]],
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26].map((opcode) => [opcode, 0x90, 0x10]),
  ...Array.from({ length: 0x3E - 0x28 + 1 }, (_, at) => [0x28 + at, 0x10, 0x90, 0x90, 0x10]),
  ...[[0x3F, 0], [0x40, 0], [0x41, 0x90, 0x10], [0x42, ...Array(9).fill(0x90), 0x10]],
  ...[[0x43, 0x10, 0x10, 0x10, 0x90], [0x44, ...Array(8).fill(0x10)]],
  ...Array.from({ length: 0xC4 - 0x45 + 1 }, (_, at) => [0x45 + at]),
  ...Array.from({ length: 8 }, (_, at) => [0xFC, at]),
  ...[[0xFC, 8, 0x10, 0], [0xFC, 9, 0x10], [0xFC, 10, 0, 0], [0xFC, 11, 0], [0xFC, 12, 0x10, 0x10]],
  ...[[0xFC, 13, 0x10], [0xFC, 14, 0, 0], [0xFC, 15, 0x10], [0xFC, 16, 0x10], [0xFC, 17, 0x10]],
];

const body = (...code: number[]) => Uint8Array.from([0, ...code, END]);
const indexesOf = (bytes: Uint8Array<ArrayBuffer>) => mentionsOf(bytes).map(({ index }) => index);

Deno.test("calls, tail calls and references are found, and nothing else is taken for one", () => {
  for (const instruction of INSTRUCTIONS) {
    const code = body(0x10, 1, ...instruction, 0x12, 0x82, 0x01, 0xD2, 3);
    assert.deepEqual(indexesOf(code), [1, 130, 3], `${instruction}`);
  }
});

Deno.test("calls within blocks are found", () => {
  const blocks = [[0x02, 0x40], [0x03, 0x40], [0x04, 0x40], [0x06, 0x40], [0x1F, 0x40, 0]];
  const code = blocks.flatMap((opening, at) => [...opening, 0x10, at]);
  assert.deepEqual(indexesOf(body(...code, ...Array(5).fill(END), 0x10, 5)), [0, 1, 2, 3, 4, 5]);
});

Deno.test("variables of a function are no code", () => {
  const locals = [4, 0x90, 0x10, I32, 1, F32, 2, F64, 1, EXTERN];
  assert.deepEqual(indexesOf(Uint8Array.from([...locals, 0x10, 7, END])), [7]);
});

Deno.test("functions get other numbers, longer or shorter ones, and all else stays", () => {
  const code = body(0x41, 0x10, 0x10, 1, 0x1A, 0x12, 0x82, 0x01, 0xD2, 3, 0x1A);
  const numbered = renumber(
    code,
    mentionsOf(code),
    (index) => ({ 1: 300, 130: 2 })[index] ?? index,
  );
  assert.deepEqual(numbered, body(0x41, 0x10, 0x10, 0xAC, 0x02, 0x1A, 0x12, 2, 0xD2, 3, 0x1A));
  assert.deepEqual(renumber(code, mentionsOf(code), (index) => index), code);
});

Deno.test("code that is not understood to its end is refused, and what it has is named", () => {
  const cases: [Uint8Array<ArrayBuffer>, string][] = [
    [body(0xFD, 0), "Cannot read code with the instruction 253"],
    [body(0xFC, 18), "Cannot read code with the instruction 252 18"],
    [body(0x17), "Cannot read code with the instruction 23"],
    [Uint8Array.from([1, 1, 0x7B, END]), "Cannot read code with a type 123"],
    [body(0x02, 0x40), "The module ends too early"],
    [body(0x41, 0x90), "The module ends too early"],
    [body(END), "The code of a function ends before its body"],
    [new Uint8Array(0), "The module ends too early"],
  ];
  for (const [code, message] of cases) assert.throws(() => mentionsOf(code), { message });
});
