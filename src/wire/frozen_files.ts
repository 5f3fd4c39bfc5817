/** BOUNDARY. The files that a jail gives whose interpreter becomes an image. They come like those of any program: see `file_messages.ts`. */

/** The interpreter's memory. */
export const MEMORY_FILE = "memory";

/** JSON: what an image cannot keep, and who has drawn random bytes. `src/packages/findings.ts` reads it. */
export const FINDINGS_FILE = "findings.json";
