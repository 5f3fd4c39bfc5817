/**
 * HOSTILE ONCE A PROGRAM RUNS. Python's code is in several WebAssembly modules, because an engine checks all of a module before any
 * of it runs. The main one has what many programs call; the others are lazy: each is loaded when one of its functions is
 * called. `scripts/assets/wasm_split.ts` makes them, and `scripts/assets/encode_modules.ts` puts them together: little-endian, how
 * many they are and where each ends (u32 each), then their bytes.
 */

/** How many of the lazy modules, the first ones, have what few programs call; the others have what hardly any does. */
export const RARE_MODULES = 4;

/** What the main module exports for the others begins with this. */
export const SHARED_PREFIX = "shared.";

/** Taken before code could put others in their place. */
const { Global, Instance, Module } = WebAssembly;

/** The exports of the main module, and those that only the other modules import. */
export interface Exports {
  readonly own: WebAssembly.Exports;
  readonly shared: WebAssembly.Exports;
}

/** Separates the exports that are for the other modules from the rest. */
export function partExports(exports: WebAssembly.Exports): Exports {
  const own: Record<string, WebAssembly.ExportValue> = {};
  const shared: Record<string, WebAssembly.ExportValue> = {};
  for (const [name, value] of Object.entries(exports)) {
    (name.startsWith(SHARED_PREFIX) ? shared : own)[name] = value;
  }
  return { own, shared };
}

/** The lazy modules of one interpreter. */
export class LazyModules {
  readonly #modules: readonly Uint8Array<ArrayBuffer>[];
  #imports: WebAssembly.Imports = {};
  #shared: WebAssembly.Exports = {};

  /** @param modules their bytes, in the order of their numbers. */
  constructor(modules: readonly Uint8Array<ArrayBuffer>[]) {
    this.#modules = modules;
  }

  /**
   * Connects them with the main module. Before that, none is loaded.
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
   * @param number of the module, as the main module has it in its code: -1 is the first.
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

/** The bytes of each lazy module, without copying them. */
export function decodeModules(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  const ends = Array.from({ length: count }, (_, at) => view.getUint32(4 * (1 + at), true));
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 4 * (1 + count), end));
}
