/**
 * Splits a WebAssembly module into a main one and further ones that are loaded when one of their functions is called for
 * the first time. An engine checks every function of a module before the first can run: so most of that is left for
 * programs that need it.
 *
 * Each has its functions, and stubs for the others' that they call: a stub calls through a table that all share. The main module
 * holds memory, tables, tags and variables. Every function is named after its index in the whole.
 */
import { SHARED_PREFIX } from "../../src/jail/lazy_modules.ts";
import { assemble, constant, functionBody, Op, text, Type } from "./wasm_assemble.ts";
import { encodeLeb, Kind } from "./wasm_binary.ts";
import type { ModuleParts } from "./wasm_parts.ts";
import { type Plan, planSplit } from "./wasm_plan.ts";
import { bodiesOf, callThroughTable, namesOf, runsOf, typeOf } from "./wasm_share.ts";

/** A module in several. */
export interface SplitModule {
  readonly main: Uint8Array<ArrayBuffer>;
  /** Those that are loaded later. */
  readonly rest: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Splits a module.
 *
 * @param ownerOf tells the module of a function, by its index: 0 is the main one.
 * @param modules how many there shall be.
 * @param loader the import, from an integer to an integer, that the main module calls to have another one loaded. It gets
 *   -1 for the first of them, -2 for the second.
 * @throws where code cannot be read, or the module does not import the loader.
 */
export function splitModule(
  whole: ModuleParts,
  ownerOf: (index: number) => number,
  modules: number,
  loader: string,
): SplitModule {
  const plan = planSplit(whole, ownerOf, modules);
  const layout = layOut(whole, plan, loader);
  return {
    main: mainModule(whole, plan, layout, modules - 1),
    rest: Array.from({ length: modules - 1 }, (_, at) => laterModule(whole, plan, layout, at + 1)),
  };
}

/** Where things are that the split adds. */
interface Layout {
  /** The import that loads. */
  readonly loader: number;
  /** The type of functions that take and give nothing. */
  readonly plainType: number;
  /** The table through which modules call each other. */
  readonly table: number;
  /** The first function that the main module has beside those of the whole: one for each later module. */
  readonly firstNew: number;
  /** Whether the first later module is loaded; the others follow. */
  readonly firstFlag: number;
}

function layOut(whole: ModuleParts, { shares }: Plan, loader: string): Layout {
  const at = whole.functionImports.findIndex(({ name }) => name === loader);
  if (at < 0) throw new Error(`The module does not import '${loader}'`);
  return {
    loader: at,
    plainType: whole.types.length,
    table: whole.tables.length,
    firstNew: shares[0]!.imports.length + shares[0]!.functions.length,
    firstFlag: whole.globalImports.length + whole.globals.length,
  };
}

function mainModule(
  whole: ModuleParts,
  plan: Plan,
  layout: Layout,
  later: number,
): Uint8Array<ArrayBuffer> {
  const { globals, tables, tags } = whole;
  const { functions, numberOf } = plan.shares[0]!;
  const numbers = Array.from({ length: later }, (_, at) => at);
  const flags = numbers.map(() => [Type.I32, 1, ...constant(0), ...Op.End]);
  const stub = (index: number) => [
    ...[...Op.Call, ...encodeLeb(layout.firstNew + plan.ownerOf(index) - 1)],
    ...callThroughTable(whole, plan, layout.table, index),
  ];
  const shared = [
    ...globals.flatMap(({ isMutable }, at) =>
      isMutable ? [exported(`g${at}`, Kind.Global, whole.globalImports.length + at)] : []
    ),
    ...tables.map((_, at) => exported(`t${at}`, Kind.Table, at)),
    exported("functions", Kind.Table, layout.table),
    ...tags.map((_, at) => exported(`e${at}`, Kind.Tag, whole.tagImports.length + at)),
    ...(whole.memory === null ? [] : [exported("m0", Kind.Memory, 0)]),
    ...numbers.map((at) => exported(`loaded${at}`, Kind.Global, layout.firstFlag + at)),
  ];
  const own = whole.exports.map(({ name, kind, index }) => [
    ...[...text(name), kind],
    ...encodeLeb(kind === Kind.Function ? numberOf(index) : index),
  ]);
  const elements = whole.elements.map(({ place, functions }) => [
    ...[0, ...constant(place), ...Op.End],
    ...vector(functions.map(numberOf)),
  ]);
  const crossing = plan.crossing.slice(0, plan.calledByOthers);
  return assemble(whole, {
    imports: whole.imports.map(({ bytes }) => bytes),
    functions: [
      ...functions.map((index) => typeOf(whole, index)),
      ...Array(later).fill(layout.plainType),
    ],
    tables: [...tables, [Type.Funcref, 0, ...encodeLeb(plan.crossing.length)]],
    memory: whole.memory,
    tags,
    globals: [...globals.map(({ bytes }) => bytes), ...flags],
    exports: [...own, ...shared],
    elements: [...elements, elementsFrom(layout, 0, crossing.map(numberOf))],
    bodies: [
      ...bodiesOf(whole, plan, 0, stub),
      ...numbers.map((at) => ensureLoaded(layout, at)),
    ],
    names: namesOf(plan, 0),
  });
}

/** Has a module loaded that is not yet. */
function ensureLoaded({ firstFlag, loader }: Layout, at: number): Uint8Array {
  const isMissing = [...Op.GlobalGet, ...encodeLeb(firstFlag + at), ...Op.I32Eqz];
  const load = [...constant(-1 - at), ...Op.Call, ...encodeLeb(loader), ...Op.Drop];
  return functionBody([...isMissing, ...Op.If, Type.Nothing, ...load, ...Op.End]);
}

function laterModule(
  whole: ModuleParts,
  plan: Plan,
  layout: Layout,
  number: number,
): Uint8Array<ArrayBuffer> {
  const variables = whole.globals.filter(({ isMutable }) => isMutable);
  const { imports, functions, numberOf } = plan.shares[number]!;
  const stub = (index: number) => callThroughTable(whole, plan, layout.table, index);
  return assemble(whole, {
    imports: [
      ...imports.map((index) => whole.functionImports[index]!.bytes),
      ...[...whole.globalImports, ...whole.tagImports].map(({ bytes }) => bytes),
      ...variables.map(({ type }, at) => imported(`g${at}`, [Kind.Global, type, 1])),
      ...whole.tables.map((table, at) => imported(`t${at}`, [Kind.Table, ...table])),
      imported("functions", [Kind.Table, Type.Funcref, 0, 0]),
      ...whole.tags.map((tag, at) => imported(`e${at}`, [Kind.Tag, ...tag])),
      ...(whole.memory === null ? [] : [imported("m0", [Kind.Memory, ...whole.memory])]),
    ],
    functions: functions.map((index) => typeOf(whole, index)),
    tables: [],
    memory: null,
    tags: [],
    globals: whole.globals.slice(variables.length).map(({ bytes }) => bytes),
    exports: [],
    elements: runsOf(plan, number).map(({ place, functions }) =>
      elementsFrom(layout, place, functions.map(numberOf))
    ),
    bodies: bodiesOf(whole, plan, number, stub),
    names: namesOf(plan, number),
  });
}

/** Functions that are put into the shared table from a place on, when their module is loaded. */
function elementsFrom({ table }: Layout, place: number, functions: readonly number[]): number[] {
  return [2, ...encodeLeb(table), ...constant(place), ...Op.End, 0, ...vector(functions)];
}

function vector(numbers: readonly number[]): number[] {
  return [...encodeLeb(numbers.length), ...numbers.flatMap(encodeLeb)];
}

function exported(name: string, kind: number, index: number): number[] {
  return [...text(`${SHARED_PREFIX}${name}`), kind, ...encodeLeb(index)];
}

function imported(name: string, what: readonly number[]): number[] {
  return [...text("main"), ...text(`${SHARED_PREFIX}${name}`), ...what];
}
