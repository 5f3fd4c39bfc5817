/** The code of WebAssembly functions: finds which other functions it refers to, and replaces their indexes. */
import { concat, encodeLeb, Reader } from "./binary.ts";
import { type Immediate, immediatesOf, isPrefix } from "./instructions.ts";
import { skipBlockType, skipValueType } from "./types.ts";

/** A place in a body where the index of a function stands: in a call, a tail call, or a reference. */
export interface FunctionReference {
  /** Where the index begins, and its length, in bytes. */
  readonly start: number;
  readonly length: number;
  readonly index: number;
  /** Whether a reference to the function is taken, for which a module has to declare it. */
  readonly isTaken: boolean;
}

const [END, DELEGATE, REF_FUNC] = [0x0B, 0x18, 0xD2];

/** Kinds of catch clauses from this one on have a label only; those before have a tag as well. */
const FIRST_CATCH_ALL = 2;

/** In a memory argument: the index of a memory follows. */
const MEMORY_INDEX_FLAG = 0x40;

/** An instruction of a body. */
export interface Instruction {
  readonly opcode: number;
  /** Where its opcode stands in the body. */
  readonly start: number;
  /** How many blocks it stands in, that of the function left out. */
  readonly depth: number;
}

/**
 * The functions that a body refers to, in the order of its code.
 *
 * @throws where it has an instruction or a type that is not known, or where its code does not end with it.
 */
export function functionReferences(body: Uint8Array<ArrayBuffer>): FunctionReference[] {
  const references: FunctionReference[] = [];
  readBody(body, { reference: (reference) => references.push(reference) });
  return references;
}

/**
 * The instructions of a body, the end of the function included.
 *
 * @throws what `functionReferences` throws.
 */
export function instructionsOf(body: Uint8Array<ArrayBuffer>): Instruction[] {
  const instructions: Instruction[] = [];
  readBody(body, { instruction: (instruction) => instructions.push(instruction) });
  return instructions;
}

/** Who hears of what a body has. */
interface BodyVisitor {
  readonly instruction?: (instruction: Instruction) => void;
  readonly reference?: (reference: FunctionReference) => void;
}

function readBody(
  body: Uint8Array<ArrayBuffer>,
  { instruction, reference }: BodyVisitor,
): void {
  const reader = new Reader(body);
  for (let groups = reader.leb(); groups > 0; groups--) {
    reader.skipLeb();
    skipValueType(reader);
  }
  for (let depth = 1; depth > 0;) {
    const opcodeStart = reader.position;
    const opcode = reader.byte();
    instruction?.({ opcode, start: opcodeStart, depth: depth - 1 });
    for (const immediate of immediatesOf(opcode, isPrefix(opcode) ? reader.leb() : null)) {
      const start = reader.position;
      if (immediate === "function") {
        const index = reader.leb();
        reference?.({
          ...{ start, length: reader.position - start, index },
          isTaken: opcode === REF_FUNC,
        });
      } else {
        if (immediate === "block type") depth++;
        skipImmediate(reader, immediate);
      }
    }
    if (opcode === END || opcode === DELEGATE) depth--;
  }
  if (!reader.atEnd) throw new Error("The code of a function ends before its body");
}

/** The body with other indexes in the places of `references`. */
export function replaceFunctions(
  body: Uint8Array<ArrayBuffer>,
  references: readonly FunctionReference[],
  newIndexOf: (index: number) => number,
): Uint8Array<ArrayBuffer> {
  let done = 0;
  const parts: (readonly number[] | Uint8Array)[] = [];
  for (const { start, length, index } of references) {
    parts.push(body.subarray(done, start), encodeLeb(newIndexOf(index)));
    done = start + length;
  }
  return concat([...parts, body.subarray(done)]);
}

/** Reads past an immediate. */
export function skipImmediate(reader: Reader, immediate: Immediate): void {
  switch (immediate) {
    case "byte":
      reader.byte();
      return;
    case "4 bytes":
      reader.bytes(4);
      return;
    case "8 bytes":
      reader.bytes(8);
      return;
    case "16 bytes":
      reader.bytes(16);
      return;
    case "block type":
      return skipBlockType(reader);
    case "value types":
      for (let count = reader.leb(); count > 0; count--) skipValueType(reader);
      return;
    case "labels":
      // The default label comes after those that are counted.
      for (let count = reader.leb() + 1; count > 0; count--) reader.skipLeb();
      return;
    case "catch clauses":
      for (let count = reader.leb(); count > 0; count--) {
        if (reader.byte() < FIRST_CATCH_ALL) reader.skipLeb();
        reader.skipLeb();
      }
      return;
    case "memory argument":
      if (reader.leb() >= MEMORY_INDEX_FLAG) {
        throw new Error("Cannot read code for several memories");
      }
      reader.skipLeb();
      return;
    default:
      reader.skipLeb();
  }
}
