/** Side modules put together by hand, and a small module in CPython's place to link them into. */
import { concat, encodeLeb, joinSections } from "../../src/wasm/binary.ts";
import { constant, text } from "../../src/wasm/assemble.ts";
import type { Symbols } from "../../src/link/symbols.ts";

/** Value types, and types of functions. */
export const [I32, I64, FUNCREF] = [0x7F, 0x7E, 0x70];
export const TYPE = {
  /** (i32) -> i32 */ unary: [0x60, 1, I32, 1, I32],
  /** () -> i32 */ give: [0x60, 0, 1, I32],
  /** () -> () */ plain: [0x60, 0, 0],
  /** (i64) -> i64 */ wide: [0x60, 1, I64, 1, I64],
} as const;

/** Symbols of the module of `tests/wasm/whole_module.ts`. */
export const SYMBOLS: Symbols = {
  functions: { one: 1, two: 2 },
  addresses: { words: 8 },
  tags: { __cpp_exception: 0 },
  stackPointer: 0,
  heapEndWord: 12,
};

/** Imports as a side module has them. */
export const IMPORT = {
  memory: [...text("env"), ...text("memory"), 2, 0, 1],
  table: [...text("env"), ...text("__indirect_function_table"), 1, FUNCREF, 0, 0],
  stackPointer: global("env", "__stack_pointer", 1),
  memoryBase: global("env", "__memory_base", 0),
  tableBase: global("env", "__table_base", 0),
} as const;

/** An imported global of 32 bits. */
export function global(module: string, name: string, isMutable: 0 | 1 = 1): number[] {
  return [...text(module), ...text(name), 3, I32, isMutable];
}

/** An imported function. */
export function imported(name: string, type: number, module = "env"): number[] {
  return [...text(module), ...text(name), 0, type];
}

/** An exported function. */
export function exported(name: string, index: number): number[] {
  return [...text(name), 0, ...encodeLeb(index)];
}

/** A body without locals. */
export function body(...code: number[]): number[] {
  return [0, ...code, 0x0B];
}

/** A data or element segment's offset: a base, plus a number. */
export function from(globalIndex: number, offset = 0): number[] {
  return offset === 0
    ? [0x23, globalIndex, 0x0B]
    : [0x23, globalIndex, ...constant(offset), 0x6A, 0x0B];
}

/** What a side module is made of. Entries are encoded. */
export interface SideParts {
  readonly memory?: number;
  readonly table?: number;
  /** Further subsections of `dylink.0`. */
  readonly dylink?: readonly number[];
  readonly isPlain?: boolean;
  readonly types: readonly (readonly number[])[];
  readonly imports?: readonly (readonly number[])[];
  /** Type indexes. */
  readonly functions?: readonly number[];
  readonly globals?: readonly (readonly number[])[];
  readonly exports?: readonly (readonly number[])[];
  readonly start?: number;
  readonly elements?: readonly (readonly number[])[];
  readonly data?: readonly (readonly number[])[];
  readonly bodies?: readonly (readonly number[])[];
  /** Sections with tables, memories or exceptions of its own. */
  readonly own?: Readonly<Record<number, readonly number[]>>;
}

/** Libraries that a side module needs, as a subsection of `dylink.0`. */
export function needs(...names: string[]): number[] {
  return subsection(2, [...encodeLeb(names.length), ...names.flatMap(text)]);
}

/** Imports that may be missing, as a subsection of `dylink.0`. */
export function weak(...names: string[]): number[] {
  const entries = names.flatMap((name) => [...text("env"), ...text(name), 0x11]);
  return subsection(4, [...encodeLeb(names.length), ...entries]);
}

/** A subsection of `dylink.0`. */
export function subsection(kind: number, bytes: readonly number[]): number[] {
  return [kind, ...encodeLeb(bytes.length), ...bytes];
}

/** The bytes of a side module. */
export function sideModule(parts: SideParts): Uint8Array<ArrayBuffer> {
  const { memory = 1024, table = 4, dylink = [], own = {} } = parts;
  const room = [...encodeLeb(memory), 4, ...encodeLeb(table), 0];
  const vector = (entries: readonly (readonly number[])[]) =>
    concat([encodeLeb(entries.length), ...entries]);
  const sized = (entries: readonly (readonly number[])[]) =>
    vector(entries.map((one) => [...encodeLeb(one.length), ...one]));
  const sections: [number, Uint8Array<ArrayBuffer>][] = [
    [1, vector(parts.types)],
    [2, vector(parts.imports ?? [])],
    [3, vector((parts.functions ?? []).map((type) => [type]))],
    ...[4, 5, 13].flatMap((id) =>
      id in own ? [[id, Uint8Array.from(own[id]!)] as [number, Uint8Array<ArrayBuffer>]] : []
    ),
    [6, vector(parts.globals ?? [])],
    [7, vector(parts.exports ?? [])],
    ...(parts.start === undefined
      ? []
      : [[8, Uint8Array.of(parts.start)] as [number, Uint8Array<ArrayBuffer>]]),
    [9, vector(parts.elements ?? [])],
    ...(parts.data === undefined
      ? []
      : [[12, Uint8Array.of(parts.data.length)] as [number, Uint8Array<ArrayBuffer>]]),
    [10, sized(parts.bodies ?? [])],
    [11, vector(parts.data ?? [])],
  ];
  return joinSections([
    ...(parts.isPlain
      ? []
      : [{ id: 0, body: concat([text("dylink.0"), subsection(1, room), dylink]) }]),
    ...sections.map(([id, body]) => ({ id, body })).filter(({ body }) => body[0] !== 0),
  ]);
}

/** An extension module named `m` whose one function is `code`, after `imports`. */
export function extension(
  code: readonly number[],
  parts: Partial<SideParts> & { readonly imports: readonly (readonly number[])[] },
): Uint8Array<ArrayBuffer> {
  const functions = parts.imports.filter((one) => isFunction(one)).length;
  return sideModule({
    types: [TYPE.give, TYPE.unary, TYPE.plain, TYPE.wide],
    functions: [0],
    exports: [exported("PyInit_m", functions)],
    bodies: [body(...code)],
    ...parts,
  });
}

function isFunction(entry: readonly number[]): boolean {
  const afterModule = 1 + entry[0]!;
  return entry[afterModule + 1 + entry[afterModule]!] === 0;
}
