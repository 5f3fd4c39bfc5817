/** Plans a split: which functions each module gets, their indexes there, and which functions are called across modules. */
import { Kind } from "./binary.ts";
import { type FunctionReference, functionReferences } from "./code.ts";
import type { ModuleParts } from "./parts.ts";

/** The functions of one module of a split. All indexes but `newIndexOf`'s results are those of the whole. */
export interface ModulePlan {
  /** Imported functions, ascending. */
  readonly imports: readonly number[];
  /** Defined functions, ascending: the module's own, and those of other modules that it needs a stub for. */
  readonly functions: readonly number[];
  /** The index in this module of a function that it imports or defines. */
  readonly newIndexOf: (index: number) => number;
}

/** A planned split. Functions are named by their indexes in the whole. */
export interface Plan {
  /** The main module first. */
  readonly modules: readonly ModulePlan[];
  /** The number of the module that a function belongs to: 0 is the main one. */
  readonly moduleOf: (index: number) => number;
  /** Functions that are called across modules, by their slots in the table that all modules share. */
  readonly shared: readonly number[];
  /** How many of them, the first ones, lazy modules call. Only these slots hold stubs of the main module from the start. */
  readonly sharedWithLazy: number;
  /** The slot of a shared function. */
  readonly slotOf: (index: number) => number;
  /** Where the body of a function refers to others. */
  readonly referencesOf: (index: number) => readonly FunctionReference[];
}

/**
 * Plans the split of a module.
 *
 * @param moduleOf the number of the module that a function belongs to, by its index: 0 is the main one.
 * @param count how many modules there are, with the main one.
 * @throws where a function body cannot be read.
 */
export function planSplit(
  whole: ModuleParts,
  moduleOf: (index: number) => number,
  count: number,
): Plan {
  const imported = whole.functionImports.length;
  const references = whole.functions.map(({ body }) => functionReferences(body));
  const needed = Array.from({ length: count }, () => new Set<number>());
  whole.functions.forEach((_, at) => {
    for (const { index } of references[at]!) needed[moduleOf(imported + at)]!.add(index);
  });
  const isForeign = (index: number, module: number) =>
    index >= imported && moduleOf(index) !== module;
  const calledByLazy = new Set<number>();
  needed.forEach((indexes, module) => {
    if (module === 0) return;
    for (const index of indexes) if (isForeign(index, module)) calledByLazy.add(index);
  });
  const main = needed[0]!;
  for (const { kind, index } of whole.exports) if (kind === Kind.Function) main.add(index);
  for (const { functions } of whole.elements) functions.forEach((index) => main.add(index));
  // A lazy module's stubs call through the shared table, which the main module's stubs fill at first.
  for (const index of calledByLazy) main.add(index);
  const calledByMain = [...main].filter((index) => isForeign(index, 0) && !calledByLazy.has(index));
  const shared = [...ascending(calledByLazy), ...ascending(calledByMain)];
  const slots = new Map(shared.map((index, slot) => [index, slot]));
  whole.functions.forEach((_, at) => needed[moduleOf(imported + at)]!.add(imported + at));
  whole.functionImports.forEach((_, index) => main.add(index));
  return {
    modules: needed.map((indexes) => planModule(ascending(indexes), imported)),
    moduleOf,
    shared,
    sharedWithLazy: calledByLazy.size,
    slotOf: (index) => slots.get(index)!,
    referencesOf: (index) => references[index - imported]!,
  };
}

function planModule(indexes: readonly number[], imported: number): ModulePlan {
  const newIndexes = new Map(indexes.map((index, at) => [index, at]));
  return {
    imports: indexes.filter((index) => index < imported),
    functions: indexes.filter((index) => index >= imported),
    newIndexOf: (index) => newIndexes.get(index)!,
  };
}

function ascending(indexes: Iterable<number>): number[] {
  return [...indexes].sort((one, other) => one - other);
}
