import assert from "node:assert/strict";
import type { Immediate } from "../../src/wasm/instructions.ts";
import { allInstructions } from "./all_instructions.ts";
import { functionReferences, replaceFunctions } from "../../src/wasm/code.ts";

const [I32, F32, F64, V128, EXTERNREF] = [0x7F, 0x7D, 0x7C, 0x7B, 0x6F];
const END = 0x0B;

/** End and delegate, which end a block. */
const BLOCK_ENDS: ReadonlySet<number> = new Set([END, 0x18]);

const body = (...code: number[]) => Uint8Array.from([0, ...code, END]);
const indexesOf = (bytes: Uint8Array<ArrayBuffer>) =>
  functionReferences(bytes).map(({ index }) => index);

/** Immediates that contain the opcode of a call, so that reading one too short or too long would find a call or miss one. */
const EXAMPLES: Readonly<Record<Immediate, readonly (readonly number[])[]>> = {
  function: [],
  type: [[0x10]],
  table: [[0x10]],
  memory: [[0]],
  global: [[0x90, 0x10]],
  tag: [[0x10]],
  local: [[0x90, 0x10]],
  label: [[0x10]],
  "element segment": [[0x10]],
  "data segment": [[0x10]],
  integer: [[0x10], [...Array(9).fill(0x90), 0x10]],
  "heap type": [[0x70], [0x10]],
  "block type": [[0x40], [I32], [0x10], [0x90, 0x10], [0x63, 0x90, 0x10], [0x64, 0x10]],
  byte: [[0x10]],
  "4 bytes": [[0x10, 0x10, 0x10, 0x90]],
  "8 bytes": [Array(8).fill(0x10)],
  "16 bytes": [Array(16).fill(0x10)],
  "memory argument": [[0x10, 0x90, 0x90, 0x10]],
  labels: [[0, 0x10], [2, 0x10, 0x10, 0x10]],
  "value types": [[2, I32, 0x63, 0x10]],
  "catch clauses": [[0], [4, 0, 0x10, 0x10, 1, 0x10, 0x10, 2, 0x10, 3, 0x10]],
};

Deno.test("calls, tail calls and references are found behind each kind of immediate, and nothing else is taken for one", () => {
  let tried = 0;
  for (const { opcodes, immediates } of allInstructions()) {
    if (immediates.includes("function") || BLOCK_ENDS.has(opcodes[0]!)) continue;
    const longest = Math.max(1, ...immediates.map((immediate) => EXAMPLES[immediate].length));
    for (let at = 0; at < longest; at++) {
      const operands = immediates.flatMap((immediate) => {
        const examples = EXAMPLES[immediate];
        return examples[at % examples.length]!;
      });
      const closing = immediates.includes("block type") ? [END] : [];
      const code = body(
        ...[0x10, 1, ...opcodes, ...operands, ...closing],
        ...[0x12, 0x82, 0x01, 0xD2, 3],
      );
      assert.deepEqual(indexesOf(code), [1, 130, 3], `${opcodes}`);
      tried++;
    }
  }
  assert.ok(tried > 500, `${tried}`);
});

Deno.test("a try that delegates ends there", () => {
  assert.deepEqual(indexesOf(body(0x06, 0x40, 0x10, 1, 0x18, 0x10, 0x10, 2)), [1, 2]);
});

Deno.test("calls within blocks are found", () => {
  const blocks = [[0x02, 0x40], [0x03, 0x40], [0x04, 0x40], [0x06, 0x40], [0x1F, 0x40, 0]];
  const code = blocks.flatMap((opening, at) => [...opening, 0x10, at]);
  assert.deepEqual(indexesOf(body(...code, ...Array(5).fill(END), 0x10, 5)), [0, 1, 2, 3, 4, 5]);
});

Deno.test("variables of a function are no code", () => {
  const locals = [6, 0x90, 0x10, I32, 1, F32, 2, F64, 1, EXTERNREF, 1, V128, 1, 0x63, 0x90, 0x10];
  assert.deepEqual(indexesOf(Uint8Array.from([...locals, 0x10, 7, END])), [7]);
});

Deno.test("functions get other numbers, longer or shorter ones, and all else stays", () => {
  const code = body(0x41, 0x10, 0x10, 1, 0x1A, 0x12, 0x82, 0x01, 0xD2, 3, 0x1A);
  const numbered = replaceFunctions(
    code,
    functionReferences(code),
    (index) => ({ 1: 300, 130: 2 })[index] ?? index,
  );
  assert.deepEqual(numbered, body(0x41, 0x10, 0x10, 0xAC, 0x02, 0x1A, 0x12, 2, 0xD2, 3, 0x1A));
  assert.deepEqual(replaceFunctions(code, functionReferences(code), (index) => index), code);
});

Deno.test("code that is not understood to its end is refused, and what it has is named", () => {
  const cases: [Uint8Array<ArrayBuffer>, string][] = [
    [body(0xFB, 0), "Cannot read code with the instruction 251"],
    [body(0xFD, 0x94, 0x02), "Cannot read code with the instruction 253 276"],
    [body(0x28, 0x42, 1, 0), "Cannot read code for several memories"],
    [body(0xFC, 18), "Cannot read code with the instruction 252 18"],
    [body(0x17), "Cannot read code with the instruction 23"],
    [Uint8Array.from([1, 1, 0x6E, END]), "Cannot read a module with the value type 110"],
    [body(0x02, 0x6E, END), "Cannot read a module with the value type 110"],
    [body(0x02, 0x40), "The module ends too early"],
    [body(0x41, 0x90), "The module ends too early"],
    [body(END), "The code of a function ends before its body"],
    [new Uint8Array(0), "The module ends too early"],
  ];
  for (const [code, message] of cases) assert.throws(() => functionReferences(code), { message });
});
