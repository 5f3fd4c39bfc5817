/** Rewrites a WebAssembly module as far as the assets need it: which exports and custom sections it keeps. */

/** Numbers of the sections that are looked into. */
const CUSTOM = 0;
const MEMORY = 5;
const EXPORT = 7;

/** Kinds of exports, as the binary format numbers them. */
const FUNCTION_KIND = 0;
const GLOBAL_KIND = 3;

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
  const header = wasm.subarray(0, 8);
  if (header.toString() !== "0,97,115,109,1,0,0,0") throw new Error("Not a WebAssembly module");
  const out: Uint8Array[] = [header];
  let length = header.length;
  let memoryMaximumOffset = -1;
  let [kept, dropped] = [0, 0];
  for (const section of sectionsOf(wasm)) {
    let body = section.body;
    if (section.id === CUSTOM && customName(body) !== "dylink.0") continue;
    if (section.id === EXPORT) [body, kept, dropped] = filterExports(section.body, isNeeded);
    if (section.id === MEMORY) body = padMaximum(section.body);
    const head = Uint8Array.of(section.id, ...encodeLeb(body.length));
    if (section.id === MEMORY) memoryMaximumOffset = length + head.length + body.length - 3;
    out.push(head, body);
    length += head.length + body.length;
  }
  if (memoryMaximumOffset < 0) throw new Error("The module has no memory of its own");
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of out) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, memoryMaximumOffset, exportsKept: kept, exportsDropped: dropped };
}

function* sectionsOf(wasm: Uint8Array<ArrayBuffer>): Generator<Section> {
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
