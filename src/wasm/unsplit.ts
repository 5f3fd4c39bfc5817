/**
 * Puts the modules of a split together again: the whole, function by function, as it was before the split. A split names every
 * function after its index in the whole; what else it added is left out.
 */
import { SHARED_PREFIX } from "../core/shared_exports.ts";
import { Kind, Reader } from "./binary.ts";
import { functionReferences, instructionsOf, replaceFunctions } from "./code.ts";
import { type Module, readModule } from "./read_module.ts";
import { type ModuleParts, takeApart } from "./parts.ts";
import { NAME_PREFIX } from "./split_functions.ts";

const [FUNCTION_NAMES, I32_CONST] = [1, 0x41];

/** A module of a split, and what its functions are in the whole. */
interface Piece {
  readonly module: Module;
  /** The index in the whole of each function that the module has itself or imports; undefined for a stub. */
  readonly indexes: (number | undefined)[];
  /** The functions it writes into the shared table, by slot. */
  readonly shared: ReadonlyMap<number, number>;
}

/** What was split, and how. */
export interface Unsplit {
  readonly whole: ModuleParts;
  /** The number of the module that a function belongs to, by its index in the whole: 0 is the main one. */
  readonly moduleOf: (index: number) => number;
}

/**
 * The whole that was split into these modules.
 *
 * @throws where they are not the modules of one split, or a function of the whole is missing.
 */
export function unsplit(
  main: Uint8Array<ArrayBuffer>,
  lazy: readonly Uint8Array<ArrayBuffer>[],
): Unsplit {
  const parts = takeApart(main);
  // The table through which the modules call each other comes after the whole's.
  const table = parts.tables.length - 1;
  const names = parts.functionImports.map(importName);
  const pieces = [main, ...lazy].map((bytes) => readPiece(bytes, names, table));
  const slots = new Map<number, number>();
  for (const { indexes, shared } of pieces) {
    for (const [slot, local] of shared) {
      const index = indexes[local];
      if (index !== undefined) slots.set(slot, index);
    }
  }
  const first = parts.functionImports.length;
  const functions: ModuleParts["functions"][number][] = [];
  const owners: number[] = [];
  for (const [owner, piece] of pieces.entries()) {
    const wholeIndex = indexLookup(piece, slots);
    piece.module.bodies.forEach((body, at) => {
      const local = piece.indexes.length - piece.module.bodies.length + at;
      const index = piece.indexes[local];
      if (index === undefined) return;
      const references = functionReferences(body);
      const moved = replaceFunctions(body, references, wholeIndex);
      owners[index - first] = owner;
      functions[index - first] = { type: piece.module.functions[at]!, body: moved };
    });
  }
  for (let at = 0; at < functions.length; at++) {
    if (functions[at] === undefined) throw new Error(`The split lacks the function ${first + at}`);
  }
  const [mainPiece] = pieces as [Piece];
  const inWhole = indexLookup(mainPiece, slots);
  const whole: ModuleParts = {
    ...parts,
    custom: parts.custom.filter(({ body }) => new Reader(body).name() !== "name"),
    // The type of functions without parameters and results was added.
    types: parts.types.slice(0, -1),
    functions,
    tables: parts.tables.slice(0, table),
    globals: parts.globals.slice(0, parts.globals.length - lazy.length),
    exports: parts.exports.filter(({ name }) => !name.startsWith(SHARED_PREFIX)).map(
      ({ name, kind, index }) => ({
        ...{ name, kind },
        index: kind === Kind.Function ? inWhole(index) : index,
      }),
    ),
    elements: parts.elements.filter((one) => one.table !== table).map(
      ({ slot, functions }) => ({ table: 0, slot, functions: functions.map(inWhole) }),
    ),
  };
  return { whole, moduleOf: (index) => owners[index - first] ?? 0 };
}

function readPiece(
  bytes: Uint8Array<ArrayBuffer>,
  imports: readonly string[],
  table: number,
): Piece {
  const module = readModule(bytes);
  const indexes: (number | undefined)[] = module.imports
    .filter(({ description }) => description.kind === Kind.Function)
    .map((one) => imports.indexOf(importName(one)));
  if (indexes.includes(-1)) {
    throw new Error("A module of the split imports what the main one does not");
  }
  const firstOwn = indexes.length;
  for (let at = 0; at < module.functions.length; at++) indexes.push(undefined);
  for (const [local, index] of functionNames(module)) {
    if (local < firstOwn || local >= indexes.length) {
      throw new Error("A split names a wrong function");
    }
    indexes[local] = index;
  }
  const shared = new Map<number, number>();
  for (const { table: written, offset, functions } of module.elements) {
    if (written !== table) continue;
    const slot = slotOf(offset);
    functions.forEach((local, at) => shared.set(slot + at, local));
  }
  return { module, indexes, shared };
}

/** The index in the whole of a function of a module, its stubs included. */
function indexLookup(
  { module, indexes }: Piece,
  slots: ReadonlyMap<number, number>,
): (local: number) => number {
  const firstOwn = indexes.length - module.bodies.length;
  const found = [...indexes];
  return (local) => {
    found[local] ??= slots.get(stubSlot(module.bodies[local - firstOwn]!));
    if (found[local] === undefined) throw new Error(`The split has an unknown function ${local}`);
    return found[local];
  };
}

/** The slot that a stub calls: its last number before the call. */
function stubSlot(body: Uint8Array<ArrayBuffer>): number {
  let slot = -1;
  for (const { opcode, start } of instructionsOf(body)) {
    if (opcode === I32_CONST) slot = new Reader(body, start + 1).signedLeb();
  }
  return slot;
}

function* functionNames({ custom }: Module): Generator<[local: number, index: number]> {
  const section = custom.get("name");
  if (section === undefined) return;
  const reader = new Reader(section);
  if (reader.byte() !== FUNCTION_NAMES) throw new Error("A module of the split has other names");
  reader.leb();
  for (let count = reader.leb(); count > 0; count--) {
    const local = reader.leb();
    const name = reader.name();
    if (!name.startsWith(NAME_PREFIX)) throw new Error(`A split has a function named '${name}'`);
    yield [local, Number(name.slice(NAME_PREFIX.length))];
  }
}

function slotOf(offset: Uint8Array<ArrayBuffer>): number {
  const reader = new Reader(offset);
  if (reader.byte() !== I32_CONST) throw new Error("A split has a computed slot");
  return reader.signedLeb();
}

function importName({ module, name }: { readonly module: string; readonly name: string }): string {
  return `${module}.${name}`;
}
