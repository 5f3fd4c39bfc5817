/**
 * Makes CPython's count of its stack a count of the engine's. CPython looks how far the stack in memory reaches, in which a
 * function has only what it takes the address of: many take nothing of it. The engine has a stack of its own, with a frame for
 * each call, and to overflow that is the interpreter's end. So each function that looks takes some of the stack in memory.
 */
import { constant } from "../../src/wasm/assemble.ts";
import { concat, Reader } from "../../src/wasm/binary.ts";
import { type Instruction, instructionsOf } from "../../src/wasm/code.ts";
import { frameBytes, resultOf, widenFrame } from "../../src/wasm/frames.ts";
import type { Export, ModuleParts } from "../../src/wasm/parts.ts";

/** Where CPython 3.14 has `c_stack_soft_limit` in `_PyThreadStateImpl`, with pointers of 32 bits. */
export const SOFT_LIMIT_OFFSET = 0x2C8;

const [I32_LOAD, I32_CONST, I32_SUB] = [0x28, 0x41, 0x6B];

/**
 * How far beyond its limit CPython 3.14 believes that it is the limit, and not its idea of the stack, that is wrong: beyond, it does
 * nothing. A function of a package that takes more at once would pass the limit unseen, and write over CPython's data. So it is more.
 */
const [WINDOW_BYTES, WIDER_WINDOW_BYTES] = [16 * 1024, 1024 * 1024];

/** How many instructions behind the load of the limit that number is. */
const WINDOW_DISTANCE = 10;

/** How many functions have it at least. */
const LEAST_WINDOWS = 44;

/** What a function that looks takes at least. */
const LEAST_BYTES = 96;

/**
 * Functions that take more. To free an object is not seen by programs: beyond the limit objects are freed one after another
 * instead of one in another. What is in the middle of showing itself is looked for in a list, at each level, so that the time
 * is the square of the depth.
 */
const MORE_BYTES: Readonly<Record<string, number>> = {
  _Py_Dealloc: 160,
  PyObject_Repr: 832,
};

/** Of those that look, some of which CPython has the names: without them its layout is not the one that is known here. */
const SURELY_LOOK = [
  "_Py_Dealloc",
  "PyObject_Repr",
  "PyObject_RichCompare",
  "_PyObject_MakeTpCall",
];

/**
 * The module, with functions that take some of the stack where they look how much there is.
 *
 * @param exports of the module before any were dropped.
 * @throws where functions do not look that are known to.
 */
export function accountStack(whole: ModuleParts, exports: readonly Export[]): ModuleParts {
  const imported = whole.functionImports.length;
  const pointer = whole.globalImports.length;
  const leastBytes = new Map<number, number>();
  for (const [at, { body }] of whole.functions.entries()) {
    if (looks(body)) leastBytes.set(at, LEAST_BYTES);
  }
  for (const name of SURELY_LOOK) {
    const index = exports.find((one) => one.name === name && one.kind === 0)?.index ?? -1;
    if (!leastBytes.has(index - imported)) {
      throw new Error(`${name} does not look at the limit of the stack where CPython 3.14 has it`);
    }
    leastBytes.set(index - imported, MORE_BYTES[name] ?? LEAST_BYTES);
  }
  let windows = 0;
  const functions = whole.functions.map(({ type, body: original }, at) => {
    const body = leastBytes.has(at) ? withWiderWindow(original) : original;
    if (body !== original) windows++;
    const taken = leastBytes.has(at) ? frameBytes(body, pointer) : null;
    const missing = taken === null ? 0 : leastBytes.get(at)! - taken;
    if (missing <= 0) return { type, body };
    const result = resultOf(whole.types[type]!.bytes);
    if (result === null) throw new Error("A function that looks has several results");
    // The stack's pointer is always a multiple of 16.
    return { type, body: widenFrame(body, pointer, result, Math.ceil(missing / 16) * 16) };
  });
  if (windows < LEAST_WINDOWS) {
    throw new Error(
      `${windows} functions have CPython 3.14's window behind the limit of the stack`,
    );
  }
  return { ...whole, functions };
}

/** The same body, which takes the limit for right further beyond it. */
function withWiderWindow(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const code = instructionsOf(body);
  const parts: Uint8Array[] = [];
  let done = 0;
  for (const [at, one] of code.entries()) {
    if (!loadsLimit(body, one)) continue;
    for (let next = at + 1; next < at + WINDOW_DISTANCE; next++) {
      const [number, then] = [code[next], code[next + 1]];
      if (number?.opcode !== I32_CONST || then?.opcode !== I32_SUB || number.start < done) continue;
      if (new Reader(body, number.start + 1).signedLeb() !== WINDOW_BYTES) continue;
      parts.push(body.subarray(done, number.start), Uint8Array.from(constant(WIDER_WINDOW_BYTES)));
      done = then.start;
    }
  }
  return done === 0 ? body : concat([...parts, body.subarray(done)]);
}

function looks(body: Uint8Array<ArrayBuffer>): boolean {
  return instructionsOf(body).some((one) => loadsLimit(body, one));
}

function loadsLimit(body: Uint8Array<ArrayBuffer>, { opcode, start }: Instruction): boolean {
  if (opcode !== I32_LOAD) return false;
  const reader = new Reader(body, start + 1);
  reader.leb();
  return reader.leb() === SOFT_LIMIT_OFFSET;
}
