/**
 * Removes shared mappings of files. Such a mapping outlives its descriptor and writes to the file without a call that a
 * filter could see. It can become writable if the file was opened for writing: from source, Deno maps its databases
 * like this, and the next host process runs code from one of them.
 */
import { openDirectory } from "./directory.ts";
import type { Kernel } from "./kernel.ts";

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_PRIVATE_ANONYMOUS_FIXED = 0x32;

const BUFFER_BYTES = 4096;

/** Start, end and writability of each shared mapping of a file, in a line of `/proc/self/maps`. */
const SHARED_FILE = /^([0-9a-f]+)-([0-9a-f]+) .([w-]).s \S+ \S+ [1-9]/gm;

/** A range of memory. */
export interface Mapping {
  readonly address: number;
  readonly length: number;
  readonly writable: boolean;
}

/** Part of a file in memory, by its addresses. */
export interface Area {
  readonly start: number;
  readonly end: number;
  /** As the kernel lists them: `r-xp`. */
  readonly rights: string;
}

/** Where the file at `path` is in memory; nothing if that cannot be listed. */
export function areasOf(kernel: Kernel, path: string): Area[] {
  const list = openDirectory(kernel, "/proc/self/maps");
  if (list < 0) return [];
  const lines = readAll(kernel, list).split("\n").filter((line) => line.endsWith(` ${path}`));
  kernel.call("close", list);
  return lines.map((line) => {
    const [range, rights] = line.split(" ") as [string, string];
    const [start, end] = range.split("-").map((address) => parseInt(address, 16)) as [
      number,
      number,
    ];
    return { start, end, rights };
  });
}

/** The shared mappings of files. Must be called while files can still be opened. Null if they cannot be listed. */
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
 * Replaces each mapping by empty memory: later reads give zeros instead of a crash. Must be called when the files are
 * closed, so that nothing is written to them.
 *
 * @param mappings the result of `sharedFiles()`.
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

/** The text of an open file. */
export function readAll(kernel: Kernel, file: number): string {
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
