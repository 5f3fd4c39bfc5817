/**
 * What side modules may use of CPython's module, by name. It is a member of the pack: the split module has no names. Written by the
 * making of the assets, from the exports of Pyodide's module and `assets/linkable.txt`.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Symbols of CPython's module. Indexes are those of the whole. */
export interface Symbols {
  readonly functions: Readonly<Record<string, number>>;
  /** Addresses of data. */
  readonly addresses: Readonly<Record<string, number>>;
  /** Exceptions. */
  readonly tags: Readonly<Record<string, number>>;
  /** The global that is the stack's pointer. */
  readonly stackPointer: number;
  /** Address of the word in which the C library keeps where its heap ends. */
  readonly heapEndWord: number;
}

/** Longest text of the symbols. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024;

/** The symbols as a member of the pack. */
export function encodeSymbols(symbols: Symbols): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(symbols));
  return new Uint8Array(deflateRawSync(text, { level: 9 }));
}

/** The symbols of a member of the pack. */
export function decodeSymbols(member: Uint8Array<ArrayBuffer>): Symbols {
  const text = inflateRawSync(member, { maxOutputLength: MOST_TEXT_BYTES });
  return JSON.parse(new TextDecoder().decode(text));
}
