/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's first step: the pack is opened, and the engine takes the main module. In the call
 * itself: on threads of its own that takes twice the processor time.
 */
import { VERIFY_WORD, WARM_WORD } from "../core/jail_word.ts";
import { capMemory, openPack, type Pack } from "./assets.ts";

/** What the rest of the start begins with. */
export interface Started {
  readonly pack: Pack;
  /** Length of the module in bytes. */
  readonly wasmBytes: number;
  readonly wasm: WebAssembly.Module;
  /** The cap that is written into the module. */
  readonly maxHeapBytes: number;
  /** Whether the jail is to run what its first program will need, while there is none. */
  readonly isWarm: boolean;
}

/**
 * Compiles Python's main module, with a memory that can never hold more than `maxHeapBytes`. What goes wrong is for whoever waits
 * for it, who can tell the host, and not for the engine to complain about before that.
 *
 * @param lastWord of the jail's command line: `verify` to check all that is booted from first (the jail is the same otherwise, and as
 * on systems that map nothing), `warm` to run what the first program will need, while there is none.
 */
export function start(maxHeapBytes: number, lastWord?: string): Promise<Started> {
  const started = Promise.try(openAndCompile, maxHeapBytes, lastWord);
  started.catch(() => {});
  return started;
}

function openAndCompile(maxHeapBytes: number, lastWord?: string): Started {
  const pack = openPack(lastWord === VERIFY_WORD);
  const bytes = pack.bytes("python.wasm");
  capMemory(bytes, pack.index.memoryMaximumOffset, maxHeapBytes);
  const isWarm = lastWord === WARM_WORD;
  return {
    pack,
    wasmBytes: bytes.length,
    wasm: new WebAssembly.Module(bytes),
    maxHeapBytes,
    isWarm,
  };
}
