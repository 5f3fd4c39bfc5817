/** Which of the modules a function goes into: by how many programs call it, and by where it stands. */
import { RARE_MODULES } from "../../src/jail/lazy_modules.ts";
import type { Usage } from "./usage.ts";
import type { ModuleParts } from "./wasm_parts.ts";

/**
 * Into how many modules of equal size those functions go that few programs call, and those that none calls. Functions of one
 * purpose stand together: of small modules a program loads little beside what it needs, of too many it loads several.
 */
const MODULES = { sometimes: RARE_MODULES, seldom: 16 } as const;

/** How many modules there are, with the main one. */
export const MODULE_COUNT = 1 + MODULES.sometimes + MODULES.seldom;

/** Tells the module of each function, by its index: 0 is the main one, with what many programs call. */
export function partsByUsage(
  { functions, functionImports }: Pick<ModuleParts, "functions" | "functionImports">,
  { often, sometimes }: Usage,
): (index: number) => number {
  const first = functionImports.length;
  const indexes = functions.map((_, at) => first + at).filter((index) => !often.has(index));
  const parts = new Map<number, number>();
  const cut = (those: readonly number[], count: number, firstPart: number) => {
    const sizeOf = (index: number) => functions[index - first]!.body.length;
    const all = those.reduce((sum, index) => sum + sizeOf(index), 0);
    let before = 0;
    for (const index of those) {
      parts.set(index, firstPart + Math.floor(count * before / all));
      before += sizeOf(index);
    }
  };
  cut(indexes.filter((index) => sometimes.has(index)), MODULES.sometimes, 1);
  cut(indexes.filter((index) => !sometimes.has(index)), MODULES.seldom, 1 + MODULES.sometimes);
  return (index) => parts.get(index) ?? 0;
}
