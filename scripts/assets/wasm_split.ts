/**
 * Splits a WebAssembly module into a main one and further ones that are loaded when one of their functions is called for
 * the first time. An engine checks every function of a module before the first can run: so most of that is left for
 * programs that need it.
 *
 * All have the same functions under the same indexes, so that no code changes: a function that is another module's is a stub
 * here, which calls it through a table that all share. The main module holds memory, tables, tags and variables.
 */
import { encodeLeb, joinSections, Kind, type Section, SectionId } from "./wasm_binary.ts";
import { type ModuleParts, takeApart } from "./wasm_parts.ts";

/** What the main module is asked for by the others begins with this. */
export const SHARED_PREFIX = "shared.";

const [VOID, FUNCREF, I32, FUNCTION_TYPE, END] = [0x40, 0x70, 0x7F, 0x60, 0x0B];

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
  const flags = numbers.map(() => [I32, 1, ...constant(0), END]);
  const ensure = numbers.map((at) =>
    functionBody([
      ...[0x23, ...encodeLeb(layout.firstFlag + at), 0x45], // global.get, i32.eqz
      ...[0x04, VOID, ...constant(-1 - at), 0x10, ...encodeLeb(layout.loader), 0x1A, END], // if, call, drop
    ])
  );
  const all = encodeLeb(functions.length);
  const fill = functionBody([
    ...[0xD0, FUNCREF, ...constant(functions.length)], // ref.null
    ...[0xFC, 15, ...encodeLeb(layout.table), 0x1A], // table.grow, drop
    ...[...constant(0), ...constant(0), ...constant(functions.length)],
    ...[0xFC, 12, ...encodeLeb(whole.elements.length), ...encodeLeb(layout.table)], // table.init
  ]);
  const stubs = (at: number) => [
    ...[0x10, ...encodeLeb(layout.firstNew + owners[at]! - 1)], // call
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
  return joinSections(sections(whole, {
    imports: whole.imports.map(({ bytes }) => bytes),
    functions: [...functions.map(({ type }) => type), ...Array(later + 1).fill(layout.plainType)],
    tables: [...tables, [FUNCREF, 0, 0]],
    memory: whole.memory,
    tags,
    globals: [...globals.map(({ bytes }) => bytes), ...flags],
    exports: [...whole.exports, ...shared],
    elements: [
      ...whole.elements,
      [1, 0, ...all, ...functions.flatMap((_, at) => encodeLeb(whole.functionImports.length + at))],
    ],
    bodies: [
      ...functions.map(({ body }, at) => owners[at] === 0 ? body : functionBody(stubs(at))),
      ...ensure,
      fill,
    ],
  }));
}

function laterModule(
  whole: ModuleParts,
  layout: Layout,
  owners: readonly number[],
  number: number,
): Uint8Array<ArrayBuffer> {
  const variables = whole.globals.filter(({ isMutable }) => isMutable);
  return joinSections(sections(whole, {
    imports: [
      ...whole.imports.map(({ bytes }) => bytes),
      ...variables.map(({ type }, at) => imported(`g${at}`, [Kind.Global, type, 1])),
      ...whole.tables.map((table, at) => imported(`t${at}`, [Kind.Table, ...table])),
      imported("functions", [Kind.Table, FUNCREF, 0, 0]),
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
      ...[2, ...encodeLeb(layout.table), ...constant(start), END, 0, ...encodeLeb(end - start)],
      ...Array.from(
        { length: end - start },
        (_, at) => encodeLeb(whole.functionImports.length + start + at),
      ).flat(),
    ]),
    bodies: whole.functions.map(({ body }, at) =>
      owners[at] === number ? body : functionBody(callThroughTable(whole, layout, at))
    ),
  }));
}

/** What differs between the modules. */
interface Contents {
  readonly imports: readonly Iterable<number>[];
  readonly functions: readonly number[];
  readonly tables: readonly (readonly number[])[];
  readonly memory: readonly number[] | null;
  readonly tags: readonly (readonly number[])[];
  readonly globals: readonly Iterable<number>[];
  readonly exports: readonly Iterable<number>[];
  readonly elements: readonly Iterable<number>[];
  readonly bodies: readonly Uint8Array[];
}

function sections(whole: ModuleParts, contents: Contents): Section[] {
  const types = [...whole.types.map(({ bytes }) => bytes), [FUNCTION_TYPE, 0, 0]];
  const memories = contents.memory === null ? [] : [contents.memory];
  const bodies = contents.bodies.map((body) => ({ length: encodeLeb(body.length), body }));
  return [
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
  ].filter(({ body }) => body[0] !== 0);
}

function section(id: number, entries: readonly Iterable<number>[]): Section {
  return { id, body: concat([encodeLeb(entries.length), ...entries.map((one) => [...one])]) };
}

/** Calls the function with what the stub was called with, and gives what it gives. */
function callThroughTable({ functions, types }: ModuleParts, layout: Layout, at: number): number[] {
  const { type } = functions[at]!;
  const parameters = Array.from({ length: types[type]!.parameters }, (_, n) => n);
  return [
    ...parameters.flatMap((n) => [0x20, ...encodeLeb(n)]), // local.get
    ...constant(at),
    ...[0x13, ...encodeLeb(type), ...encodeLeb(layout.table)], // return_call_indirect
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

function functionBody(code: readonly number[]): Uint8Array {
  return Uint8Array.of(0, ...code, END);
}

/** `i32.const`. */
function constant(value: number): number[] {
  const bytes = [0x41];
  for (;;) {
    const low = value & 0x7F;
    value >>= 7;
    if (value === (low & 0x40 ? -1 : 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function exported(name: string, kind: number, index: number): number[] {
  return [...text(`${SHARED_PREFIX}${name}`), kind, ...encodeLeb(index)];
}

function imported(name: string, what: readonly number[]): number[] {
  return [...text("main"), ...text(`${SHARED_PREFIX}${name}`), ...what];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...encodeLeb(bytes.length), ...bytes];
}

function concat(parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
