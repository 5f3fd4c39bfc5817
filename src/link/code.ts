/** The code of side modules as the whole has it. */
import { Kind, Reader } from "../wasm/binary.ts";
import type { Import, ModuleParts } from "../wasm/parts.ts";
import { type GlobalPlace, renumber } from "../wasm/renumber.ts";
import { Writer } from "../wasm/writer.ts";
import { checkInstruction } from "./allowed.ts";
import { MOST_NAMES_SHOWN } from "./bounds.ts";
import { LinkError } from "./link_error.ts";
import type { Placed, Types } from "./place.ts";
import type { Found, Scopes } from "./scopes.ts";
import type { Symbols } from "./symbols.ts";
import type { FunctionTable } from "./table.ts";

type Functions = ModuleParts["functions"][number][];

/** A body that traps. */
const UNREACHABLE = Uint8Array.of(0, 0x00, 0x0B);

/** Makes the code of side modules refer to the whole. */
export class Code {
  readonly #whole: ModuleParts;
  readonly #symbols: Symbols;
  readonly #types: Types;
  readonly #scopes: Scopes;
  readonly #table: FunctionTable;
  readonly #firstTrap: number;
  /** Functions that are missing and may be: one for each type. */
  readonly #traps = new Map<number, number>();
  readonly #functions = new Map<Placed, number[]>();
  readonly #writer = new Writer();

  /** @param firstTrap the index of the first function that is free. */
  constructor(
    whole: ModuleParts,
    symbols: Symbols,
    types: Types,
    scopes: Scopes,
    table: FunctionTable,
    firstTrap: number,
  ) {
    this.#whole = whole;
    this.#symbols = symbols;
    this.#types = types;
    this.#scopes = scopes;
    this.#table = table;
    this.#firstTrap = firstTrap;
  }

  /** The functions of a side module's own. @throws {LinkError} */
  functionsOf(one: Placed): Functions {
    const { side, types, start } = one;
    // All that it imports must be there, used or not.
    this.#imported(one);
    const globals = this.#globalsOf(one);
    const tags = this.#tagsOf(one);
    const indexes = {
      type: (index: number) => types[index]!,
      function: (index: number) => this.functionOf(one, index),
      tag: (index: number) => tags[index]!,
      global: (index: number) => globals[index]!,
      check: checkInstruction,
    };
    return side.bodies.map((body, at) => {
      const type = types[side.functions[at]!]!;
      // The start function, whose work is done, and which nothing calls again.
      if (start.functions.has(at)) return { type, body: UNREACHABLE };
      try {
        return { type, body: renumber(body, indexes, this.#writer) };
      } catch (error) {
        if (error instanceof LinkError) throw error;
        throw new LinkError(side.path, `${(error as Error).message} (function ${at})`);
      }
    });
  }

  /** The index in the whole of a side module's function. @throws {LinkError} where it imports one that is not there. */
  functionOf(one: Placed, index: number): number {
    const { side, firstFunction } = one;
    if (index >= side.functionImports.length) {
      return firstFunction + index - side.functionImports.length;
    }
    return this.#imported(one)[index]!;
  }

  /**
   * The function that a side module exports by that name, as a list of one, or of none.
   *
   * @param type that it must have, where that matters.
   * @throws {LinkError} where it has another.
   */
  exportedBy({ side, types, firstFunction }: Placed, name: string, type?: number): number[] {
    const found = side.exports.get(name);
    if (found?.kind !== Kind.Function) return [];
    const own = found.index - side.functionImports.length;
    if (own < 0) throw new LinkError(side.path, `it exports '${name}', which it imports`);
    if (type !== undefined && types[side.functions[own]!] !== type) {
      throw new LinkError(side.path, `it exports '${name}' with another type`);
    }
    return [firstFunction + own];
  }

  /** Functions that stand for those that are missing. */
  traps(): Functions {
    return [...this.#traps.keys()].map((type) => ({ type, body: UNREACHABLE }));
  }

  #imported(one: Placed): readonly number[] {
    let imported = this.#functions.get(one);
    if (imported === undefined) {
      imported = this.#findImported(one);
      this.#functions.set(one, imported);
    }
    return imported;
  }

  #findImported(one: Placed): number[] {
    const { side, types } = one;
    const missing: string[] = [];
    const indexes = side.functionImports.map(({ module, name, description }) => {
      const type = types[(description as { type: number }).type]!;
      const found = module === "env" ? this.#scopes.find(one, name) : null;
      if (found === null) {
        if (module !== "env" || !side.weak.has(name)) missing.push(`${module}.${name}`);
        return this.#trap(type);
      }
      this.#checkKind(one, name, "function", found);
      return this.#checkType(one, name, type, found);
    });
    refuseMissing(side.path, missing);
    return indexes;
  }

  #checkKind(one: Placed, name: string, expected: Found["kind"], { kind }: Found): void {
    if (kind === expected) return;
    throw new LinkError(
      one.side.path,
      `it imports '${name}' as ${expected}, which is of another kind`,
    );
  }

