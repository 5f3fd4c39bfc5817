/** Types in the binary format of WebAssembly, read as far as it takes to find where they end. */
import type { Reader } from "./binary.ts";

/** i32, i64, f32, f64 and v128; references to any function, to anything outside, and to an exception. */
const SIMPLE_TYPES: ReadonlySet<number> = new Set([0x7F, 0x7E, 0x7D, 0x7C, 0x7B, 0x70, 0x6F, 0x69]);

/** References that may be null, and that may not: the type of what they refer to follows. */
const REFERENCE_TYPES: ReadonlySet<number> = new Set([0x63, 0x64]);

/** The form of a function type. */
const FUNCTION_TYPE = 0x60;

/** A function type, as far as code that passes its parameters on needs it. */
export interface FunctionType {
  /** The encoded type. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parameters: number;
}

/**
 * Reads a function type.
 *
 * @throws where the type is of another form.
 */
export function readFunctionType(reader: Reader): FunctionType {
  const start = reader.position;
  const form = reader.byte();
  if (form !== FUNCTION_TYPE) throw new Error(`Cannot read a module with types of form ${form}`);
  const parameters = reader.leb();
  for (let count = parameters; count > 0; count--) skipValueType(reader);
  for (let count = reader.leb(); count > 0; count--) skipValueType(reader);
  return { bytes: reader.since(start), parameters };
}

/** The block type of a block without parameters and results. */
const EMPTY_BLOCK = 0x40;

/**
 * Reads past a value type.
 *
 * @throws where the type is not known.
 */
export function skipValueType(reader: Reader): void {
  const type = reader.byte();
  if (REFERENCE_TYPES.has(type)) reader.skipLeb();
  else if (!SIMPLE_TYPES.has(type)) {
    throw new Error(`Cannot read a module with the value type ${type}`);
  }
}

/**
 * Reads past a block type: none, a value type, or the index of a function type.
 *
 * @throws where the type is not known.
 */
export function skipBlockType(reader: Reader): void {
  const first = reader.peek();
  // Type indexes are signed here, so that the simple types look like negative ones of one byte.
  const isIndex = first >= 0x80 || first < EMPTY_BLOCK;
  if (first === EMPTY_BLOCK || isIndex) reader.skipLeb();
  else skipValueType(reader);
}
