/**
 * HOSTILE ONCE A PROGRAM RUNS. Python's code is in several WebAssembly modules, because an engine checks all of a module before any
 * of it runs. The main one has what many programs call; the others are lazy: each is loaded when one of its functions is
 * called. `src/wasm/split.ts` makes them.
 */
import { SHARED_PREFIX } from "../core/shared_exports.ts";
import { checksum } from "../pack/checksum.ts";
import type { LazyModule } from "../pack/lazy_modules.ts";

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
  readonly #modules: readonly LazyModule[];
  #imports: WebAssembly.Imports = {};
  #shared: WebAssembly.Exports = {};

  /** @param modules in the order of their numbers. */
  constructor(modules: readonly LazyModule[]) {
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

  /** The values of the main module's variables: all that an interpreter has outside of its memory. */
  variables(): unknown[] {
    return this.#globals().map(({ value }) => value);
  }

  /** Gives the variables the values that they had. */
  restoreVariables(values: readonly unknown[]): void {
    for (const [at, one] of this.#globals().entries()) {
      if (one.value !== values[at]) one.value = values[at];
    }
  }

  #globals(): WebAssembly.Global[] {
    return Object.entries(this.#shared).flatMap(([name, value]) =>
      name.startsWith(`${SHARED_PREFIX}g`) && value instanceof Global ? [value] : []
    );
  }

  /** Numbers of those that have what programs are likely to call. */
  get likely(): number[] {
    return this.#modules.flatMap(({ isLikely }, at) => isLikely ? [-1 - at] : []);
  }

  /**
   * Loads a module, whose functions take the places of stubs in the table that all modules share.
   *
   * @param number of the module, as the main module has it in its code: -1 is the first.
   * @returns false where it is loaded, or there is none.
   * @throws where its bytes are not what they were.
   */
  load(number: number): boolean {
    const module = this.#modules[-1 - number];
    const flag = this.#shared[`${SHARED_PREFIX}loaded${-1 - number}`];
    if (module === undefined || !(flag instanceof Global) || flag.value !== 0) return false;
    if (checksum([module.padded]) !== module.checksum) {
      throw new Error("A part of its code has changed");
    }
    new Instance(new Module(module.bytes), { ...this.#imports, main: this.#shared });
    flag.value = 1;
    return true;
  }
}
