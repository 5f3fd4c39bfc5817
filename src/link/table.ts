/** The table of functions of the whole. A function has one place in it, so that a pointer to it is the same in all modules. */
import type { Elements, ModuleParts } from "../wasm/parts.ts";
import { concat, encodeLeb, Reader } from "../wasm/binary.ts";
import { skipValueType } from "../wasm/types.ts";

/** The table while modules are added to it. */
export class FunctionTable {
  readonly #slots = new Map<number, number>();
  readonly #elements: Elements[];
  readonly #added: number[] = [];
  readonly #firstAdded: number;

  /**
   * @param elements those of CPython's module.
   * @param firstFree the first place behind all modules' own parts.
   */
  constructor(elements: readonly Elements[], firstFree: number) {
    this.#elements = [];
    this.#firstAdded = firstFree;
    for (const one of elements) this.#note(one);
  }

  /** Notes functions in places that a module has chosen. */
  add(slot: number, functions: readonly number[]): void {
    this.#note({ table: 0, slot, functions });
  }

  /** The place of a function; it gets one if it has none. */
  slotOf(index: number): number {
    const known = this.#slots.get(index);
    if (known !== undefined) return known;
    const slot = this.#firstAdded + this.#added.push(index) - 1;
    this.#slots.set(index, slot);
    return slot;
  }

  /** All elements, and how many places the table has. */
  finish(): { readonly elements: readonly Elements[]; readonly size: number } {
    const added = { table: 0, slot: this.#firstAdded, functions: this.#added };
    return {
      elements: this.#added.length === 0 ? this.#elements : [...this.#elements, added],
      size: this.#firstAdded + this.#added.length,
    };
  }

  #note(elements: Elements): void {
    this.#elements.push(elements);
    elements.functions.forEach((index, at) => {
      if (!this.#slots.has(index)) this.#slots.set(index, elements.slot + at);
    });
  }
}

/** How many places the table of functions has, which is the first of the whole. @throws where it has a maximum. */
export function tableSize({ tables }: ModuleParts): number {
  return readTable(tables).size;
}

/** The tables, of which the first has another size. */
export function resizedTable({ tables }: ModuleParts, size: number): (readonly number[])[] {
  const first = concat([readTable(tables).type, [NO_MAXIMUM], encodeLeb(size)]);
  return [[...first], ...tables.slice(1)];
}

const NO_MAXIMUM = 0;

function readTable([table]: ModuleParts["tables"]): { type: Uint8Array; size: number } {
  if (table === undefined) throw new Error("Expected a table of functions");
  const reader = new Reader(Uint8Array.from(table));
  skipValueType(reader);
  const type = reader.since(0);
  if (reader.byte() !== NO_MAXIMUM) throw new Error("Expected a table without a maximum");
  return { type, size: reader.leb() };
}
