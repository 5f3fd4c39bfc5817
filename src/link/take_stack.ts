/**
 * Lets functions of side modules take some of the stack in memory, so that CPython, which looks at that alone, gives up before the engine
 * does. The engine has a stack of its own, with a frame for each call, and to overflow that is the interpreter's end. CPython's own
 * functions are made so when the assets are: see `scripts/assets/stack_accounting.ts`.
 */
import { Reader } from "../wasm/binary.ts";
import { instructionsOf } from "../wasm/code.ts";
import { frameBytes, resultOf, widenFrame } from "../wasm/frames.ts";
import type { ModuleParts } from "../wasm/parts.ts";
import { type FunctionType, skipValueType } from "../wasm/types.ts";

type Function = ModuleParts["functions"][number];

/**
 * What the engine takes for a call in code that is not optimized, in bytes: for itself, and for each parameter and variable. Of that, a
 * third is enough: so much of the engine's stack there is for each byte of the one in memory (`src/jail/recursion.ts`).
 */
const [CALL_BYTES, VARIABLE_BYTES, ENGINE_BYTES_PER_BYTE] = [96, 8, 3];

/** The stack's pointer is always a multiple of it. */
const ALIGNMENT = 16;

const CALLS: ReadonlySet<number> = new Set([0x10, 0x11, 0x14]);
const TAIL_CALLS: ReadonlySet<number> = new Set([0x12, 0x13, 0x15]);

/**
 * The function, taking enough of the stack. One that calls none is as it was, and so is one that ends by calling another: it leaves
 * nothing on either stack.
 *
 * @param types of the whole.
 * @param pointer the global that is the stack's pointer.
 */
export function takeStack(
  { type, body }: Function,
  types: readonly FunctionType[],
  pointer: number,
): Function {
  const opcodes = new Set(instructionsOf(body).map(({ opcode }) => opcode));
  const { bytes, parameters } = types[type]!;
  const calls = !opcodes.isDisjointFrom(CALLS) && opcodes.isDisjointFrom(TAIL_CALLS);
  const result = resultOf(bytes);
  if (!calls || result === null) return { type, body };
  const engineBytes = CALL_BYTES + VARIABLE_BYTES * (parameters + variablesOf(body));
  const wanted = Math.ceil(engineBytes / ENGINE_BYTES_PER_BYTE / ALIGNMENT) * ALIGNMENT;
  const missing = wanted - (frameBytes(body, pointer) ?? 0);
  if (missing <= 0) return { type, body };
  const more = Math.ceil(missing / ALIGNMENT) * ALIGNMENT;
  return { type, body: widenFrame(body, pointer, result, more) };
}

function variablesOf(body: Uint8Array<ArrayBuffer>): number {
  const reader = new Reader(body);
  let count = 0;
  for (let groups = reader.leb(); groups > 0; groups--) {
    count += reader.leb();
    skipValueType(reader);
  }
  return count;
}
