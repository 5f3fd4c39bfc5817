/** TRUSTED. How long a jail may take for files. */

/** How long a jail may take for files, in all: to begin with, and by how many bytes a millisecond at least. */
const PATIENCE_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 10_000;

/** How long a jail may take to receive or to give so many bytes of files, in milliseconds. */
export function patienceMs(bytes: number): number {
  return PATIENCE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}
