/** How large the stack of this process's first thread is: the header of its executable says it, and whoever starts it cannot. */

/** Two addresses of 8 bytes: where the stack ends, and where it begins. */
const ADDRESS_BYTES = 8;

/** The function of kernel32 that tells both. */
export type TellsStack = (low: Uint8Array<ArrayBuffer>, high: Uint8Array<ArrayBuffer>) => void;

/** The size in bytes; null if the system cannot be asked. */
export function stackBytes(tells: TellsStack | null = openKernel32()): bigint | null {
  if (tells === null) return null;
  const [low, high] = [new Uint8Array(ADDRESS_BYTES), new Uint8Array(ADDRESS_BYTES)];
  tells(low, high);
  const at = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer).getBigUint64(0, true);
  return at(high) - at(low);
}

function openKernel32(): TellsStack | null {
  try {
    return Deno.dlopen("kernel32.dll", {
      GetCurrentThreadStackLimits: { parameters: ["buffer", "buffer"], result: "void" },
    }).symbols.GetCurrentThreadStackLimits;
  } catch {
    return null;
  }
}
