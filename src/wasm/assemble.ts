/** Encodes the modules of a split: their sections, the entries in them, and the code that a split adds. */
import { concat, encodeLeb, joinSections, type Section, SectionId } from "./binary.ts";
import type { ModuleParts } from "./parts.ts";

/** Types of the binary format. */
export const Type = { I32: 0x7F, Funcref: 0x70, Nothing: 0x40 } as const;

/** Opcodes of the binary format. */
export const Op = {
  If: [0x04],
  End: [0x0B],
  Call: [0x10],
  ReturnCallIndirect: [0x13],
  Drop: [0x1A],
  LocalGet: [0x20],
  GlobalGet: [0x23],
  I32Eqz: [0x45],
} as const;

/** The form of a function type. */
const FUNCTION_TYPE = 0x60;

/** The contents of a module of a split, beside the types and custom sections of the whole. Entries are encoded. */
export interface Contents {
  readonly imports: readonly Iterable<number>[];
  /** Type indexes of the functions in `bodies`. */
  readonly functions: readonly number[];
  readonly tables: readonly (readonly number[])[];
  readonly memory: readonly number[] | null;
  readonly tags: readonly (readonly number[])[];
  readonly globals: readonly Iterable<number>[];
  readonly exports: readonly Iterable<number>[];
  readonly elements: readonly Iterable<number>[];
  readonly bodies: readonly Uint8Array[];
  /** Names of functions by their indexes, ascending. */
  readonly names: ReadonlyMap<number, string>;
}

/** The bytes of a module. After the types of the whole it has that of functions without parameters and results. */
export function assemble(whole: ModuleParts, contents: Contents): Uint8Array<ArrayBuffer> {
  const types = [...whole.types.map(({ bytes }) => bytes), [FUNCTION_TYPE, 0, 0]];
  const memories = contents.memory === null ? [] : [contents.memory];
  const bodies = contents.bodies.map((body) => ({ length: encodeLeb(body.length), body }));
  return joinSections([
    ...whole.custom,
    section(SectionId.Type, types),
    section(SectionId.Import, contents.imports),
    section(SectionId.Function, contents.functions.map(encodeLeb)),
    section(SectionId.Table, contents.tables),
    section(SectionId.Memory, memories),
    section(SectionId.Tag, contents.tags),
    section(SectionId.Global, contents.globals),
    section(SectionId.Export, contents.exports),
    section(SectionId.Element, contents.elements),
    {
      id: SectionId.Code,
      body: concat([
        encodeLeb(bodies.length),
        ...bodies.flatMap(({ length, body }) => [length, body]),
      ]),
    },
    nameSection(contents.names),
  ].filter(({ body }) => body[0] !== 0));
}

/** The custom section `name`, with its subsection of function names. It comes last. */
function nameSection(names: ReadonlyMap<number, string>): Section {
  const entries = [...names].map(([index, name]) => [...encodeLeb(index), ...text(name)]);
  const functions = concat([encodeLeb(entries.length), ...entries]);
  const body = concat([text("name"), [1], encodeLeb(functions.length), functions]);
  return { id: SectionId.Custom, body };
}

function section(id: number, entries: readonly Iterable<number>[]): Section {
  return { id, body: concat([encodeLeb(entries.length), ...entries.map((one) => [...one])]) };
}

/** The body of a function without locals. */
export function functionBody(code: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0, ...code, ...Op.End);
}

/** Encodes a vector of numbers. */
export function vector(numbers: readonly number[]): number[] {
  return [...encodeLeb(numbers.length), ...numbers.flatMap(encodeLeb)];
}

/** An element segment that writes functions into consecutive slots of a table when the module is instantiated. */
export function tableElements(
  table: number,
  slot: number,
  functions: readonly number[],
): number[] {
  return [2, ...encodeLeb(table), ...constant(slot), ...Op.End, 0, ...vector(functions)];
}

/** `i32.const`. */
export function constant(value: number): number[] {
  const bytes = [0x41];
  for (;;) {
    const low = value & 0x7F;
    value >>= 7;
    if (value === (low & 0x40 ? -1 : 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Encodes a string. */
export function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...encodeLeb(bytes.length), ...bytes];
}
