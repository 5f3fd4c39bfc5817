/** The outermost layer of the binary format of WebAssembly: sections and LEB128 numbers, read and written. */

/** Section ids of the binary format. */
export const SectionId = {
  Custom: 0,
  Type: 1,
  Import: 2,
  Function: 3,
  Table: 4,
  Memory: 5,
  Tag: 13,
  Global: 6,
  Export: 7,
  Element: 9,
  DataCount: 12,
  Code: 10,
  Data: 11,
} as const;

/** Kinds of imports and exports. */
export const Kind = { Function: 0, Table: 1, Memory: 2, Global: 3, Tag: 4 } as const;

/** Magic and version of a module. */
const HEADER = Uint8Array.of(0, 0x61, 0x73, 0x6D, 1, 0, 0, 0);

/** A section of a module. */
export interface Section {
  readonly id: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The bytes of a module with these sections, in this order. */
export function joinSections(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  return concat([
    HEADER,
    ...sections.flatMap(({ id, body }) => [[id, ...encodeLeb(body.length)], body]),
  ]);
}

/** The bytes of all parts, concatenated. */
export function concat(
  parts: readonly (readonly number[] | Uint8Array)[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * The sections of a module.
 *
 * @throws where the bytes are not a module of version 1, or end too early.
 */
export function* sectionsOf(wasm: Uint8Array<ArrayBuffer>): Generator<Section> {
  if (wasm.subarray(0, 8).toString() !== HEADER.toString()) {
    throw new Error("Not a WebAssembly module");
  }
  const reader = new Reader(wasm, 8);
  while (!reader.atEnd) {
    const id = reader.byte();
    yield { id, body: reader.bytes(reader.leb()) };
  }
}

/** Encodes a number as unsigned LEB128. */
export function encodeLeb(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push(value > 0x7F ? value & 0x7F | 0x80 : value);
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

/** A cursor over the bytes of a module. Each method throws where the bytes end too early. */
export class Reader {
  position: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>, position = 0) {
    this.#bytes = bytes;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw new Error("The module ends too early");
    return byte;
  }

  /** An unsigned LEB128 number. */
  leb(): number {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7F) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Skips a LEB128 number, signed or unsigned. */
  skipLeb(): void {
    while (this.byte() >= 0x80) {
      // The highest bit says that the number goes on.
    }
  }

  /** The next byte, without moving past it. */
  peek(): number {
    const byte = this.byte();
    this.position--;
    return byte;
  }

  /** The next `length` bytes, not copied. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const start = this.position;
    this.position += length;
    if (this.position > this.#bytes.length) throw new Error("The module ends too early");
    return this.#bytes.subarray(start, this.position);
  }

  /** What was read since a position, without the last bytes. */
  since(start: number, without = 0): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(start, this.position - without);
  }

  /** A signed LEB128 number of at most 33 bits: an `i32`, or the type of a block. */
  signedLeb(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 35; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7F) * factor;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - factor * 0x80;
    }
    throw new Error("A number of the module is too long");
  }

  /** A string, encoded as its length and its bytes. */
  name(): string {
    return new TextDecoder().decode(this.bytes(this.leb()));
  }
}
