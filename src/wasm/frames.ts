/** Lets a function of WebAssembly take more of the stack in memory than it uses. */
import { constant, Type } from "./assemble.ts";
import { concat, encodeLeb, Reader } from "./binary.ts";
import { type Instruction, instructionsOf } from "./code.ts";
import { skipValueType } from "./types.ts";

const [BLOCK, BR, RETURN, RETURN_CALL, RETURN_CALL_INDIRECT] = [0x02, 0x0C, 0x0F, 0x12, 0x13];
const [GLOBAL_GET, GLOBAL_SET, I32_CONST, I32_ADD, I32_SUB] = [0x23, 0x24, 0x41, 0x6A, 0x6B];

/**
 * How many bytes of the stack a function takes by itself.
 *
 * @param pointer the global that is the stack's pointer.
 * @returns null where it does not look at the pointer, 0 where it looks and takes nothing.
 */
export function frameBytes(body: Uint8Array<ArrayBuffer>, pointer: number): number | null {
  const code = [...instructionsOf(body)];
  const read = code.findIndex((one) => isGlobal(body, one, GLOBAL_GET, pointer));
  if (read < 0) return null;
  const [size, change] = [code[read + 1], code[read + 2]];
  if (size?.opcode !== I32_CONST) return 0;
  const bytes = new Reader(body, size.start + 1).signedLeb();
  if (change?.opcode === I32_SUB) return bytes;
  return change?.opcode === I32_ADD ? -bytes : 0;
}

/**
 * The body of a function that takes `bytes` more of the stack while it runs.
 *
 * @param result the block type of what the function gives.
 * @throws where it ends by calling another function, which would have to give the bytes back.
 */
export function widenFrame(
  body: Uint8Array<ArrayBuffer>,
  pointer: number,
  result: readonly number[],
  bytes: number,
): Uint8Array<ArrayBuffer> {
  const moved = (change: number) => [
    ...[GLOBAL_GET, ...encodeLeb(pointer)],
    ...[...constant(bytes), change],
    ...[GLOBAL_SET, ...encodeLeb(pointer)],
  ];
  const code = [...instructionsOf(body)];
  if (code.some(({ opcode }) => opcode === RETURN_CALL || opcode === RETURN_CALL_INDIRECT)) {
    throw new Error("Cannot widen the frame of a function that ends by a call");
  }
  const start = code[0]!.start;
  const parts: (readonly number[] | Uint8Array)[] = [
    body.subarray(0, start),
    moved(I32_SUB),
    [BLOCK, ...result],
  ];
  let done = start;
  for (const { opcode, start: at, depth } of code) {
    if (opcode !== RETURN) continue;
    // The block has the label that was the function's.
    parts.push(body.subarray(done, at), [BR, ...encodeLeb(depth)]);
    done = at + 1;
  }
  return concat([...parts, body.subarray(done), moved(I32_ADD), [0x0B]]);
}

/** The block type of what functions of a type give; null where that is several things. */
export function resultOf(type: Uint8Array<ArrayBuffer>): readonly number[] | null {
  const reader = new Reader(type, 1);
  for (let parameters = reader.leb(); parameters > 0; parameters--) skipValueType(reader);
  const results = reader.leb();
  if (results > 1) return null;
  return results === 0 ? [Type.Nothing] : [...type.subarray(reader.position)];
}

function isGlobal(
  body: Uint8Array<ArrayBuffer>,
  { opcode, start }: Instruction,
  wanted: number,
  global: number,
): boolean {
  return opcode === wanted && new Reader(body, start + 1).leb() === global;
}
