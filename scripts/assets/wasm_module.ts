/** Rewrites a WebAssembly module as far as the assets need it: which exports and custom sections it keeps. */

import {
  encodeLeb,
  joinSections,
  Kind,
  Reader,
  type Section,
  SectionId,
  sectionsOf,
} from "./wasm_binary.ts";

/** Length of the maximum of the memory: a LEB128, padded so that any can be written there. */
const MAXIMUM_BYTES = 3;

/** A module made smaller. */
export interface SlimModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
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
    .filter(({ id, body }) => id !== SectionId.Custom || customName(body) === "dylink.0")
    .map(({ id, body }): Section => {
      if (id === SectionId.Memory) return { id, body: padMaximum(body) };
      if (id !== SectionId.Export) return { id, body };
      const filtered = filterExports(body, isNeeded);
      [, kept, dropped] = filtered;
      return { id, body: filtered[0] };
    });
  if (!sections.some(({ id }) => id === SectionId.Memory)) {
    throw new Error("The module has no memory of its own");
  }
  return { bytes: joinSections(sections), exportsKept: kept, exportsDropped: dropped };
}

/** Where in a slim module the maximum of the memory stands. */
export function memoryMaximumOffset(slim: Uint8Array<ArrayBuffer>): number {
  const sections = [...sectionsOf(slim)];
  const memory = sections.findIndex(({ id }) => id === SectionId.Memory);
  return joinSections(sections.slice(0, memory + 1)).length - MAXIMUM_BYTES;
}

/** Drops what the module writes into its memory at the start: where an image is restored, that is in it. */
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
): [body: Uint8Array<ArrayBuffer>, kept: number, dropped: number] {
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
