/** Takes a WebAssembly module apart into what it consists of, as far as a split needs it; code stays as it is. */
import { Kind, Reader, type Section, SectionId, sectionsOf } from "./wasm_binary.ts";

/** Something that a module takes from outside. */
export interface Import {
  readonly name: string;
  readonly kind: number;
  /** As it stands in the module. */
  readonly bytes: Uint8Array;
}

/** Something that a module gives. */
export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** Functions that are put into the first table at the start. */
export interface Elements {
  /** Where the first of them goes. */
  readonly place: number;
  readonly functions: readonly number[];
}

/** What a module consists of. */
export interface ModuleParts {
  /** Custom sections. */
  readonly custom: readonly Section[];
  readonly types: readonly { readonly bytes: Uint8Array; readonly parameters: number }[];
  readonly imports: readonly Import[];
  readonly functionImports: readonly Import[];
  readonly globalImports: readonly Import[];
  readonly tagImports: readonly Import[];
  readonly functions: readonly { readonly type: number; readonly body: Uint8Array<ArrayBuffer> }[];
  readonly tables: readonly (readonly number[])[];
  readonly memory: readonly number[] | null;
  readonly tags: readonly (readonly number[])[];
  /** Variables come first. */
  readonly globals: readonly {
    readonly type: number;
    readonly isMutable: boolean;
    readonly bytes: Uint8Array;
  }[];
  readonly exports: readonly Export[];
  readonly elements: readonly Elements[];
}

/** Sections that `takeApart` knows; any other is refused. */
const KNOWN: ReadonlySet<number> = new Set([
  ...[SectionId.Custom, SectionId.Type, SectionId.Import, SectionId.Function, SectionId.Table],
  ...[SectionId.Memory, SectionId.Tag, SectionId.Global, SectionId.Export, SectionId.Element],
  SectionId.Code,
]);

const [FUNCTION_TYPE, I32_CONST, END] = [0x60, 0x41, 0x0B];

/**
 * Takes a module apart.
 *
 * @throws where it has sections, types, globals or tables of a kind that is not known here, or globals that vary after ones that
 *   do not.
 */
export function takeApart(wasm: Uint8Array<ArrayBuffer>): ModuleParts {
  const all = [...sectionsOf(wasm)];
  const unknown = all.find(({ id }) => !KNOWN.has(id));
  if (unknown !== undefined) throw new Error(`Cannot split a module with section ${unknown.id}`);
  const entriesOf = <T>(id: number, read: (reader: Reader) => T): (T & { bytes: Uint8Array })[] => {
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
  const firstConstant = globals.findIndex(({ isMutable }) => !isMutable);
  if (firstConstant >= 0 && globals.slice(firstConstant).some(({ isMutable }) => isMutable)) {
    throw new Error("Cannot split a module with variables after constants");
  }
  const plain = (id: number, read: (reader: Reader) => void) =>
    entriesOf(id, (reader) => {
      read(reader);
      return {};
    }).map(({ bytes }) => bytes);
  return {
    custom: all.filter(({ id }) => id === SectionId.Custom),
    types: entriesOf(SectionId.Type, readType),
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

function readType(reader: Reader): { parameters: number } {
  const form = reader.byte();
  if (form !== FUNCTION_TYPE) throw new Error(`Cannot split a module with types of form ${form}`);
  const parameters = reader.leb();
  reader.bytes(parameters);
  reader.bytes(reader.leb());
  return { parameters };
}

function readImport(reader: Reader): { name: string; kind: number } {
  reader.name();
  const name = reader.name();
  const kind = reader.byte();
  if (kind === Kind.Function) reader.leb();
  else if (kind === Kind.Global) reader.bytes(2);
  else if (kind === Kind.Tag) readTag(reader);
  else throw new Error(`Cannot split a module that imports '${name}', of kind ${kind}`);
  return { name, kind };
}

function readTable(reader: Reader): void {
  reader.byte();
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
  if (reader.byte() !== I32_CONST) throw new Error("Cannot split a module with computed globals");
  reader.leb();
  if (reader.byte() !== END) throw new Error("Cannot split a module with computed globals");
  return { type, isMutable };
}

function readExport(reader: Reader): Export {
  return { name: reader.name(), kind: reader.byte(), index: reader.leb() };
}

function readElements(reader: Reader): Elements {
  if (reader.leb() !== 0) throw new Error("Cannot split a module with other elements");
  if (reader.byte() !== I32_CONST) throw new Error("Cannot split a module with computed places");
  // Never negative, so that it reads the same without a sign.
  const place = reader.leb();
  reader.byte();
  return { place, functions: Array.from({ length: reader.leb() }, () => reader.leb()) };
}
