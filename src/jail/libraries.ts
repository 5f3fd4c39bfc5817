/**
 * HOSTILE ONCE A PROGRAM RUNS. "Opening" an extension module of an environment. All of them are part of Python's code already: to open
 * one is to make it ready, and to look up its symbol is to find a place in the table of functions. Nothing else can be opened.
 */
import { SITE_PATH } from "./cpython.ts";

/** An extension module that was linked in. Functions are named by their places in the table. */
export interface Native {
  /** Relocates and constructs the module and what it needs, once. */
  readonly prepare: number;
  /** The functions that can be found in it, by name. */
  readonly symbols: Readonly<Record<string, number>>;
}

/** Where the C library notes the path of what is to be opened, from the beginning of its note. */
const PATH_OFFSET = 36;

/** Longest path and longest name of a symbol that is looked at, in bytes. */
const MOST_TEXT_BYTES = 4096;

const { decode } = TextDecoder.prototype;
const decoder = new TextDecoder();

/** The extension modules of an environment. */
export class Libraries {
  readonly #natives: ReadonlyMap<string, Native>;

  /** @param member what the linker has made; null where there are none. */
  constructor(member: Uint8Array<ArrayBuffer> | null) {
    const natives: Record<string, Native> = member === null
      ? {}
      : JSON.parse(new TextDecoder().decode(member));
    this.#natives = new Map(
      Object.entries(natives).map(([path, native]) => [`${SITE_PATH}/${path}`, native]),
    );
  }

  /**
   * Opens an extension module.
   *
   * @param note address of the C library's note of it.
   * @param call calls the function at a place in the table.
   * @returns 1; 0 where there is none of that path.
   */
  open(heap: Uint8Array<ArrayBuffer>, note: number, call: (slot: number) => void): 0 | 1 {
    const native = this.#natives.get(textAt(heap, note + PATH_OFFSET));
    if (native === undefined) return 0;
    call(native.prepare);
    return 1;
  }

  /** The place in the table of a function of a module that was opened; 0 where there is none of that name. */
  find(heap: Uint8Array<ArrayBuffer>, note: number, symbol: number): number {
    const symbols = this.#natives.get(textAt(heap, note + PATH_OFFSET))?.symbols ?? {};
    const name = textAt(heap, symbol);
    return Object.hasOwn(symbols, name) ? symbols[name]! : 0;
  }
}

/** The text at an address, up to its zero; empty where that is too far. */
function textAt(heap: Uint8Array<ArrayBuffer>, address: number): string {
  const near = heap.subarray(address, address + MOST_TEXT_BYTES);
  const end = near.indexOf(0);
  return end < 0 ? "" : decode.call(decoder, near.subarray(0, end));
}
