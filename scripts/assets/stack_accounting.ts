/**
 * Makes CPython's count of its stack a count of the engine's. CPython looks how far the stack in memory reaches, in which a
 * function has only what it takes the address of: many take nothing of it. The engine has a stack of its own, with a frame for
 * each call, and to overflow that is the interpreter's end. So each function that looks takes some of the stack in memory.
 */
import { Reader } from "../../src/wasm/binary.ts";
import { instructionsOf } from "../../src/wasm/code.ts";
import { frameBytes, resultOf, widenFrame } from "./wasm_frames.ts";
import type { Export, ModuleParts } from "../../src/wasm/parts.ts";

/** Where CPython 3.14 has `c_stack_soft_limit` in `_PyThreadStateImpl`, with pointers of 32 bits. */
export const SOFT_LIMIT_OFFSET = 0x2C8;

const I32_LOAD = 0x28;

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
  const functions = whole.functions.map(({ type, body }, at) => {
    const taken = leastBytes.has(at) ? frameBytes(body, pointer) : null;
    const missing = taken === null ? 0 : leastBytes.get(at)! - taken;
    if (missing <= 0) return { type, body };
    const result = resultOf(whole.types[type]!.bytes);
    // The stack's pointer is always a multiple of 16.
    return { type, body: widenFrame(body, pointer, result, Math.ceil(missing / 16) * 16) };
  });
  return { ...whole, functions };
}

function looks(body: Uint8Array<ArrayBuffer>): boolean {
  for (const { opcode, start } of instructionsOf(body)) {
    if (opcode !== I32_LOAD) continue;
    const reader = new Reader(body, start + 1);
    reader.leb();
    if (reader.leb() === SOFT_LIMIT_OFFSET) return true;
  }
  return false;
}
