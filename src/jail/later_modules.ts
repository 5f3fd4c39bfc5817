/** The modules that are loaded later, one after another. Before them, little-endian: how many they are, and where each ends (u32). */

/** How many of them, the first ones, have what few programs call; the others have what hardly any does. */
export const SOMETIMES_MODULES = 4;

/** The bytes of the modules together. */
export function encodeModules(
  modules: readonly Uint8Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> {
  const head = new Uint32Array(1 + modules.length);
  head[0] = modules.length;
  let end = head.byteLength;
  modules.forEach(({ length }, at) => head[1 + at] = end += length);
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  head.forEach((number, at) => view.setUint32(4 * at, number, true));
  modules.forEach((one, at) => bytes.set(one, at === 0 ? head.byteLength : head[at]));
  return bytes;
}

/** Each of the modules, without copying it. */
export function decodeModules(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  const ends = Array.from({ length: count }, (_, at) => view.getUint32(4 * (1 + at), true));
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 4 * (1 + count), end));
}
