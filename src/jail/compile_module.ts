/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's first step: its configuration is read, the pack is opened, and the engine compiles the
 * main module. On this thread: on threads of the engine's it takes twice the CPU time.
 */
import { decodeJailStart, type JailStart } from "../wire/jail_start.ts";
import { openPack, type Pack } from "./open_pack.ts";
import { capMemory } from "./wasm_memory.ts";

/** What the rest of the start begins with. */
export interface Started {
  readonly config: JailStart;
  readonly pack: Pack;
  /** Length of the module in bytes. */
  readonly wasmBytes: number;
  /** Python's main module, with the configuration's cap of its memory written into it. */
  readonly wasm: WebAssembly.Module;
}

/**
 * Compiles Python's main module. It never throws: an error rejects the promise, whose receiver can report it to the host.
 *
 * @param argument the jail's configuration, as on its command line.
 */
export function start(argument: string | undefined): Promise<Started> {
  const started = Promise.try(openAndCompile, argument);
  // Nobody waits for it yet; the engine is not to complain of that.
  started.catch(() => {});
  return started;
}

function openAndCompile(argument: string | undefined): Started {
  const config = decodeJailStart(argument);
  const pack = openPack(config.environment, config.purpose === "verify");
  const bytes = pack.member("python.wasm").bytes();
  capMemory(bytes, pack.index.memoryMaximumOffset, config.maxHeapBytes);
  return { config, pack, wasmBytes: bytes.length, wasm: new WebAssembly.Module(bytes) };
}
