/** Pages: what the members of a pack, and the runs of an image, are laid out in. */

/** The page size of the system that the assets are laid out for. */
export const PAGE_BYTES = 4096;

/** `length` rounded up to whole pages. */
export function toPage(length: number): number {
  return Math.ceil(length / PAGE_BYTES) * PAGE_BYTES;
}
