/**
 * Splits a WebAssembly module into a main one and further ones that are loaded when one of their functions is called for
 * the first time. An engine checks every function of a module before the first can run: so most of that is left for
 * programs that need it.
 *
 * All have the same functions under the same indexes, so that no code changes: a function that is another module's is a stub
 * here, which calls it through a table that all share. The main module holds memory, tables, tags and variables.
 */
import { SHARED_PREFIX } from "../../src/jail/later_code.ts";
import { assemble, constant, functionBody, Op, text, Type } from "./wasm_assemble.ts";
import { encodeLeb, Kind } from "./wasm_binary.ts";
import { type ModuleParts, takeApart } from "./wasm_parts.ts";

/** A module in several. */
export interface SplitModule {
  readonly main: Uint8Array<ArrayBuffer>;
  /** Those that are loaded later. */
  readonly rest: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Splits a module.
 *
 * @param partOf tells the module of a function, by its index: 0 is the main one.
 * @param parts how many modules there shall be.
 * @param loader the import, from an integer to an integer, that the main module calls to have another one loaded. It gets
 *   -1 for the first of them, -2 for the second.
 * @throws where the module has what cannot be split: a start function, data, or variables after constants.
 */
export function splitModule(
  wasm: Uint8Array<ArrayBuffer>,
  partOf: (index: number) => number,
  parts: number,
  loader: string,
): SplitModule {
  const whole = takeApart(wasm);
  const layout = layOut(whole, loader);
  const owners = whole.functions.map((_, at) => partOf(whole.functionImports.length + at));
  return {
    main: mainModule(whole, layout, owners, parts - 1),
    rest: Array.from({ length: parts - 1 }, (_, at) => laterModule(whole, layout, owners, at + 1)),
  };
}

/** Where things are that the split adds. */
interface Layout {
  /** The import that loads. */
  readonly loader: number;
  /** The type of functions that take and give nothing. */
  readonly plainType: number;
  /** The table of all functions; a function's place is its index without the imports. */
  readonly table: number;
  /** The first function that the main module has beside those of the whole: one for each later module, then one that fills the table. */
  readonly firstNew: number;
  /** Whether the first later module is loaded; the others follow. */
  readonly firstFlag: number;
}

function layOut(whole: ModuleParts, loader: string): Layout {
  const at = whole.functionImports.findIndex(({ name }) => name === loader);
  if (at < 0) throw new Error(`The module does not import '${loader}'`);
  return {
    loader: at,
    plainType: whole.types.length,
    table: whole.tables.length,
    firstNew: whole.functionImports.length + whole.functions.length,
    firstFlag: whole.globalImports.length + whole.globals.length,
  };
}

function mainModule(
  whole: ModuleParts,
  layout: Layout,
  owners: readonly number[],
  later: number,
): Uint8Array<ArrayBuffer> {
  const { functions, globals, tables, tags } = whole;
  const numbers = Array.from({ length: later }, (_, at) => at);
  const flags = numbers.map(() => [Type.I32, 1, ...constant(0), ...Op.End]);
  const stubs = (at: number) => [
    ...[...Op.Call, ...encodeLeb(layout.firstNew + owners[at]! - 1)],
    ...callThroughTable(whole, layout, at),
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
    exported("fill", Kind.Function, layout.firstNew + later),
  ];
  return assemble(whole, {
    imports: whole.imports.map(({ bytes }) => bytes),
    functions: [...functions.map(({ type }) => type), ...Array(later + 1).fill(layout.plainType)],
    tables: [...tables, [Type.Funcref, 0, 0]],
    memory: whole.memory,
    tags,
    globals: [...globals.map(({ bytes }) => bytes), ...flags],
    exports: [...whole.exports, ...shared],
    elements: [
      ...whole.elements,
      [
        1,
        0,
        ...encodeLeb(functions.length),
        ...functions.flatMap((_, at) => encodeLeb(whole.functionImports.length + at)),
      ],
    ],
    bodies: [
      ...functions.map(({ body }, at) => owners[at] === 0 ? body : functionBody(stubs(at))),
      ...numbers.map((at) => ensureLoaded(layout, at)),
      fillTable(whole, layout),
    ],
  });
}

/** Has a module loaded that is not yet. */
function ensureLoaded({ firstFlag, loader }: Layout, at: number): Uint8Array {
  const isMissing = [...Op.GlobalGet, ...encodeLeb(firstFlag + at), ...Op.I32Eqz];
  const load = [...constant(-1 - at), ...Op.Call, ...encodeLeb(loader), ...Op.Drop];
  return functionBody([...isMissing, ...Op.If, Type.Nothing, ...load, ...Op.End]);
}

/** Fills the table with the main module's functions: those that are another's are stubs, until that is loaded. */
function fillTable({ functions, elements }: ModuleParts, { table }: Layout): Uint8Array {
  const all = constant(functions.length);
  return functionBody([
    ...[...Op.RefNull, Type.Funcref, ...all, ...Op.TableGrow, ...encodeLeb(table), ...Op.Drop],
    ...[...constant(0), ...constant(0), ...all],
    ...[...Op.TableInit, ...encodeLeb(elements.length), ...encodeLeb(table)],
  ]);
}

function laterModule(
  whole: ModuleParts,
  layout: Layout,
  owners: readonly number[],
  number: number,
): Uint8Array<ArrayBuffer> {
  const variables = whole.globals.filter(({ isMutable }) => isMutable);
  return assemble(whole, {
    imports: [
      ...whole.imports.map(({ bytes }) => bytes),
      ...variables.map(({ type }, at) => imported(`g${at}`, [Kind.Global, type, 1])),
      ...whole.tables.map((table, at) => imported(`t${at}`, [Kind.Table, ...table])),
      imported("functions", [Kind.Table, Type.Funcref, 0, 0]),
      ...whole.tags.map((tag, at) => imported(`e${at}`, [Kind.Tag, ...tag])),
      ...(whole.memory === null ? [] : [imported("m0", [Kind.Memory, ...whole.memory])]),
    ],
    functions: whole.functions.map(({ type }) => type),
    tables: [],
    memory: null,
    tags: [],
    globals: whole.globals.slice(variables.length).map(({ bytes }) => bytes),
    exports: [],
    elements: runsOf(owners, number).map(([start, end]) => [
      ...[2, ...encodeLeb(layout.table), ...constant(start), ...Op.End],
      ...[0, ...encodeLeb(end - start)],
      ...Array.from(
        { length: end - start },
        (_, at) => encodeLeb(whole.functionImports.length + start + at),
      ).flat(),
    ]),
    bodies: whole.functions.map(({ body }, at) =>
      owners[at] === number ? body : functionBody(callThroughTable(whole, layout, at))
    ),
  });
}

/** Calls the function with what the stub was called with, and gives what it gives. */
function callThroughTable({ functions, types }: ModuleParts, layout: Layout, at: number): number[] {
  const { type } = functions[at]!;
  const parameters = Array.from({ length: types[type]!.parameters }, (_, n) => n);
  return [
    ...parameters.flatMap((n) => [...Op.LocalGet, ...encodeLeb(n)]),
    ...constant(at),
    ...[...Op.ReturnCallIndirect, ...encodeLeb(type), ...encodeLeb(layout.table)],
  ];
}

/** Where functions of one module follow each other: the first of them, and the one behind the last. */
function runsOf(owners: readonly number[], number: number): [start: number, end: number][] {
  const runs: [number, number][] = [];
  owners.forEach((owner, at) => {
    if (owner !== number) return;
    const last = runs.at(-1);
    if (last?.[1] === at) last[1]++;
    else runs.push([at, at + 1]);
  });
  return runs;
}

function exported(name: string, kind: number, index: number): number[] {
  return [...text(`${SHARED_PREFIX}${name}`), kind, ...encodeLeb(index)];
}

function imported(name: string, what: readonly number[]): number[] {
  return [...text("main"), ...text(`${SHARED_PREFIX}${name}`), ...what];
}
