/** Finds Deno's part of an executable where it is an ELF note: see `src/pack/deno_part.ts`. */

const NOTE_SECTION = new TextEncoder().encode(".note.sui\0");

/** Whether Deno's part is a note of this ELF executable. */
export function hasDenoNote(executable: Uint8Array): boolean {
  for (let at = executable.indexOf(NOTE_SECTION[0]!); at >= 0;) {
    if (NOTE_SECTION.every((byte, i) => executable[at + i] === byte)) return true;
    at = executable.indexOf(NOTE_SECTION[0]!, at + 1);
  }
  return false;
}
