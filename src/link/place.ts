/** Where side modules come to lie in the whole: their data, their part of the table, their functions and types. */
import type { ModuleParts } from "../wasm/parts.ts";
import { renumberFunctionType } from "../wasm/renumber.ts";
import type { FunctionType } from "../wasm/types.ts";
import { Writer } from "../wasm/writer.ts";
import { MOST_FUNCTIONS, MOST_MEMORY_BYTES, MOST_TABLE_SLOTS } from "./bounds.ts";
import { LinkError } from "./link_error.ts";
import type { SideModule } from "./side_module.ts";
import { type Bases, type StartValues, startValues } from "./start_values.ts";

/** A side module with its places. */
export interface Placed {
  readonly side: SideModule;
  readonly bases: Bases;
  /** The index in the whole of the first function of its own. */
  readonly firstFunction: number;
  /** The indexes in the whole of its types. */
  readonly types: readonly number[];
  readonly start: StartValues;
}

/** All of them, and where what comes after them begins. */
export interface Places {
  readonly placed: readonly Placed[];
  readonly types: readonly FunctionType[];
  readonly memoryEnd: number;
  readonly tableEnd: number;
  readonly functionEnd: number;
}

/** The function types of the whole. Equal types are one. */
export class Types {
  readonly all: FunctionType[];
  readonly #indexes = new Map<string, number>();

  constructor(types: readonly FunctionType[]) {
    this.all = [...types];
    types.forEach(({ bytes }, index) => {
      const key = bytes.join();
      if (!this.#indexes.has(key)) this.#indexes.set(key, index);
    });
  }

  /** The index of a type, the same for all that are equal. */
  indexOf(type: FunctionType): number {
    const key = type.bytes.join();
    const index = this.#indexes.get(key) ?? this.all.push(type) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

/**
 * Gives side modules their places, one after another.
 *
 * @param memoryStart the first address that is free.
 * @param tableStart the first free place in the table.
 * @throws {LinkError} where there is too little room, or a start function does what it may not.
 */
export function place(
  sides: readonly SideModule[],
  whole: ModuleParts,
  types: Types,
  memoryStart: number,
  tableStart: number,
): Places {
  let [memoryEnd, tableEnd] = [memoryStart, tableStart];
  let functionEnd = whole.functionImports.length + whole.functions.length;
  const firstSide = functionEnd;
  const writer = new Writer();
  const placed = sides.map((side): Placed => {
    const bases = {
      memory: align(memoryEnd, Math.max(LEAST_ALIGNMENT, side.memoryAlignment)),
      table: align(tableEnd, side.tableAlignment),
    };
    memoryEnd = bases.memory + side.memoryBytes;
    tableEnd = bases.table + side.tableSlots;
    const firstFunction = functionEnd;
    functionEnd += side.functions.length;
    if (
      memoryEnd - memoryStart > MOST_MEMORY_BYTES || tableEnd - tableStart > MOST_TABLE_SLOTS ||
      functionEnd - firstSide > MOST_FUNCTIONS
    ) {
      throw new LinkError(
        side.path,
        `with it the modules have more than ${MOST_MEMORY_BYTES} bytes of data, ` +
          `${MOST_TABLE_SLOTS} places in the table or ${MOST_FUNCTIONS} functions`,
      );
    }
    const indexes: number[] = [];
    const type = (index: number): number => {
      if (indexes[index] !== undefined) return indexes[index];
      throw new LinkError(side.path, "it has a type that refers to itself or to a later one");
    };
    for (const { bytes, parameters } of side.types) {
      const moved = renumberFunctionType(bytes, { type }, writer);
      indexes.push(types.indexOf({ bytes: moved, parameters }));
    }
    return { side, bases, firstFunction, types: indexes, start: valuesOf(side, bases) };
  });
  return { placed, types: types.all, memoryEnd, tableEnd, functionEnd };
}

function valuesOf(side: SideModule, bases: Bases): StartValues {
  try {
    return startValues(side, bases);
  } catch (error) {
    throw new LinkError(side.path, (error as Error).message);
  }
}

/** As a power of two: what vectors are aligned to. */
const LEAST_ALIGNMENT = 4;

/** The next multiple of a power of two. */
export function align(value: number, power: number): number {
  return Math.ceil(value / 2 ** power) * 2 ** power;
}