  #checkType(one: Placed, name: string, type: number, found: Found): number {
    const { index } = found as { index: number };
    const actual = this.#typeOf(index);
    if (actual === null || actual === type) return index;
    throw new LinkError(one.side.path, `it imports the function '${name}' with another type`);
  }

  /** The type of a function of CPython's, equal ones being one; null for a side module's, which validation compares. */
  #typeOf(index: number): number | null {
    const { functionImports, functions, types } = this.#whole;
    const type = index < functionImports.length
      ? importedType(functionImports[index]!)
      : functions[index - functionImports.length]?.type;
    return type === undefined ? null : this.#types.indexOf(types[type]!);
  }

  #trap(type: number): number {
    const index = this.#traps.get(type) ?? this.#firstTrap + this.#traps.size;
    this.#traps.set(type, index);
    return index;
  }

  #globalsOf(one: Placed): GlobalPlace[] {
    const { side, start } = one;
    const missing: string[] = [];
    const imported = side.globalImports.map(({ module, name }): GlobalPlace => {
      if (module === "env") return this.#ownGlobal(one, name, missing);
      const kind = GOT_KINDS.get(module);
      const found = kind === undefined ? null : this.#scopes.find(one, name);
      if (kind === undefined || found === null) {
        if (kind === undefined || !side.weak.has(name)) missing.push(`${module}.${name}`);
        return { constant: 0 };
      }
      this.#checkKind(one, name, kind, found);
      return {
        constant: found.kind === "address" ? found.address : this.#table.slotOf(found.index),
      };
    });
    refuseMissing(side.path, missing);
    return [...imported, ...start.globals.map((constant) => ({ constant }))];
  }

  #ownGlobal({ bases }: Placed, name: string, missing: string[]): GlobalPlace {
    if (name === "__memory_base") return { constant: bases.memory };
    if (name === "__table_base") return { constant: bases.table };
    if (name === "__stack_pointer") return { index: this.#symbols.stackPointer };
    missing.push(`env.${name}`);
    return { constant: 0 };
  }

  #tagsOf({ side, types }: Placed): number[] {
    const { tags } = this.#symbols;
    return side.tagImports.map(({ module, name, description }) => {
      const isThere = module === "env" && Object.hasOwn(tags, name);
      if (!isThere) refuseMissing(side.path, [`${module}.${name}`]);
      const { tagImports, tags: own, types: all } = this.#whole;
      const bytes = Uint8Array.from(own[tags[name]! - tagImports.length] ?? []);
      const type = new Reader(bytes, 1).leb();
      if (this.#types.indexOf(all[type]!) !== types[(description as { type: number }).type]) {
        throw new LinkError(side.path, `it imports the exception '${name}' with another type`);
      }
      return tags[name]!;
    });
  }
}

/** Modules of imported globals that a dynamic linker fills in, and what each name means in them. */
const GOT_KINDS: ReadonlyMap<string, Found["kind"]> = new Map([
  ["GOT.mem", "address"],
  ["GOT.func", "function"],
]);

function importedType({ bytes }: Import): number {
  const reader = new Reader(Uint8Array.from(bytes));
  reader.name();
  reader.name();
  reader.byte();
  return reader.leb();
}

function refuseMissing(path: string, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const shown = missing.slice(0, MOST_NAMES_SHOWN).map((name) => `'${name}'`).join(", ");
  const more = missing.length > MOST_NAMES_SHOWN
    ? ` and ${missing.length - MOST_NAMES_SHOWN} more`
    : "";
  throw new LinkError(
    path,
    `it imports ${shown}${more}, which the sandbox does not provide, nor the libraries it needs`,
  );
}
