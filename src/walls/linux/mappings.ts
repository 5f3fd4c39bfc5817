/**
 * Takes away what is mapped of files in a way that others see. Such a mapping outlives its descriptor, writes to the file
 * without a call that a filter could see, and can be made writable where the file was open for writing: from source, Deno
 * maps its databases so, and the next host process runs code that is in one of them.
 */
import { openDirectory } from "./directory.ts";
import type { Kernel } from "./kernel.ts";

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_PRIVATE_ANONYMOUS_FIXED = 0x32;

const BUFFER_BYTES = 4096;

/** Start, end, and whether it can be written to, of each shared mapping of a file. */
const SHARED_FILE = /^([0-9a-f]+)-([0-9a-f]+) .([w-]).s \S+ \S+ [1-9]/gm;

/** A stretch of memory. */
export interface Mapping {
  readonly address: number;
  readonly length: number;
  readonly writable: boolean;
}

/** The shared mappings of files: to be called while something can be opened. Null where they cannot be listed. */
export function sharedFiles(kernel: Kernel): Mapping[] | null {
  const list = openDirectory(kernel, "/proc/self/maps");
  if (list < 0) return null;
  const found = [...readAll(kernel, list).matchAll(SHARED_FILE)];
  kernel.call("close", list);
  return found.map(([, start, end, write]) => {
    const address = parseInt(start!, 16);
    return { address, length: parseInt(end!, 16) - address, writable: write === "w" };
  });
}

/**
 * Puts empty memory in the place of each: whoever looks there again reads zeros, and does not fall. To be called when the
 * files are closed, so that nothing of it gets there.
 *
 * @param mappings what `sharedFiles()` gave.
 * @returns what is missing, or null.
 */
export function emptyMappings(kernel: Kernel, mappings: readonly Mapping[] | null): string | null {
  if (mappings === null) return "mapped files could not be listed: /proc is not there; mount it";
  for (const { address, length, writable } of mappings) {
    const rights = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    const got = kernel.call("mmap", address, length, rights, MAP_PRIVATE_ANONYMOUS_FIXED, -1, 0);
    if (got !== address) return "a file stays mapped; report this with the kernel's version";
  }
  return null;
}

function readAll(kernel: Kernel, file: number): string {
  const { address, view } = kernel.place(BUFFER_BYTES);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const length = kernel.call("read", file, address, BUFFER_BYTES);
    if (length <= 0) return text;
    const part = new Uint8Array(view.buffer, view.byteOffset, length);
    text += decoder.decode(part, { stream: true });
  }
}
