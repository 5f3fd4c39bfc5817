/** HOSTILE ONCE A PROGRAM RUNS. The size of the WebAssembly memory: its cap, and how it grows below that. */
import { WASM_PAGE_BYTES } from "../pack/pages.ts";

/** The most that the memory grows beyond what is requested. */
const MOST_AHEAD_BYTES = 16 * 1024 * 1024;

/**
 * Rewrites the maximum of the module's memory in place: a cap that the engine itself enforces, whatever the code
 * inside does.
 *
 * @param offset where in the module the maximum is, as a LEB128 of three bytes.
 */
export function capMemory(wasm: Uint8Array, offset: number, maxBytes: number): void {
  const pages = Math.floor(maxBytes / WASM_PAGE_BYTES);
  wasm[offset] = (pages & 0x7F) | 0x80;
  wasm[offset + 1] = ((pages >>> 7) & 0x7F) | 0x80;
  wasm[offset + 2] = pages >>> 14;
}

/**
 * The size to grow the memory to: an eighth at a time, but never by more than is requested where that would not fit.
 *
 * @returns null where not even the request fits.
 */
export function heapSize(current: number, requested: number, room: number): number | null {
  const toPages = (bytes: number) => Math.ceil(bytes / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
  const least = toPages(requested);
  if (least > room) return null;
  const generous = toPages(current + Math.min(current / 8, MOST_AHEAD_BYTES));
  return Math.min(Math.max(least, generous), Math.floor(room / WASM_PAGE_BYTES) * WASM_PAGE_BYTES);
}
