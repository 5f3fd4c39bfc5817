/**
 * TRUSTED code that reads hostile bytes: a side module of a wheel (PEP 783), a shared library as Emscripten makes them. Whatever is
 * not known, or is not within the module's own memory and its own part of the table, is refused.
 */
import { Kind, SectionId } from "../wasm/binary.ts";
import type { FunctionType } from "../wasm/types.ts";
import { type Module, type ModuleImport, readModule } from "../wasm/read_module.ts";
import { MOST_MEMORY_BYTES, MOST_MODULE_BYTES, MOST_TABLE_SLOTS } from "./bounds.ts";
import { type Base, type Constant, readConstant } from "./constant.ts";
import { type Dylink, readDylink } from "./dylink.ts";
import { LinkError } from "./link_error.ts";

/** Bytes, or functions, at an offset in the module's own memory or part of the table. */
export interface Segment<T> {
  readonly offset: number;
  readonly contents: T;
}

/** A side module that was read and checked. */
export interface SideModule extends Dylink {
  /** Where it stands in `site-packages`. */
  readonly path: string;
  readonly types: readonly FunctionType[];
  readonly functionImports: readonly ModuleImport[];
  readonly globalImports: readonly ModuleImport[];
  readonly tagImports: readonly ModuleImport[];
  readonly functions: Module["functions"];
  readonly bodies: Module["bodies"];
  /** Its own globals. Those that may change are addresses that the start function sets. */
  readonly globals: readonly { readonly isMutable: boolean; readonly value: number }[];
  readonly exports: Module["exports"];
  readonly start: number | null;
  readonly elements: readonly Segment<readonly number[]>[];
  readonly data: readonly Segment<Uint8Array<ArrayBuffer>>[];
}

/** Largest powers of two that memory and table are aligned to. */
const [MOST_MEMORY_ALIGNMENT, MOST_TABLE_ALIGNMENT] = [16, 8];

/** Sections that are someone else's: the memory, the table and the exceptions are CPython's. */
const FOREIGN: ReadonlyMap<number, string> = new Map([
  [SectionId.Table, "a table"],
  [SectionId.Memory, "a memory"],
  [SectionId.Tag, "a kind of exception"],
]);

const I32 = 0x7F;

/**
 * Reads a side module.
 *
 * @throws {LinkError} naming what is wrong with it.
 */
export function readSideModule(path: string, bytes: Uint8Array<ArrayBuffer>): SideModule {
  if (bytes.length > MOST_MODULE_BYTES) {
    throw new LinkError(
      path,
      `it has ${bytes.length} bytes; expected at most ${MOST_MODULE_BYTES}`,
    );
  }
  if (!WebAssembly.validate(bytes)) throw new LinkError(path, "it is no valid WebAssembly module");
  try {
    return checked(path, readModule(bytes));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError(path, (error as Error).message);
  }
}

function checked(path: string, module: Module): SideModule {
  const section = module.custom.get("dylink.0");
  if (section === undefined) throw new Error("it is no side module: it has no section dylink.0");
  const dylink = readDylink(section);
  checkRoom(dylink);
  for (const [id, what] of FOREIGN) {
    if (module.owns.has(id)) throw new Error(`it has ${what} of its own; expected CPython's`);
  }
  const of = (kind: number) => module.imports.filter((one) => one.description.kind === kind);
  checkShared(of(Kind.Memory), of(Kind.Table));
  const globalImports = of(Kind.Global);
  const segment = <T extends { readonly length: number }>(
    contents: T,
    { base, offset }: Constant,
    expected: Base,
    room: number,
  ): Segment<T> => {
    if (base === expected && offset >= 0 && offset + contents.length <= room) {
      return { offset, contents };
    }
    throw new Error(
      `it has ${contents.length} entries of its ${expected} at ${offset} from ${base}; ` +
        `expected them within the ${room} that it asks for`,
    );
  };
  return {
    ...dylink,
    path,
    types: module.types,
    functionImports: of(Kind.Function),
    globalImports,
    tagImports: of(Kind.Tag),
    functions: module.functions,
    bodies: module.bodies,
    globals: module.globals.map(({ type, isMutable, init }) => {
      const { base, offset } = readConstant(init, globalImports);
      if (type !== I32 || base !== "nothing") {
        throw new Error("it has a variable outside of its memory");
      }
      return { isMutable, value: offset };
    }),
    exports: module.exports,
    start: module.start,
    // Segments that only declare functions are made anew by the split.
    elements: module.elements.filter(({ table }) => table !== null).map(({ offset, functions }) =>
      segment(functions, readConstant(offset, globalImports), "table", dylink.tableSlots)
    ),
    data: module.data.map(({ offset, bytes }) => {
      if (offset === null) throw new Error("it has passive data");
      return segment(bytes, readConstant(offset, globalImports), "memory", dylink.memoryBytes);
    }),
  };
}

function checkRoom(dylink: Dylink): void {
  const { memoryBytes, memoryAlignment, tableSlots, tableAlignment } = dylink;
  const isTooMuch = memoryBytes > MOST_MEMORY_BYTES || tableSlots > MOST_TABLE_SLOTS ||
    memoryAlignment > MOST_MEMORY_ALIGNMENT || tableAlignment > MOST_TABLE_ALIGNMENT;
  if (!isTooMuch) return;
  throw new Error(
    `it asks for ${memoryBytes} bytes of memory at 2^${memoryAlignment} and ${tableSlots} places ` +
      `in the table at 2^${tableAlignment}; expected at most ${MOST_MEMORY_BYTES} at ` +
      `2^${MOST_MEMORY_ALIGNMENT} and ${MOST_TABLE_SLOTS} at 2^${MOST_TABLE_ALIGNMENT}`,
  );
}

/** Limits of a memory of 32 bits that is not shared: with a maximum or without. */
const PLAIN_LIMITS = 1;

function checkShared(memories: readonly ModuleImport[], tables: readonly ModuleImport[]): void {
  for (const { module, name, description } of memories) {
    const isPlain = description.kind === Kind.Memory && description.flags <= PLAIN_LIMITS;
    if (module !== "env" || name !== "memory" || !isPlain) {
      throw new Error(
        `it imports the memory '${module}.${name}'; expected 'env.memory', not shared`,
      );
    }
  }
  for (const { module, name } of tables) {
    if (module !== "env" || name !== "__indirect_function_table") {
      throw new Error(`it imports the table '${module}.${name}', which is not there`);
    }
  }
  if (memories.length > 1 || tables.length > 1) {
    throw new Error("it imports a memory or a table twice");
  }
}
