/** Pages: what the members of a pack, and the runs of an image, are laid out in. */

/**
 * What the assets are laid out in, so that systems with any page size can map them: the largest is that of some arm64 kernels.
 * With pages of 4 KiB the image would be 3 % smaller.
 */
export const PAGE_BYTES = 65_536;

/** A page of WebAssembly's memory, which the size of an image is a multiple of. */
export const WASM_PAGE_BYTES = 65_536;

/** `length` rounded up to whole pages. */
export function toPage(length: number): number {
  return Math.ceil(length / PAGE_BYTES) * PAGE_BYTES;
}
