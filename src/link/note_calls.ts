/** Lets functions note that they were called, each in a byte of its own: so it is found out which ones a program needs. */
import { constant } from "../wasm/assemble.ts";
import { concat } from "../wasm/binary.ts";
import { instructionsOf } from "../wasm/code.ts";
import type { ModuleParts } from "../wasm/parts.ts";

/** `i32.store8`, with its alignment and offset. */
const STORE_BYTE = [0x3A, 0, 0];

/**
 * The same module, in which functions write a 1 into a byte when they are called.
 *
 * @param first address of the byte of the first function that is not imported.
 * @param notes whether a function does, by its index.
 */
export function noteCalls(
  whole: ModuleParts,
  first: number,
  notes: (index: number) => boolean,
): ModuleParts {
  const functions = whole.functions.map(({ type, body }, at) => {
    if (!notes(whole.functionImports.length + at)) return { type, body };
    const { start } = instructionsOf(body)[0]!;
    const note = [...constant(first + at), ...constant(1), ...STORE_BYTE];
    return { type, body: concat([body.subarray(0, start), note, body.subarray(start)]) };
  });
  return { ...whole, functions };
}
