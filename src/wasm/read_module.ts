/**
 * Reads a whole WebAssembly module into its entries: side modules, and the modules of a split. Code and constant expressions are
 * kept as bytes. The engine has validated the module before: here is only refused what the entries cannot tell.
 */
import { Kind, Reader, SectionId, sectionsOf } from "./binary.ts";
import { type FunctionType, readFunctionType, skipValueType } from "./types.ts";

/** What an import or a table, memory, tag or global of the module's own is. Types are encoded. */
export type Description =
  | { readonly kind: typeof Kind.Function; readonly type: number }
  | { readonly kind: typeof Kind.Table; readonly bytes: Uint8Array }
  | { readonly kind: typeof Kind.Memory; readonly flags: number }
  | { readonly kind: typeof Kind.Global; readonly type: number; readonly isMutable: boolean }
  | { readonly kind: typeof Kind.Tag; readonly type: number };

/** An import. */
export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly description: Description;
}

/** An element segment. */
export interface ElementSegment {
  /** The table it is written into; null where it only declares what code takes references to. */
  readonly table: number | null;
  /** The constant expression of its slot, without its end. */
  readonly offset: Uint8Array<ArrayBuffer>;
  readonly functions: readonly number[];
}

/** A data segment. */
export interface DataSegment {
  /** The constant expression of its address, without its end; null where the segment is passive. */
  readonly offset: Uint8Array<ArrayBuffer> | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A global of the module's own. */
export interface ModuleGlobal {
  readonly type: number;
  readonly isMutable: boolean;
  /** The constant expression of its value, without its end. */
  readonly init: Uint8Array<ArrayBuffer>;
}

/** A module. */
export interface Module {
  readonly custom: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly types: readonly FunctionType[];
  readonly imports: readonly ModuleImport[];
  /** Type indexes of the module's own functions. */
  readonly functions: readonly number[];
  readonly bodies: readonly Uint8Array<ArrayBuffer>[];
  readonly globals: readonly ModuleGlobal[];
  readonly exports: ReadonlyMap<string, { readonly kind: number; readonly index: number }>;
  readonly start: number | null;
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  /** Numbers of sections with tables, memories or tags of the module's own. */
  readonly owns: ReadonlySet<number>;
}

/** Instructions of constant expressions, by opcode, and how many bytes follow; null is a LEB128. */
const CONSTANT_INSTRUCTIONS: ReadonlyMap<number, number | null> = new Map([
  ...[0x23, 0x41, 0x42, 0xD0, 0xD2].map((opcode) => [opcode, null] as const),
  ...[0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E].map((opcode) => [opcode, 0] as const),
  ...[[0x43, 4], [0x44, 8]] as const,
]);

const [END, START_SECTION, ELEMENT_KIND_FUNCTION] = [0x0B, 8, 0];

/**
 * Reads a module that the engine finds valid.
 *
 * @throws where it has a section, type, segment or constant expression of another kind.
 */
export function readModule(wasm: Uint8Array<ArrayBuffer>): Module {
  const custom = new Map<string, Uint8Array<ArrayBuffer>>();
  const found = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const { id, body } of sectionsOf(wasm)) {
    if (id === SectionId.Custom) {
      const reader = new Reader(body);
      const name = reader.name();
      custom.set(name, body.subarray(reader.position));
    } else if (KNOWN.has(id)) found.set(id, body);
    else throw new Error(`Cannot read a module with section ${id}`);
  }
  const entries = <T>(id: number, read: (reader: Reader) => T): T[] => {
    const body = found.get(id);
    if (body === undefined) return [];
    const reader = new Reader(body);
    return Array.from({ length: reader.leb() }, () => read(reader));
  };
  const start = found.get(START_SECTION);
  return {
    custom,
    types: entries(SectionId.Type, readFunctionType),
    imports: entries(SectionId.Import, readImport),
    functions: entries(SectionId.Function, (reader) => reader.leb()),
    bodies: entries(SectionId.Code, (reader) => reader.bytes(reader.leb())),
    globals: entries(SectionId.Global, (reader) => ({
      ...readGlobalType(reader),
      init: readConstant(reader),
    })),
    exports: new Map(
      entries(SectionId.Export, (reader) =>
        [
          reader.name(),
          { kind: reader.byte(), index: reader.leb() },
        ] as const),
    ),
    start: start === undefined ? null : new Reader(start).leb(),
    elements: entries(SectionId.Element, readElements),
    data: entries(SectionId.Data, readData),
    owns: new Set([SectionId.Table, SectionId.Memory, SectionId.Tag].filter((id) => found.has(id))),
  };
}

const KNOWN: ReadonlySet<number> = new Set([...Object.values(SectionId), START_SECTION]);

function readImport(reader: Reader): ModuleImport {
  const module = reader.name();
  const name = reader.name();
  return { module, name, description: readDescription(reader) };
}

function readDescription(reader: Reader): Description {
  const kind = reader.byte();
  switch (kind) {
    case Kind.Function:
      return { kind, type: reader.leb() };
    case Kind.Table: {
      const start = reader.position;
      skipValueType(reader);
      readLimits(reader);
      return { kind, bytes: reader.since(start) };
    }
    case Kind.Memory:
      return { kind, flags: readLimits(reader) };
    case Kind.Global:
      return { kind, ...readGlobalType(reader) };
    case Kind.Tag:
      reader.byte();
      return { kind, type: reader.leb() };
    default:
      throw new Error(`Cannot read a module with an import of kind ${kind}`);
  }
}

function readLimits(reader: Reader): number {
  const flags = reader.byte();
  reader.skipLeb();
  if ((flags & 1) !== 0) reader.skipLeb();
  return flags;
}

/** Types of references are read, and told by their first byte only. */
function readGlobalType(reader: Reader): { type: number; isMutable: boolean } {
  const type = reader.peek();
  skipValueType(reader);
  return { type, isMutable: reader.byte() === 1 };
}

function readConstant(reader: Reader): Uint8Array<ArrayBuffer> {
  const start = reader.position;
  for (;;) {
    const opcode = reader.byte();
    if (opcode === END) return reader.since(start, 1);
    const length = CONSTANT_INSTRUCTIONS.get(opcode);
    if (length === undefined) {
      throw new Error(`Cannot read a module with the constant expression ${opcode}`);
    }
    if (length === null) reader.skipLeb();
    else reader.bytes(length);
  }
}

function readElements(reader: Reader): ElementSegment {
  const flags = reader.leb();
  const isDeclared = flags === 3;
  if (flags !== 0 && flags !== 2 && !isDeclared) {
    throw new Error(`Cannot read a module with element segments of kind ${flags}`);
  }
  const table = isDeclared ? null : flags === 2 ? reader.leb() : 0;
  const offset = isDeclared ? new Uint8Array(0) : readConstant(reader);
  if (flags !== 0 && reader.byte() !== ELEMENT_KIND_FUNCTION) {
    throw new Error("Cannot read a module with element segments that are not of functions");
  }
  return { table, offset, functions: Array.from({ length: reader.leb() }, () => reader.leb()) };
}

function readData(reader: Reader): DataSegment {
  const flags = reader.leb();
  if (flags > 1) throw new Error(`Cannot read a module with data segments of kind ${flags}`);
  const offset = flags === 1 ? null : readConstant(reader);
  return { offset, bytes: reader.bytes(reader.leb()) };
}
