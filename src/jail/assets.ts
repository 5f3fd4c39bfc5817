/** HOSTILE ONCE A PROGRAM RUNS. Reads what the jail boots from, and sets the hard cap of its memory. */
import type { CreateModule } from "./emscripten.ts";

/** Bytes of a WebAssembly page. */
export const WASM_PAGE_BYTES = 65_536;

/** What `scripts/assets.ts` writes beside the assets for their reader. */
export interface AssetIndex {
  /** Where in the WebAssembly module the maximum of its memory stands, as a LEB128 of three bytes. */
  readonly memoryMaximumOffset: number;
}

/** The folder of the assets, as a URL. */
export const ASSETS_URL = new URL("../../assets/build/", import.meta.url);

/** Bytes of one asset. */
export function readAsset(name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(name, ASSETS_URL));
}

/** One asset, opened for reading from its start. */
export function openAsset(name: string): Deno.FsFile {
  return Deno.openSync(new URL(name, ASSETS_URL));
}

/** The index of the assets. */
export function readIndex(): AssetIndex {
  return JSON.parse(new TextDecoder().decode(readAsset("index.json")));
}

/** Pyodide's glue. */
export async function importGlue(): Promise<CreateModule> {
  const glue = await import(new URL("glue.mjs", ASSETS_URL).href);
  return glue.default;
}

/**
 * Rewrites the maximum of the module's memory in place: a cap that the engine itself enforces, whatever the code
 * inside does.
 */
export function capMemory(wasm: Uint8Array, offset: number, maxBytes: number): void {
  const pages = Math.floor(maxBytes / WASM_PAGE_BYTES);
  wasm[offset] = (pages & 0x7F) | 0x80;
  wasm[offset + 1] = ((pages >>> 7) & 0x7F) | 0x80;
  wasm[offset + 2] = pages >>> 14;
}
