/**
 * HOSTILE ONCE A PROGRAM RUNS. Python's code is in several modules, because an engine checks all of a module before any of it runs:
 * what most programs never call is loaded when one does. `scripts/assets/wasm_split.ts` makes them.
 */

/** What the main module exports for the others begins with this. */
export const SHARED_PREFIX = "shared.";

/** Taken before code could put others in their place. */
const { Global, Instance, Module } = WebAssembly;

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

/** The modules with code that is loaded where it is called. */
export class LaterCode {
  readonly #modules: readonly Uint8Array<ArrayBuffer>[];
  #imports: WebAssembly.Imports = {};
  #shared: WebAssembly.Exports = {};

  /** @param modules their bytes, in the order of their numbers. */
  constructor(modules: readonly Uint8Array<ArrayBuffer>[]) {
    this.#modules = modules;
  }

  /**
   * Says what they are loaded beside.
   *
   * @param imports what the main module imports.
   * @param shared what it exports for them.
   */
  connect(imports: WebAssembly.Imports, shared: WebAssembly.Exports): void {
    this.#imports = imports;
    this.#shared = shared;
  }

  /**
   * Loads a module, whose functions take the places of stubs in the table that all modules share.
   *
   * @param number of the module, as the main one asks for it: -1 is the first.
   * @returns false where it is loaded, or there is none.
   */
  load(number: number): boolean {
    const bytes = this.#modules[-1 - number];
    const flag = this.#shared[`${SHARED_PREFIX}loaded${-1 - number}`];
    if (bytes === undefined || !(flag instanceof Global) || flag.value !== 0) return false;
    new Instance(new Module(bytes), { ...this.#imports, main: this.#shared });
    flag.value = 1;
    return true;
  }
}
