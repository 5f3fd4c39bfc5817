/** Removes from a WebAssembly module what the jail does not need: exports, custom sections, data segments. */
import {
  concat,
  encodeLeb,
  joinSections,
  Kind,
  Reader,
  type Section,
  SectionId,
  sectionsOf,
} from "./binary.ts";

/** Length of the memory's maximum: a LEB128 with padding, so that any value fits. */
const MAXIMUM_BYTES = 3;

/**
 * Removes the exports of functions and globals that are not needed, and all custom sections but the dynamic linker's. Pads the
 * memory's maximum to three bytes, so that it can be overwritten in place.
 *
 * @throws where the bytes are not a module, or it does not define exactly one memory, with a maximum.
 */
export function slimModule(
  wasm: Uint8Array<ArrayBuffer>,
  isNeeded: (name: string) => boolean,
): Uint8Array<ArrayBuffer> {
  const sections = [...sectionsOf(wasm)]
    .filter(({ id, body }) => id !== SectionId.Custom || customName(body) === "dylink.0")
    .map(({ id, body }): Section => {
      if (id === SectionId.Memory) return { id, body: padMaximum(body) };
      if (id === SectionId.Export) return { id, body: filterExports(body, isNeeded) };
      return { id, body };
    });
  if (!sections.some(({ id }) => id === SectionId.Memory)) {
    throw new Error("The module has no memory of its own");
  }
  return joinSections(sections);
}

/** The offset of the memory's maximum in a module from `slimModule`. */
export function memoryMaximumOffset(slim: Uint8Array<ArrayBuffer>): number {
  const sections = [...sectionsOf(slim)];
  const memory = sections.findIndex(({ id }) => id === SectionId.Memory);
  return joinSections(sections.slice(0, memory + 1)).length - MAXIMUM_BYTES;
}

/** Removes the data segments: the memory image has what they would write. */
export function dropData(wasm: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return joinSections(
    [...sectionsOf(wasm)].filter(({ id }) => id !== SectionId.Data && id !== SectionId.DataCount),
  );
}

function customName(body: Uint8Array<ArrayBuffer>): string {
  return new Reader(body).name();
}

function filterExports(
  body: Uint8Array<ArrayBuffer>,
  isNeeded: (name: string) => boolean,
): Uint8Array<ArrayBuffer> {
  const reader = new Reader(body);
  const count = reader.leb();
  const entries: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = reader.position;
    const name = reader.name();
    const kind = reader.byte();
    reader.leb();
    const droppable = kind === Kind.Function || kind === Kind.Global;
    if (!droppable || isNeeded(name)) entries.push(body.subarray(start, reader.position));
  }
  return concat([encodeLeb(entries.length), ...entries]);
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
