/** Plans a split: which functions each of the modules has, and under which numbers. */
import { Kind } from "./wasm_binary.ts";
import { type Mention, mentionsOf } from "./wasm_code.ts";
import type { ModuleParts } from "./wasm_parts.ts";

/** What one module of a split has of the whole. */
export interface Share {
  /** Functions that it imports, by their indexes in the whole, ascending. */
  readonly imports: readonly number[];
  /** Functions by their indexes in the whole, ascending: those that are this module's, and those that it needs a stub for. */
  readonly functions: readonly number[];
  /** The index in this module of a function of the whole that it has, or imports. */
  readonly numberOf: (index: number) => number;
}

/** A planned split. Functions are named by their indexes in the whole. */
export interface Plan {
  /** The main module's, then those of the others. */
  readonly shares: readonly Share[];
  /** The module of a function. */
  readonly ownerOf: (index: number) => number;
  /** Functions that are called across modules, by their places in the table that all modules share. */
  readonly crossing: readonly number[];
  /** How many of them, the first ones, other modules than the main one call: without its stubs, they would find nothing there. */
  readonly calledByOthers: number;
  /** The place of a function that is among them. */
  readonly placeOf: (index: number) => number;
  /** The functions that the code of a function names. */
  readonly mentionsOf: (index: number) => readonly Mention[];
}

/**
 * Plans the split of a module.
 *
 * @param ownerOf tells the module of a function, by its index: 0 is the main one.
 * @param modules how many there are.
 * @throws where code cannot be read.
 */
export function planSplit(
  whole: ModuleParts,
  ownerOf: (index: number) => number,
  modules: number,
): Plan {
  const imported = whole.functionImports.length;
  const mentions = whole.functions.map(({ body }) => mentionsOf(body));
  const named = Array.from({ length: modules }, () => new Set<number>());
  whole.functions.forEach((_, at) => {
    for (const { index } of mentions[at]!) named[ownerOf(imported + at)]!.add(index);
  });
  const isForeign = (index: number, module: number) =>
    index >= imported && ownerOf(index) !== module;
  const fromOthers = new Set<number>();
  named.forEach((indexes, module) => {
    if (module === 0) return;
    for (const index of indexes) if (isForeign(index, module)) fromOthers.add(index);
  });
  const main = named[0]!;
  for (const { kind, index } of whole.exports) if (kind === Kind.Function) main.add(index);
  for (const { functions } of whole.elements) functions.forEach((index) => main.add(index));
  for (const index of fromOthers) main.add(index);
  const fromMain = [...main].filter((index) => isForeign(index, 0) && !fromOthers.has(index));
  const crossing = [...ascending(fromOthers), ...ascending(fromMain)];
  const places = new Map(crossing.map((index, place) => [index, place]));
  whole.functions.forEach((_, at) => named[ownerOf(imported + at)]!.add(imported + at));
  whole.functionImports.forEach((_, index) => main.add(index));
  const shares = named.map((indexes) => shareOf(ascending(indexes), imported));
  return {
    shares,
    ownerOf,
    crossing,
    calledByOthers: fromOthers.size,
    placeOf: (index) => places.get(index)!,
    mentionsOf: (index) => mentions[index - imported]!,
  };
}

function shareOf(indexes: readonly number[], imported: number): Share {
  const numbers = new Map(indexes.map((index, at) => [index, at]));
  return {
    imports: indexes.filter((index) => index < imported),
    functions: indexes.filter((index) => index >= imported),
    numberOf: (index) => numbers.get(index)!,
  };
}

function ascending(indexes: Iterable<number>): number[] {
  return [...indexes].sort((one, other) => one - other);
}
