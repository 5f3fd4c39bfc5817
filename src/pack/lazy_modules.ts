/**
 * The pack's member with the lazy modules. Little-endian: how many they are (u32), and for each where it ends, its checksum with the
 * zeros that follow it, and whether a spare loads it ahead (u32 each); then their bytes, each followed by zeros up to a multiple of
 * eight. `encode_modules.ts` writes it.
 */

/** A lazy module. */
export interface LazyModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, with the zeros behind it. */
  readonly padded: Uint8Array<ArrayBuffer>;
  /** Of `padded`. */
  readonly checksum: number;
  /** Whether it has what programs are likely to call: a spare loads it before there is one. */
  readonly isLikely: boolean;
}

/** How many of Python's lazy modules, the first ones, have what few programs call; the others have what hardly any does. */
export const RARE_MODULES = 4;

/** What follows a module's bytes. */
export const MODULE_ALIGNMENT = 8;

/** Numbers of each module in the head. */
export const NUMBERS = 3;

/** The lazy modules, without copying them. */
export function decodeModules(member: Uint8Array<ArrayBuffer>): LazyModule[] {
  const view = new DataView(member.buffer, member.byteOffset, member.length);
  const count = view.getUint32(0, true);
  let start = aligned(4 * (1 + NUMBERS * count));
  return Array.from({ length: count }, (_, at) => {
    const [end, checksum, likely] = [0, 1, 2].map((field) =>
      view.getUint32(4 * (1 + NUMBERS * at + field), true)
    ) as [number, number, number];
    const [bytes, padded] = [member.subarray(start, end), member.subarray(start, aligned(end))];
    start = aligned(end);
    return { bytes, padded, checksum, isLikely: likely === 1 };
  });
}

/** The next multiple of what modules are aligned to. */
export function aligned(length: number): number {
  return Math.ceil(length / MODULE_ALIGNMENT) * MODULE_ALIGNMENT;
}
