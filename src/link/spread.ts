/**
 * Which lazy module each function of an environment comes into. An engine checks all of a module when it is loaded, so functions that
 * programs call should stand together, and without others.
 */
import { instructionsOf } from "../wasm/code.ts";
import type { ModuleParts } from "../wasm/parts.ts";
import type { Linked } from "./link.ts";

/**
 * How many bytes of code are one lazy module. Each is loaded when one of its functions is called: small ones cost little to those who
 * use little, and more to those who use much.
 */
const MODULE_BYTES = 256 * 1024;

/** The instruction that catches exceptions of the newer kind. An engine takes one kind in one module. */
const TRY_TABLE = 0x1F;

/** Functions, by their indexes in the whole. */
export interface Spread {
  /** The number of the module of a function: 0 is the main one. */
  readonly moduleOf: (index: number) => number;
  /** How many modules there are, with the main one. */
  readonly count: number;
  /** Numbers of the modules that have what was called. */
  readonly called: ReadonlySet<number>;
}

/**
 * Spreads functions over modules: those that were called over some of their own, and of the rest CPython's stay where they were.
 *
 * @param moduleOf the number of the module of a function of CPython's.
 * @param first the number of the first module that is free.
 * @param isCalled whether a function was called.
 */
export function spread(
  { whole, sides }: Linked,
  moduleOf: (index: number) => number,
  first: number,
  isCalled: (index: number) => boolean,
): Spread {
  const owners = new Map<number, number>();
  const filling = new Filling(whole, first, owners);
  const imported = whole.functionImports.length;
  const lazy = [
    ...whole.functions.keys().map((at) => imported + at).filter((index) => moduleOf(index) > 0),
    ...sides.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at)),
  ];
  const called = lazy.filter(isCalled);
  for (const isNewer of [false, true]) {
    filling.begin();
    for (const index of called) if (catches(whole, index) === isNewer) filling.add(index);
  }
  const numbers = new Set(owners.values());
  for (const side of sides) {
    filling.begin();
    for (let index = side.first; index < side.first + side.count; index++) {
      if (!owners.has(index)) filling.add(index);
    }
  }
  return {
    moduleOf: (index) => owners.get(index) ?? moduleOf(index),
    count: filling.next,
    called: numbers,
  };
}

/** Puts functions into modules, one after the other. */
class Filling {
  next: number;
  readonly #whole: ModuleParts;
  readonly #owners: Map<number, number>;
  #room = 0;

  constructor(whole: ModuleParts, first: number, owners: Map<number, number>) {
    this.#whole = whole;
    this.next = first;
    this.#owners = owners;
  }

  /** What comes now is not to be with what came before. */
  begin(): void {
    this.#room = 0;
  }

  add(index: number): void {
    const { length } = bodyOf(this.#whole, index);
    if (this.#room < length) {
      this.next++;
      this.#room = Math.max(MODULE_BYTES, length);
    }
    this.#room -= length;
    this.#owners.set(index, this.next - 1);
  }
}

function catches(whole: ModuleParts, index: number): boolean {
  return instructionsOf(bodyOf(whole, index)).some(({ opcode }) => opcode === TRY_TABLE);
}

function bodyOf({ functions, functionImports }: ModuleParts, index: number) {
  return functions[index - functionImports.length]!.body;
}
