/**
 * Which symbol of which module a name means, as Emscripten's dynamic linker has it: CPython's, then those of the libraries that the
 * module says it needs, then the module's own. Modules that do not name each other see nothing of each other.
 */
import { Kind } from "../wasm/binary.ts";
import { MOST_LOOKS } from "./bounds.ts";
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
  /** The libraries that a module needs, in the order in which names are looked for in them. */
  readonly #needed = new Map<Placed, ReadonlyMap<Placed, number>>();
  /** The modules that export a name. */
  readonly #exporters = new Map<string, Placed[]>();
  #looks = 0;

  constructor(symbols: Symbols, placed: readonly Placed[]) {
    this.#symbols = symbols;
    for (const one of placed) {
      const name = fileName(one.side.path);
      this.#byFile.set(name, this.#byFile.has(name) ? null : one);
      for (const name of one.side.exports.keys()) {
        if (!hasSymbol(one, name)) continue;
        const exporters = this.#exporters.get(name);
        if (exporters === undefined) this.#exporters.set(name, [one]);
        else exporters.push(one);
      }
    }
  }

  /**
   * The libraries that a module needs, and those that they need, each once; never the module itself.
   *
   * @throws {LinkError} where one is not there, or there are several of its name.
   */
  needed(one: Placed): readonly Placed[] {
    return [...this.#order(one).keys()];
  }

  /** What a name means to a module; null where it means nothing. @throws {LinkError} */
  find(one: Placed, name: string): Found | null {
    const { functions, addresses } = this.#symbols;
    if (Object.hasOwn(functions, name)) return { kind: "function", index: functions[name]! };
    if (Object.hasOwn(addresses, name)) return { kind: "address", address: addresses[name]! };
    const order = this.#order(one);
    const exporters = this.#exporters.get(name) ?? [];
    let first: Placed | null = null;
    // Few modules export a name, and a module needs few: whichever are fewer are gone through.
    if (exporters.length <= order.size) {
      for (const other of exporters) {
        this.#look(one);
        const place = order.get(other);
        if (place !== undefined && (first === null || place < order.get(first)!)) first = other;
      }
    } else {
      for (const other of order.keys()) {
        this.#look(one);
        if (!hasSymbol(other, name)) continue;
        first = other;
        break;
      }
    }
    return exported(first ?? one, name);
  }

  #order(one: Placed): ReadonlyMap<Placed, number> {
    const known = this.#needed.get(one);
    if (known !== undefined) return known;
    const found = new Set<Placed>([one]);
    // What is added while the set is gone through is gone through as well.
    for (const { side } of found) {
      for (const name of side.needed) {
        this.#look(one);
        found.add(this.#library(side.path, name));
      }
    }
    const order = new Map([...found].slice(1).map((other, place) => [other, place]));
    this.#needed.set(one, order);
    return order;
  }

  /** Looks are counted: modules can be made that name each other in so many ways that it would take for ever. */
  #look({ side }: Placed): void {
    if (++this.#looks <= MOST_LOOKS) return;
    throw new LinkError(
      side.path,
      "it takes too long to find what it and the modules before it need",
    );
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

function hasSymbol({ side }: Placed, name: string): boolean {
  const kind = side.exports.get(name)?.kind;
  return kind === Kind.Function || kind === Kind.Global;
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
