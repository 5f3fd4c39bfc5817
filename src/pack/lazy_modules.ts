/**
 * The pack's member with the lazy modules. Little-endian: how many they are and where each ends (u32 each), then their bytes.
 * `encode_modules.ts` writes it.
 */

/** How many of the lazy modules, the first ones, have what few programs call; the others have what hardly any does. */
export const RARE_MODULES = 4;

/** The bytes of each lazy module, without copying them. */
export function decodeModules(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  const ends = Array.from({ length: count }, (_, at) => view.getUint32(4 * (1 + at), true));
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 4 * (1 + count), end));
}
