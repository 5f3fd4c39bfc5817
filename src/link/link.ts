/**
 * Links side modules into CPython's module, ahead of time: their functions become functions of the whole, calls between them direct
 * calls, addresses numbers in the code. What comes out imports exactly what CPython's module imports. Nothing of the side modules is
 * run; they are relocated and constructed in the jail, when the first of them is opened.
 */
import { encodeLeb, Kind } from "../wasm/binary.ts";
import { constant, functionBody, Op, Type } from "../wasm/assemble.ts";
import type { ModuleParts } from "../wasm/parts.ts";
import { MOST_BYTES, MOST_MODULES } from "./bounds.ts";
import { LinkError } from "./link_error.ts";
import { Code } from "./code.ts";
import { align, place, type Placed, Types } from "./place.ts";
import { Scopes } from "./scopes.ts";
import { readSideModule } from "./side_module.ts";
import type { Symbols } from "./symbols.ts";
import { takeStack } from "./take_stack.ts";
import { FunctionTable, resizedTable, tableSize } from "./table.ts";

/** A side module as a wheel has it. */
export interface SideFile {
  /** Where it stands in `site-packages`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Extension modules by their paths in `site-packages`. */
export type Natives = Readonly<Record<string, Native>>;

/** An extension module that was linked in. Functions are named by their places in the table. */
export interface Native {
  /** Relocates and constructs the module and what it needs, once. */
  readonly prepare: number;
  /** The function that makes the Python module, by its name. */
  readonly symbols: Readonly<Record<string, number>>;
}

/** What was linked. */
export interface Linked {
  readonly whole: ModuleParts;
  /** The first function of each side module, and how many it has. */
  readonly sides: readonly {
    readonly path: string;
    readonly first: number;
    readonly count: number;
  }[];
  readonly natives: Natives;
  /** What is to stand in the memory before anything runs. */
  readonly data: readonly { readonly address: number; readonly bytes: Uint8Array<ArrayBuffer> }[];
  /** Where the memory that the modules use ends. */
  readonly memoryEnd: number;
}

const FLAG_BYTES = 4;

/** Loads and stores of a word, with their alignment and offset. */
const [LOAD, STORE, RETURN] = [[0x28, 2, 0], [0x36, 2, 0], [0x0F]];

/** How the function is named that makes a Python module, in ASCII and in other letters. */
const INIT_NAME = /^PyInitU?_(.+)$/;

/**
 * Links side modules.
 *
 * @param whole CPython's module.
 * @param memoryStart the first address that is free, a multiple of a page.
 * @throws {LinkError} naming the module and what is wrong with it.
 */
export function link(
  whole: ModuleParts,
  symbols: Symbols,
  files: readonly SideFile[],
  memoryStart: number,
): Linked {
  checkAmount(files);
  const sides = files.map(({ path, bytes }) => readSideModule(path, bytes));
  const types = new Types(whole.types);
  const places = place(sides, whole, types, memoryStart, tableSize(whole));
  const { placed } = places;
  const scopes = new Scopes(symbols, placed);
  const table = new FunctionTable(whole.elements, places.tableEnd);
  const firstFlag = align(places.memoryEnd, 2);
  const code = new Code(whole, symbols, types, scopes, table, places.functionEnd + placed.length);
  for (const one of placed) {
    for (const { offset, contents } of one.side.elements) {
      const functions = contents.map((index) => code.functionOf(one, index));
      table.add(one.bases.table + offset, functions);
    }
  }
  const functions = placed.flatMap((one) =>
    code.functionsOf(one).map((own) => takeStack(own, types.all, symbols.stackPointer))
  );
  const prepares = new Map(placed.map((one, at) => [one, places.functionEnd + at]));
  const plainType = types.indexOf({ bytes: Uint8Array.of(0x60, 0, 0), parameters: 0 });
  const bodies = placed.map((one, at) => {
    const needed = scopes.needed(one).map((other) => prepares.get(other)!);
    const own = OWN_STEPS.flatMap((name) => code.exportedBy(one, name, plainType));
    return prepareBody(firstFlag + FLAG_BYTES * at, [...needed, ...own]);
  });
  const natives = Object.fromEntries(placed.flatMap((one) => {
    const found = initFunctions(one, code, table);
    if (found === null) return [];
    return [
      [one.side.path, { prepare: table.slotOf(prepares.get(one)!), symbols: found }] as const,
    ];
  }));
  const { elements, size } = table.finish();
  return {
    whole: {
      ...whole,
      types: types.all,
      functions: [
        ...whole.functions,
        ...functions,
        ...bodies.map((body) => ({ type: plainType, body })),
        ...code.traps(),
      ],
      tables: resizedTable(whole, size),
      elements,
    },
    sides: placed.map(({ side, firstFunction }) => ({
      path: side.path,
      first: firstFunction,
      count: side.functions.length,
    })),
    natives,
    data: placed.flatMap(({ side, bases }) =>
      side.data.map(({ offset, contents }) => ({ address: bases.memory + offset, bytes: contents }))
    ),
    memoryEnd: firstFlag + FLAG_BYTES * placed.length,
  };
}

/** What is called of a module after those that it needs are ready. */
const OWN_STEPS = ["__wasm_apply_data_relocs", "__wasm_call_ctors"];

function checkAmount(files: readonly SideFile[]): void {
  const bytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (files.length <= MOST_MODULES && bytes <= MOST_BYTES) return;
  throw new LinkError(
    files[0]!.path,
    `there are ${files.length} side modules of ${bytes} bytes; ` +
      `expected at most ${MOST_MODULES} of ${MOST_BYTES}`,
  );
}

/** Code that calls functions, unless the word at `flag` says that it has. It says so before, for modules that need each other. */
function prepareBody(flag: number, calls: readonly number[]): Uint8Array<ArrayBuffer> {
  return functionBody([
    ...[...constant(flag), ...LOAD, ...Op.If, Type.Nothing, ...RETURN, ...Op.End],
    ...[...constant(flag), ...constant(1), ...STORE],
    ...calls.flatMap((index) => [...Op.Call, ...encodeLeb(index)]),
  ]);
}

/** The functions that make Python modules, of a module that is an extension; null for any other library. */
function initFunctions(
  one: Placed,
  code: Code,
  table: FunctionTable,
): Record<string, number> | null {
  const names = [...one.side.exports.entries()]
    .filter(([name, { kind }]) => kind === Kind.Function && INIT_NAME.test(name))
    .map(([name]) => name);
  if (names.length === 0) return null;
  return Object.fromEntries(
    names.map((name) => [name, table.slotOf(code.exportedBy(one, name)[0]!)]),
  );
}
