/**
 * Splits a WebAssembly module into a main module and lazy modules, which are loaded when one of their functions is called for
 * the first time. An engine validates every function of a module before the first can run: code that most programs never call
 * should not be part of that.
 *
 * Each module has its own functions, and stubs for the functions of other modules that it calls. A stub calls through a table
 * that all modules share. The main module owns the memory, the tables, the tags and the mutable globals. Every function is
 * named after its index in the whole.
 */
import { layOut } from "./split_layout.ts";
import { lazyModule } from "./split_lazy.ts";
import { mainModule } from "./split_main.ts";
import type { ModuleParts } from "./parts.ts";
import { planSplit } from "./split_plan.ts";

/** The modules of a split. */
export interface SplitModule {
  readonly main: Uint8Array<ArrayBuffer>;
  readonly lazy: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Splits a module.
 *
 * @param moduleOf the number of the module that a function belongs to, by its index: 0 is the main one.
 * @param count how many modules there are, with the main one.
 * @param loader the name of the import, a function from i32 to i32, that the main module calls to load a lazy module: -1 is the
 *   first of them, -2 the second.
 * @throws where the module has something that a split does not support, or does not import the loader.
 */
export function splitModule(
  whole: ModuleParts,
  moduleOf: (index: number) => number,
  count: number,
  loader: string,
): SplitModule {
  checkWhole(whole);
  const plan = planSplit(whole, moduleOf, count);
  const layout = layOut(whole, plan, loader);
  const lazy = Array.from(
    { length: count - 1 },
    (_, at) => lazyModule(whole, plan, layout, at + 1),
  );
  return { main: mainModule(whole, plan, layout), lazy };
}

/** @throws where the whole has what the modules could not share. */
function checkWhole({ globals, elements }: ModuleParts): void {
  const firstConstant = globals.findIndex(({ isMutable }) => !isMutable);
  if (firstConstant >= 0 && globals.slice(firstConstant).some(({ isMutable }) => isMutable)) {
    throw new Error("Cannot split a module with a mutable global after an immutable one");
  }
  if (elements.some(({ table }) => table !== 0)) {
    throw new Error("Cannot split a module with element segments of another table");
  }
}
