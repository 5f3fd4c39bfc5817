/** Where in the modules of a split those things are that the whole does not have. */
import type { ModuleParts } from "./parts.ts";
import type { Plan } from "./split_plan.ts";

/** Indexes of what a split adds to the whole. */
export interface Layout {
  /** The imported function that loads a lazy module. */
  readonly loader: number;
  /** The type of functions without parameters and results. */
  readonly plainType: number;
  /** The table through which modules call each other. */
  readonly table: number;
  /** The first of the main module's additional functions: one for each lazy module, which loads it if necessary. */
  readonly firstLoad: number;
  /** The first of the main module's additional globals: one for each lazy module, 1 where it is loaded. */
  readonly firstFlag: number;
}

/** @throws where the module does not import the loader. */
export function layOut(whole: ModuleParts, { modules }: Plan, loader: string): Layout {
  const at = whole.functionImports.findIndex(({ name }) => name === loader);
  if (at < 0) throw new Error(`The module does not import '${loader}'`);
  return {
    loader: at,
    plainType: whole.types.length,
    table: whole.tables.length,
    firstLoad: modules[0]!.imports.length + modules[0]!.functions.length,
    firstFlag: whole.globalImports.length + whole.globals.length,
  };
}
