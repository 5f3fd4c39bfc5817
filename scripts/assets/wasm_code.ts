/** The code of WebAssembly functions, read as far as it takes to tell which other functions it names, and to renumber them. */
import { concat, encodeLeb, Reader } from "./wasm_binary.ts";

/** A function that code calls, or refers to. */
export interface Mention {
  /** Where its number stands in the body, and how many bytes it takes there. */
  readonly start: number;
  readonly length: number;
  readonly index: number;
}

/** Instructions that are followed by as many numbers, all of them LEB128: from, to, how many. */
const PLAIN: readonly (readonly [first: number, last: number, numbers: number])[] = [
  ...[[0x00, 0x01, 0], [0x02, 0x04, 1], [0x05, 0x05, 0], [0x06, 0x09, 1], [0x0A, 0x0B, 0]] as const,
  ...[[0x0C, 0x0D, 1], [0x0F, 0x0F, 0], [0x10, 0x10, 1], [0x11, 0x11, 2], [0x12, 0x12, 1]] as const,
  ...[[0x13, 0x13, 2], [0x18, 0x18, 1], [0x19, 0x1B, 0], [0x20, 0x26, 1], [0x28, 0x3E, 2]] as const,
  ...[[0x3F, 0x42, 1], [0x45, 0xC4, 0], [0xD0, 0xD0, 1], [0xD1, 0xD1, 0], [0xD2, 0xD2, 1]] as const,
];

/** The same for those behind the prefix 0xFC: conversions, then what concerns memories and tables in bulk. */
const PREFIXED = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1] as const;

const NUMBERS = new Map(
  PLAIN.flatMap(([first, last, numbers]) =>
    Array.from({ length: last - first + 1 }, (_, at) => [first + at, numbers])
  ),
);

const [END, BR_TABLE, DELEGATE, TYPED_SELECT, TRY_TABLE] = [0x0B, 0x0E, 0x18, 0x1C, 0x1F];
const [F32_CONST, F64_CONST, PREFIX] = [0x43, 0x44, 0xFC];

/** Block, loop, if, and both kinds of try. */
const OPENING: ReadonlySet<number> = new Set([0x02, 0x03, 0x04, 0x06, TRY_TABLE]);

/** Call, tail call, and reference. */
const NAMING: ReadonlySet<number> = new Set([0x10, 0x12, 0xD2]);

/** Types of which nothing follows: numbers, and references to any function or to anything outside. */
const SIMPLE_TYPES: ReadonlySet<number> = new Set([0x7F, 0x7E, 0x7D, 0x7C, 0x70, 0x6F]);

/**
 * The functions that a body names, in the order of its code.
 *
 * @throws where it has an instruction or a type that is not known here, or does not end where its code does.
 */
export function mentionsOf(body: Uint8Array<ArrayBuffer>): Mention[] {
  const reader = new Reader(body);
  for (let groups = reader.leb(); groups > 0; groups--) {
    reader.leb();
    const type = reader.byte();
    if (!SIMPLE_TYPES.has(type)) throw new Error(`Cannot read code with a type ${type}`);
  }
  const mentions: Mention[] = [];
  for (let depth = 1; depth > 0;) {
    const opcode = reader.byte();
    if (NAMING.has(opcode)) {
      const start = reader.position;
      const index = reader.leb();
      mentions.push({ start, length: reader.position - start, index });
      continue;
    }
    if (OPENING.has(opcode)) depth++;
    if (opcode === END || opcode === DELEGATE) depth--;
    skipOperands(reader, opcode);
  }
  if (!reader.atEnd) throw new Error("The code of a function ends before its body");
  return mentions;
}

/** The body with other numbers for the functions that it names. */
export function renumber(
  body: Uint8Array<ArrayBuffer>,
  mentions: readonly Mention[],
  numberOf: (index: number) => number,
): Uint8Array<ArrayBuffer> {
  let done = 0;
  const parts: (readonly number[] | Uint8Array)[] = [];
  for (const { start, length, index } of mentions) {
    parts.push(body.subarray(done, start), encodeLeb(numberOf(index)));
    done = start + length;
  }
  return concat([...parts, body.subarray(done)]);
}

function skipOperands(reader: Reader, opcode: number): void {
  switch (opcode) {
    case BR_TABLE:
      // The last label is not among those that are counted.
      return skipLebs(reader, reader.leb() + 1);
    case TYPED_SELECT:
      return skipLebs(reader, reader.leb());
    case TRY_TABLE:
      skipLebs(reader, 1);
      // Each clause: its kind, the tag that it catches (the first two kinds), and a label.
      for (let clauses = reader.leb(); clauses > 0; clauses--) {
        skipLebs(reader, reader.byte() < 2 ? 2 : 1);
      }
      return;
    case F32_CONST:
      reader.bytes(4);
      return;
    case F64_CONST:
      reader.bytes(8);
      return;
  }
  const prefixed = opcode === PREFIX ? reader.leb() : null;
  const numbers = prefixed === null ? NUMBERS.get(opcode) : PREFIXED[prefixed];
  if (numbers === undefined) {
    throw new Error(`Cannot read code with the instruction ${opcode} ${prefixed ?? ""}`.trimEnd());
  }
  skipLebs(reader, numbers);
}

function skipLebs(reader: Reader, count: number): void {
  for (; count > 0; count--) {
    while (reader.byte() >= 0x80) {
      // The highest bit says that the number goes on.
    }
  }
}
