/**
 * The instructions of WebAssembly, and the immediates that follow each opcode: those of version 3.0 except the ones for
 * garbage-collected objects, and both kinds of exceptions. Any other instruction is refused.
 */
/** What an immediate is. */
export type Immediate =
  | "function"
  | "type"
  | "table"
  | "memory"
  | "global"
  | "tag"
  | "local"
  | "label"
  | "element segment"
  | "data segment"
  | "integer"
  | "heap type"
  | "block type"
  | "byte"
  | "4 bytes"
  | "8 bytes"
  | "16 bytes"
  | "memory argument"
  | "labels"
  | "value types"
  | "catch clauses";

/** Opcodes from the first to the last, and the immediates of each. */
type Range = readonly [first: number, last: number, ...immediates: Immediate[]];

const PLAIN: readonly Range[] = [
  [0x00, 0x01], // unreachable, nop
  [0x02, 0x04, "block type"], // block, loop, if
  [0x05, 0x05], // else
  [0x06, 0x06, "block type"], // try
  [0x07, 0x08, "tag"], // catch, throw
  [0x09, 0x09, "label"], // rethrow
  [0x0A, 0x0B], // throw_ref, end
  [0x0C, 0x0D, "label"], // br, br_if
  [0x0E, 0x0E, "labels"], // br_table
  [0x0F, 0x0F], // return
  [0x10, 0x10, "function"], // call
  [0x11, 0x11, "type", "table"], // call_indirect
  [0x12, 0x12, "function"], // return_call
  [0x13, 0x13, "type", "table"], // return_call_indirect
  [0x14, 0x15, "type"], // call_ref, return_call_ref
  [0x18, 0x18, "label"], // delegate
  [0x19, 0x1B], // catch_all, drop, select
  [0x1C, 0x1C, "value types"], // select with types
  [0x1F, 0x1F, "block type", "catch clauses"], // try_table
  [0x20, 0x22, "local"], // local.get, local.set, local.tee
  [0x23, 0x24, "global"], // global.get, global.set
  [0x25, 0x26, "table"], // table.get, table.set
  [0x28, 0x3E, "memory argument"], // loads, stores
  [0x3F, 0x40, "memory"], // memory.size, memory.grow
  [0x41, 0x42, "integer"], // i32.const, i64.const
  [0x43, 0x43, "4 bytes"], // f32.const
  [0x44, 0x44, "8 bytes"], // f64.const
  [0x45, 0xC4], // arithmetic
  [0xD0, 0xD0, "heap type"], // ref.null
  [0xD1, 0xD1], // ref.is_null
  [0xD2, 0xD2, "function"], // ref.func
  [0xD4, 0xD4], // ref.as_non_null
  [0xD5, 0xD6, "label"], // br_on_null, br_on_non_null
];

/** Instructions of two opcodes: the first is a prefix, the second a LEB128. */
const PREFIXED: ReadonlyMap<number, readonly Range[]> = new Map([
  // Saturating conversions; memories and tables in bulk.
  [0xFC, [
    [0, 7],
    [8, 8, "data segment", "memory"],
    [9, 9, "data segment"],
    [10, 10, "memory", "memory"],
    [11, 11, "memory"],
    [12, 12, "element segment", "table"],
    [13, 13, "element segment"],
    [14, 14, "table", "table"],
    [15, 17, "table"],
  ]],
  // Vectors (SIMD).
  [0xFD, [
    [0, 11, "memory argument"],
    [12, 13, "16 bytes"],
    [14, 20],
    [21, 34, "byte"],
    [35, 83],
    [84, 91, "memory argument", "byte"],
    [92, 93, "memory argument"],
    ...[[94, 153], [155, 161], [163, 164], [167, 174], [177, 177], [181, 186], [188, 193]] as const,
    ...[[195, 196], [199, 206], [209, 209], [213, 225], [227, 237], [239, 275]] as const,
  ]],
  // Atomic memory accesses.
  [0xFE, [
    [0, 2, "memory argument"],
    [3, 3, "byte"],
    [0x10, 0x4E, "memory argument"],
  ]],
]);

/** Immediates by opcode. */
type Table = ReadonlyMap<number, readonly Immediate[]>;

const tableOf = (ranges: readonly Range[]): Table =>
  new Map(
    ranges.flatMap(([first, last, ...immediates]) =>
      Array.from({ length: last - first + 1 }, (_, at) => [first + at, immediates] as const)
    ),
  );

const PLAIN_TABLE = tableOf(PLAIN);

const PREFIXED_TABLES = new Map([...PREFIXED].map(([prefix, ranges]) => [prefix, tableOf(ranges)]));

/** Whether an opcode is the first of two. */
export function isPrefix(opcode: number): boolean {
  return PREFIXED_TABLES.has(opcode);
}

/**
 * The immediates of an instruction, in their order.
 *
 * @param second the second opcode of an instruction that has two; null for any other.
 * @throws where the instruction is not known.
 */
export function immediatesOf(opcode: number, second: number | null): readonly Immediate[] {
  const immediates = second === null
    ? PLAIN_TABLE.get(opcode)
    : PREFIXED_TABLES.get(opcode)?.get(second);
  if (immediates === undefined) {
    throw new Error(`Cannot read code with the instruction ${opcode} ${second ?? ""}`.trimEnd());
  }
  return immediates;
}
