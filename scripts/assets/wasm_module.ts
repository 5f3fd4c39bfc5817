/** Rewrites a WebAssembly module as far as the assets need it: which exports and custom sections it keeps. */

/** Numbers of the sections that are looked into. */
const CUSTOM = 0;
const MEMORY = 5;
const EXPORT = 7;
const DATA = 11;
const DATA_COUNT = 12;

/** Kinds of exports, as the binary format numbers them. */
const FUNCTION_KIND = 0;
const GLOBAL_KIND = 3;

/** Magic and version of a module. */
const HEADER = Uint8Array.of(0, 0x61, 0x73, 0x6D, 1, 0, 0, 0);

interface Section {
  readonly id: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A module made smaller. */
export interface SlimModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the maximum of the memory stands: a LEB128 padded to three bytes. */
  readonly memoryMaximumOffset: number;
  readonly exportsKept: number;
  readonly exportsDropped: number;
}

/**
 * Keeps only the function and global exports that `isNeeded` names (and all others), drops custom sections but the
 * dynamic linker's, and pads the memory's maximum to three bytes so that it can be rewritten in place.
 *
 * @throws where the bytes are no module, or one whose memory has no maximum.
 */
export function slimModule(
  wasm: Uint8Array<ArrayBuffer>,
  isNeeded: (name: string) => boolean,
): SlimModule {
  let [kept, dropped] = [0, 0];
  const sections = [...sectionsOf(wasm)]
    .filter(({ id, body }) => id !== CUSTOM || customName(body) === "dylink.0")
    .map(({ id, body }): Section => {
      if (id === MEMORY) return { id, body: padMaximum(body) };
      if (id !== EXPORT) return { id, body };
      const filtered = filterExports(body, isNeeded);
      [, kept, dropped] = filtered;
      return { id, body: filtered[0] };
    });
  const memory = sections.findIndex(({ id }) => id === MEMORY);
  if (memory < 0) throw new Error("The module has no memory of its own");
  return {
    bytes: joinSections(sections),
    memoryMaximumOffset: joinSections(sections.slice(0, memory + 1)).length - 3,
    exportsKept: kept,
    exportsDropped: dropped,
  };
}

/** Drops what the module writes into its memory at the start: where an image is restored, that is in it. */
export function dropData(wasm: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return joinSections(
    [...sectionsOf(wasm)].filter(({ id }) => id !== DATA && id !== DATA_COUNT),
  );
}

function joinSections(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const parts = sections.flatMap(({ id, body }) => [
    Uint8Array.of(id, ...encodeLeb(body.length)),
    body,
  ]);
  const bytes = new Uint8Array(HEADER.length + parts.reduce((sum, { length }) => sum + length, 0));
  bytes.set(HEADER);
  let at = HEADER.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function* sectionsOf(wasm: Uint8Array<ArrayBuffer>): Generator<Section> {
  if (wasm.subarray(0, 8).toString() !== HEADER.toString()) {
    throw new Error("Not a WebAssembly module");
  }
  const reader = new Reader(wasm, 8);
  while (!reader.atEnd) {
    const id = reader.byte();
    yield { id, body: reader.bytes(reader.leb()) };
  }
}

function customName(body: Uint8Array<ArrayBuffer>): string {
  return new Reader(body).name();
}

function filterExports(
  body: Uint8Array<ArrayBuffer>,
  isNeeded: (name: string) => boolean,
): [body: Uint8Array<ArrayBuffer>, kept: number, dropped: number] {
  const reader = new Reader(body);
  const count = reader.leb();
  const entries: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = reader.position;
    const name = reader.name();
    const kind = reader.byte();
    reader.leb();
    const droppable = kind === FUNCTION_KIND || kind === GLOBAL_KIND;
    if (!droppable || isNeeded(name)) entries.push(body.subarray(start, reader.position));
  }
  const filtered = Uint8Array.from([
    ...encodeLeb(entries.length),
    ...entries.flatMap((entry) => [...entry]),
  ]);
  return [filtered, entries.length, count - entries.length];
}

function padMaximum(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const reader = new Reader(body);
  const count = reader.leb();
  const flags = reader.byte();
  if (count !== 1 || flags !== 1) throw new Error("Expected one memory with a maximum");
  reader.leb();
  const minimum = body.subarray(0, reader.position);
  const pages = reader.leb();
  return Uint8Array.of(...minimum, pages & 0x7F | 0x80, (pages >>> 7) & 0x7F | 0x80, pages >>> 14);
}

function encodeLeb(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push(value > 0x7F ? value & 0x7F | 0x80 : value);
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

class Reader {
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

  leb(): number {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7F) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const start = this.position;
    this.position += length;
    if (this.position > this.#bytes.length) throw new Error("The module ends too early");
    return this.#bytes.subarray(start, this.position);
  }

  name(): string {
    return new TextDecoder().decode(this.bytes(this.leb()));
  }
}
