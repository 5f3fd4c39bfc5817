/**
 * Which symbol of which module a name means, as Emscripten's dynamic linker has it: CPython's, then those of the libraries that the
 * module says it needs, then the module's own. Modules that do not name each other see nothing of each other.
 */
import { Kind } from "../wasm/binary.ts";
import { LinkError } from "./link_error.ts";
import type { Placed } from "./place.ts";
import type { Symbols } from "./symbols.ts";

/** What a name means. */
export type Found =
  | { readonly kind: "function"; readonly index: number }
  | { readonly kind: "address"; readonly address: number };

/** The symbols that side modules see. */
export class Scopes {
  readonly #symbols: Symbols;
  /** By file name; null where several have the same. */
  readonly #byFile = new Map<string, Placed | null>();
  readonly #needed = new Map<Placed, readonly Placed[]>();

  constructor(symbols: Symbols, placed: readonly Placed[]) {
    this.#symbols = symbols;
    for (const one of placed) {
      const name = fileName(one.side.path);
      this.#byFile.set(name, this.#byFile.has(name) ? null : one);
    }
  }

  /**
   * The libraries that a module needs, and those that they need, each once; never the module itself.
   *
   * @throws {LinkError} where one is not there, or there are several of its name.
   */
  needed(one: Placed): readonly Placed[] {
    let needed = this.#needed.get(one);
    if (needed === undefined) {
      const found = new Set<Placed>([one]);
      // What is added while the set is gone through is gone through as well.
      for (const { side } of found) {
        for (const name of side.needed) found.add(this.#library(side.path, name));
      }
      needed = [...found].slice(1);
      this.#needed.set(one, needed);
    }
    return needed;
  }

  /** What a name means to a module; null where it means nothing. @throws {LinkError} */
  find(one: Placed, name: string): Found | null {
    const { functions, addresses } = this.#symbols;
    if (Object.hasOwn(functions, name)) return { kind: "function", index: functions[name]! };
    if (Object.hasOwn(addresses, name)) return { kind: "address", address: addresses[name]! };
    for (const other of [...this.needed(one), one]) {
      const found = exported(other, name);
      if (found !== null) return found;
    }
    return null;
  }

  #library(path: string, name: string): Placed {
    const found = this.#byFile.get(name);
    if (found === null) throw new LinkError(path, `there are several libraries '${name}' for it`);
    if (found === undefined) {
      throw new LinkError(path, `it needs the library '${name}', which no wheel has`);
    }
    return found;
  }
}

/** A symbol that a side module exports. Those of variables are addresses in its memory. */
function exported({ side, bases, firstFunction, start }: Placed, name: string): Found | null {
  const found = side.exports.get(name);
  if (found?.kind === Kind.Function) {
    const own = found.index - side.functionImports.length;
    if (own < 0) throw new LinkError(side.path, `it exports '${name}', which it imports`);
    return { kind: "function", index: firstFunction + own };
  }
  if (found?.kind === Kind.Global) {
    const own = found.index - side.globalImports.length;
    if (own < 0) throw new LinkError(side.path, `it exports '${name}', which it imports`);
    // The start function has added the memory's base to those that may change.
    const base = side.globals[own]!.isMutable ? 0 : bases.memory;
    return { kind: "address", address: start.globals[own]! + base };
  }
  return null;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
