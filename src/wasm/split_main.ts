/** The main module of a split: all that the whole imports and exports, and what it shares with the lazy modules. */
import { SHARED_PREFIX } from "../core/shared_exports.ts";
import {
  assemble,
  constant,
  functionBody,
  Op,
  tableElements,
  text,
  Type,
  vector,
} from "./assemble.ts";
import { encodeLeb, Kind } from "./binary.ts";
import { bodiesOf, callThroughTable, declarationsOf, namesOf, typeOf } from "./split_functions.ts";
import type { Layout } from "./split_layout.ts";
import type { ModuleParts } from "./parts.ts";
import type { Plan } from "./split_plan.ts";

/** The bytes of the main module. */
export function mainModule(
  whole: ModuleParts,
  plan: Plan,
  layout: Layout,
): Uint8Array<ArrayBuffer> {
  const { functions, newIndexOf } = plan.modules[0]!;
  const lazy = plan.modules.slice(1).map((_, at) => at);
  const stub = (index: number) => [
    ...[...Op.Call, ...encodeLeb(layout.firstLoad + plan.moduleOf(index) - 1)],
    ...callThroughTable(whole, plan, layout.table, index),
  ];
  const elements = whole.elements.map(({ slot, functions }) => [
    ...[0, ...constant(slot), ...Op.End],
    ...vector(functions.map(newIndexOf)),
  ]);
  const stubs = plan.shared.slice(0, plan.sharedWithLazy);
  return assemble(whole, {
    imports: whole.imports.map(({ bytes }) => bytes),
    functions: [
      ...functions.map((index) => typeOf(whole, index)),
      ...lazy.map(() => layout.plainType),
    ],
    tables: [...whole.tables, [Type.Funcref, 0, ...encodeLeb(plan.shared.length)]],
    memory: whole.memory,
    tags: whole.tags,
    globals: [
      ...whole.globals.map(({ bytes }) => bytes),
      ...lazy.map(() => [Type.I32, 1, ...constant(0), ...Op.End]),
    ],
    exports: [...ownExports(whole, newIndexOf), ...sharedExports(whole, layout, lazy)],
    elements: [
      ...elements,
      tableElements(layout.table, 0, stubs.map(newIndexOf)),
      ...declarationsOf(whole, plan, 0),
    ],
    bodies: [...bodiesOf(whole, plan, 0, stub), ...lazy.map((at) => loadIfNecessary(layout, at))],
    names: namesOf(plan, 0),
  });
}

function ownExports(
  { exports }: ModuleParts,
  newIndexOf: (index: number) => number,
): readonly number[][] {
  return exports.map(({ name, kind, index }) => [
    ...[...text(name), kind],
    ...encodeLeb(kind === Kind.Function ? newIndexOf(index) : index),
  ]);
}

/** The exports that only the lazy modules import, and those that tell whether each is loaded. */
function sharedExports(
  whole: ModuleParts,
  { table, firstFlag }: Layout,
  lazy: readonly number[],
): readonly number[][] {
  return [
    ...whole.globals.flatMap(({ isMutable }, at) =>
      isMutable ? [shared(`g${at}`, Kind.Global, whole.globalImports.length + at)] : []
    ),
    ...whole.tables.map((_, at) => shared(`t${at}`, Kind.Table, at)),
    shared("functions", Kind.Table, table),
    ...whole.tags.map((_, at) => shared(`e${at}`, Kind.Tag, whole.tagImports.length + at)),
    ...(whole.memory === null ? [] : [shared("m0", Kind.Memory, 0)]),
    ...lazy.map((at) => shared(`loaded${at}`, Kind.Global, firstFlag + at)),
  ];
}

function shared(name: string, kind: number, index: number): number[] {
  return [...text(`${SHARED_PREFIX}${name}`), kind, ...encodeLeb(index)];
}

/** A function that loads a lazy module unless it is loaded. */
function loadIfNecessary({ firstFlag, loader }: Layout, at: number): Uint8Array {
  const isMissing = [...Op.GlobalGet, ...encodeLeb(firstFlag + at), ...Op.I32Eqz];
  const load = [...constant(-1 - at), ...Op.Call, ...encodeLeb(loader), ...Op.Drop];
  return functionBody([...isMissing, ...Op.If, Type.Nothing, ...load, ...Op.End]);
}
