/**
 * HOSTILE ONCE A PROGRAM RUNS. Where in a Linux executable of `deno compile` the pack stands: outside of the part that Deno adds for
 * itself. Deno 2.6 reads its own part into memory twice at each start, 1.2 ms per MB, and later versions copy each file that is
 * read out of it; outside, nobody but the jail reads the pack.
 *
 * Up to Deno 2.8 the part is the end of the file. Its last 16 bytes are two constants (u32 each) and the length of the part, those
 * 16 included (u64), little-endian; the pack stands before it. Later it is an ELF note, which the program headers
 * name; the pack stands at the end of the file. Source: the crate `libsui`, with which Deno adds the part.
 */

/** Bytes of the trailer of a part at the end of the file. */
export const TRAILER_BYTES = 16;

const CONSTANTS = [0x501E, 0x2A7] as const;

/**
 * The length of Deno's part at the end of the file.
 *
 * @param trailer the last bytes of the executable.
 * @returns null where they are not Deno's trailer.
 */
export function denoPartLength(trailer: Uint8Array<ArrayBuffer>): number | null {
  if (trailer.length !== TRAILER_BYTES) return null;
  const fields = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  if (CONSTANTS.some((constant, at) => fields.getUint32(4 * at, true) !== constant)) return null;
  return Number(fields.getBigUint64(8, true));
}
