/** A lazy module of a split: it imports what the main module shares, and writes its functions into the shared table. */
import { SHARED_PREFIX } from "../core/shared_exports.ts";
import { assemble, tableElements, text, Type } from "./assemble.ts";
import { Kind } from "./binary.ts";
import {
  bodiesOf,
  callThroughTable,
  declarationsOf,
  namesOf,
  runsOf,
  typeOf,
} from "./split_functions.ts";
import type { Layout } from "./split_layout.ts";
import type { ModuleParts } from "./parts.ts";
import type { Plan } from "./split_plan.ts";

/**
 * The bytes of a lazy module.
 *
 * @param module its number: 1 is the first.
 */
export function lazyModule(
  whole: ModuleParts,
  plan: Plan,
  { table }: Layout,
  module: number,
): Uint8Array<ArrayBuffer> {
  const mutableGlobals = whole.globals.filter(({ isMutable }) => isMutable);
  const { imports, functions, newIndexOf } = plan.modules[module]!;
  const stub = (index: number) => callThroughTable(whole, plan, table, index);
  return assemble(whole, {
    imports: [
      ...imports.map((index) => whole.functionImports[index]!.bytes),
      ...[...whole.globalImports, ...whole.tagImports].map(({ bytes }) => bytes),
      ...mutableGlobals.map(({ type }, at) => shared(`g${at}`, [Kind.Global, type, 1])),
      ...whole.tables.map((entry, at) => shared(`t${at}`, [Kind.Table, ...entry])),
      shared("functions", [Kind.Table, Type.Funcref, 0, 0]),
      ...whole.tags.map((entry, at) => shared(`e${at}`, [Kind.Tag, ...entry])),
      ...(whole.memory === null ? [] : [shared("m0", [Kind.Memory, ...whole.memory])]),
    ],
    functions: functions.map((index) => typeOf(whole, index)),
    tables: [],
    memory: null,
    tags: [],
    // Immutable globals are constants: each module has its own.
    globals: whole.globals.slice(mutableGlobals.length).map(({ bytes }) => bytes),
    exports: [],
    elements: [
      ...runsOf(plan, module).map(({ slot, functions }) =>
        tableElements(table, slot, functions.map(newIndexOf))
      ),
      ...declarationsOf(whole, plan, module),
    ],
    bodies: bodiesOf(whole, plan, module, stub),
    names: namesOf(plan, module),
  });
}

function shared(name: string, description: readonly number[]): number[] {
  return [...text("main"), ...text(`${SHARED_PREFIX}${name}`), ...description];
}
