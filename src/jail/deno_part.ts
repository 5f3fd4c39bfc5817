/**
 * Where in a Linux executable of `deno compile` the pack stands: beside the part that Deno adds for itself. Deno 2.6 reads its own
 * part into memory twice at each start, 1.2 ms per MB, and later versions copy each file that is read out of it: what the jail boots from
 * stands outside, where nobody but the jail reads it.
 *
 * Up to Deno 2.8 the part is the end of the file. Its last 16 bytes are two constants (u32 each) and the length of the part, those
 * 16 included (u64), little-endian; the pack stands before it. Later it is an ELF note, which the program headers
 * name; the pack stands at the end of the file. Source: the crate `libsui`, with which Deno adds the part.
 */

/** Bytes of the trailer of a part at the end of the file. */
export const TRAILER_BYTES = 16;

const CONSTANTS = [0x501E, 0x2A7] as const;
const NOTE_SECTION = new TextEncoder().encode(".note.sui\0");

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

/** Whether Deno's part is a note of this ELF executable. */
export function hasDenoNote(executable: Uint8Array): boolean {
  for (let at = executable.indexOf(NOTE_SECTION[0]!); at >= 0;) {
    if (NOTE_SECTION.every((byte, i) => executable[at + i] === byte)) return true;
    at = executable.indexOf(NOTE_SECTION[0]!, at + 1);
  }
  return false;
}
