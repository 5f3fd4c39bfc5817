/**
 * HOSTILE ONCE A PROGRAM RUNS. Python's code is in several modules, because an engine checks all of a module before any of it runs:
 * what most programs never call is loaded when one does. `scripts/assets/wasm_split.ts` makes them.
 */

/** What the main module exports for the others begins with this. */
export const SHARED_PREFIX = "shared.";

/** Taken before code could put others in their place. */
const { Instance, Module } = WebAssembly;

/** The exports of the main module, and those that only the other modules import. */
export interface Exports {
  readonly own: WebAssembly.Exports;
  readonly shared: WebAssembly.Exports;
}

/** Tells the exports that are for the other modules from the rest. */
export function partExports(exports: WebAssembly.Exports): Exports {
  const own: Record<string, WebAssembly.ExportValue> = {};
  const shared: Record<string, WebAssembly.ExportValue> = {};
  for (const [name, value] of Object.entries(exports)) {
    (name.startsWith(SHARED_PREFIX) ? shared : own)[name] = value;
  }
  return { own, shared };
}

/**
 * Loads the module of a function that is called for the first time.
 *
 * @param modules bytes of the modules.
 * @param imports what the main module imports.
 * @param shared what the main module exports for them.
 * @param number of the module, as the main one asks for it: -1 is the first.
 * @returns false where there is no such module.
 */
export function loadModule(
  modules: readonly Uint8Array<ArrayBuffer>[],
  imports: WebAssembly.Imports,
  shared: WebAssembly.Exports,
  number: number,
): boolean {
  const bytes = modules[-1 - number];
  const flag = shared[`${SHARED_PREFIX}loaded${-1 - number}`] as WebAssembly.Global | undefined;
  if (bytes === undefined || flag === undefined || flag.value !== 0) return false;
  const functions = shared[`${SHARED_PREFIX}functions`] as WebAssembly.Table;
  if (functions.length === 0) (shared[`${SHARED_PREFIX}fill`] as () => void)();
  // It puts its functions into the table that all modules share.
  new Instance(new Module(bytes), { ...imports, main: shared });
  flag.value = 1;
  return true;
}
