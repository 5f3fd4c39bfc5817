/** Assigns the functions of CPython's module to the modules of the split, by how many programs call them and by their order. */
import { RARE_MODULES } from "../../src/pack/lazy_modules.ts";
import type { Usage } from "./usage.ts";
import type { ModuleParts } from "../../src/wasm/parts.ts";

/**
 * How many modules of equal size hold the functions that few programs call, and those that no program calls. Functions for one
 * purpose are neighbours: a program that needs some of them loads little else from small modules, but several of them if they are
 * too small.
 */
const MODULES = { sometimes: RARE_MODULES, never: 16 } as const;

/** How many modules there are, with the main one. */
export const MODULE_COUNT = 1 + MODULES.sometimes + MODULES.never;

/** Tells a function's module by its index: 0 is the main one, with the functions that are called often. */
export function modulesByUsage(
  { functions, functionImports }: Pick<ModuleParts, "functions" | "functionImports">,
  { often, sometimes }: Usage,
): (index: number) => number {
  const first = functionImports.length;
  const indexes = functions.map((_, at) => first + at).filter((index) => !often.has(index));
  const modules = new Map<number, number>();
  const divide = (group: readonly number[], count: number, firstModule: number) => {
    const sizeOf = (index: number) => functions[index - first]!.body.length;
    const total = group.reduce((sum, index) => sum + sizeOf(index), 0);
    let before = 0;
    for (const index of group) {
      modules.set(index, firstModule + Math.floor(count * before / total));
      before += sizeOf(index);
    }
  };
  divide(indexes.filter((index) => sometimes.has(index)), MODULES.sometimes, 1);
  divide(indexes.filter((index) => !sometimes.has(index)), MODULES.never, 1 + MODULES.sometimes);
  return (index) => modules.get(index) ?? 0;
}
