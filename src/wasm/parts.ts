/** Parses a WebAssembly module into its parts, as far as a split needs them. Function bodies are not parsed. */
import { Kind, Reader, type Section, SectionId, sectionsOf } from "./binary.ts";
import { type FunctionType, readFunctionType, skipValueType } from "./types.ts";

/** An import. */
export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: number;
  /** The encoded entry. */
  readonly bytes: Uint8Array;
}

/** An export. */
export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** An element segment: functions that instantiation writes into a table. */
export interface Elements {
  readonly table: number;
  /** Table slot of the first function. */
  readonly slot: number;
  readonly functions: readonly number[];
}

/** The parts of a module. Tables, memory and tags are encoded entries. */
export interface ModuleParts {
  readonly custom: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  readonly functionImports: readonly Import[];
  readonly globalImports: readonly Import[];
  readonly tagImports: readonly Import[];
  readonly functions: readonly { readonly type: number; readonly body: Uint8Array<ArrayBuffer> }[];
  readonly tables: readonly (readonly number[])[];
  readonly memory: readonly number[] | null;
  readonly tags: readonly (readonly number[])[];
  readonly globals: readonly {
    readonly type: number;
    readonly isMutable: boolean;
    readonly bytes: Uint8Array;
  }[];
  readonly exports: readonly Export[];
  readonly elements: readonly Elements[];
}

/** Sections that `takeApart` accepts. */
const KNOWN: ReadonlySet<number> = new Set([
  ...[SectionId.Custom, SectionId.Type, SectionId.Import, SectionId.Function, SectionId.Table],
  ...[SectionId.Memory, SectionId.Tag, SectionId.Global, SectionId.Export, SectionId.Element],
  SectionId.Code,
]);

const [I32_CONST, END] = [0x41, 0x0B];

/** Flags of a segment that names its table, and the kind of its elements. */
const [TABLE_NAMED, OF_FUNCTIONS] = [2, 0];

/**
 * Parses a module.
 *
 * @throws where it has a section, type, import, global or element segment that a split does not support.
 */
export function takeApart(wasm: Uint8Array<ArrayBuffer>): ModuleParts {
  const all = [...sectionsOf(wasm)];
  const unknown = all.find(({ id }) => !KNOWN.has(id));
  if (unknown !== undefined) throw new Error(`Cannot split a module with section ${unknown.id}`);
  const entriesOf = <T>(
    id: number,
    read: (reader: Reader) => T,
  ): (T & { bytes: Uint8Array<ArrayBuffer> })[] => {
    const found = all.find((section) => section.id === id);
    if (found === undefined) return [];
    const reader = new Reader(found.body);
    return Array.from({ length: reader.leb() }, () => {
      const start = reader.position;
      const entry = read(reader);
      return { ...entry, bytes: found.body.subarray(start, reader.position) };
    });
  };
  const imports = entriesOf(SectionId.Import, readImport);
  const types = entriesOf(SectionId.Function, (reader) => ({ type: reader.leb() }));
  const bodies = entriesOf(SectionId.Code, (reader) => ({ body: reader.bytes(reader.leb()) }));
  const globals = entriesOf(SectionId.Global, readGlobal);
  const plain = (id: number, read: (reader: Reader) => void) =>
    entriesOf(id, (reader) => {
      read(reader);
      return {};
    }).map(({ bytes }) => bytes);
  return {
    custom: all.filter(({ id }) => id === SectionId.Custom),
    types: entriesOf(SectionId.Type, readFunctionType),
    imports,
    functionImports: imports.filter(({ kind }) => kind === Kind.Function),
    globalImports: imports.filter(({ kind }) => kind === Kind.Global),
    tagImports: imports.filter(({ kind }) => kind === Kind.Tag),
    functions: types.map(({ type }, at) => ({ type, body: bodies[at]!.body })),
    tables: plain(SectionId.Table, readTable).map((bytes) => [...bytes]),
    memory: plain(SectionId.Memory, readLimits).map((bytes) => [...bytes])[0] ?? null,
    tags: plain(SectionId.Tag, readTag).map((bytes) => [...bytes]),
    globals,
    exports: entriesOf(SectionId.Export, readExport),
    elements: entriesOf(SectionId.Element, readElements),
  };
}

function readImport(reader: Reader): { module: string; name: string; kind: number } {
  const module = reader.name();
  const name = reader.name();
  const kind = reader.byte();
  if (kind === Kind.Function) reader.leb();
  else if (kind === Kind.Global) reader.bytes(2);
  else if (kind === Kind.Tag) readTag(reader);
  else throw new Error(`Cannot split a module that imports '${name}', of kind ${kind}`);
  return { module, name, kind };
}

function readTable(reader: Reader): void {
  skipValueType(reader);
  readLimits(reader);
}

function readLimits(reader: Reader): void {
  const hasMaximum = (reader.byte() & 1) !== 0;
  reader.leb();
  if (hasMaximum) reader.leb();
}

function readTag(reader: Reader): void {
  reader.byte();
  reader.leb();
}

function readGlobal(reader: Reader): { type: number; isMutable: boolean } {
  const type = reader.byte();
  const isMutable = reader.byte() === 1;
  if (reader.byte() !== I32_CONST) throw new Error("Cannot split a module with a computed global");
  reader.leb();
  if (reader.byte() !== END) throw new Error("Cannot split a module with a computed global");
  return { type, isMutable };
}

function readExport(reader: Reader): Export {
  return { name: reader.name(), kind: reader.byte(), index: reader.leb() };
}

function readElements(reader: Reader): Elements {
  const flags = reader.leb();
  if (flags !== 0 && flags !== TABLE_NAMED) {
    throw new Error("Cannot split a module with element segments of other kinds");
  }
  const table = flags === 0 ? 0 : reader.leb();
  if (reader.byte() !== I32_CONST) {
    throw new Error("Cannot split a module with an element segment at a computed slot");
  }
  // A signed number, but never a negative one: it reads the same as an unsigned one.
  const slot = reader.leb();
  reader.byte();
  if (flags === TABLE_NAMED && reader.byte() !== OF_FUNCTIONS) {
    throw new Error("Cannot split a module with element segments of other kinds");
  }
  return { table, slot, functions: Array.from({ length: reader.leb() }, () => reader.leb()) };
}
