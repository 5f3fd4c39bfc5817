/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's first step: the engine starts to compile the module, on threads of its own, before
 * the rest of the jail is even loaded.
 */
import { capMemory, openPack, type Pack } from "./assets.ts";

/** What has been started. */
export interface Started {
  readonly pack: Pack;
  /** Length of the module in bytes. */
  readonly wasmBytes: number;
  readonly wasm: Promise<WebAssembly.Module>;
  /** The cap that is written into the module. */
  readonly maxHeapBytes: number;
}

/**
 * Starts to compile Python's module, with a memory that can never hold more than `maxHeapBytes`. What goes wrong is for
 * whoever waits for it, and not for the engine to complain about before that.
 *
 * @param verify whether to check all that is booted from first. The jail is the same otherwise, and as on systems that map nothing.
 */
export function start(maxHeapBytes: number, verify = false): Promise<Started> {
  const started = Promise.try(startCompiling, maxHeapBytes, verify);
  started.catch(() => {});
  return started;
}

function startCompiling(maxHeapBytes: number, verify: boolean): Started {
  const pack = openPack(verify);
  const bytes = pack.bytes("python.wasm");
  capMemory(bytes, pack.index.memoryMaximumOffset, maxHeapBytes);
  return { pack, wasmBytes: bytes.length, wasm: WebAssembly.compile(bytes), maxHeapBytes };
}
