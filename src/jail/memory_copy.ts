/** HOSTILE ONCE A PROGRAM RUNS. A copy of Python's memory, outside of the engine's own: forks would inherit what that has not collected yet. */
import { openLibc } from "../walls/libc.ts";

const SYMBOLS = {
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  memcmp: { parameters: ["buffer", "buffer", "usize"], result: "i32" },
} as const;

const PROT_READ_WRITE = 3;
/** Shared memory, which does not count as the process's data, by which its host bounds what the next program may hold. */
const MAP_SHARED_ANONYMOUS_NORESERVE = 0x4021;
const MAP_FAILED = 2n ** 64n - 1n;

/** More than Python's memory has when it has booted. What is not used of it costs nothing. */
const ROOM_BYTES = 256 * 1024 * 1024;

/** What is copied where it differs: the smallest page that systems have. */
const PART_BYTES = 4096;

/** What is compared first: each comparison is a call, and most of the memory has not changed. */
const BLOCK_BYTES = 64 * 1024;

/** Room for one copy. */
export interface MemoryCopy {
  /** Copies `memory`, whose length is a multiple of a page. */
  take(memory: Uint8Array<ArrayBuffer>): void;
  /**
   * Writes what was copied to the parts of `memory` that have changed; the others stay shared with whoever shares them.
   *
   * @returns where those parts begin.
   */
  restore(memory: Uint8Array<ArrayBuffer>): number[];
  free(): void;
}

/** Takes the room, while there is still a permission to. Null where this system has none. */
export function openMemoryCopy(): MemoryCopy | null {
  const libc = openLibc(SYMBOLS);
  if (libc === null) return null;
  const { mmap, munmap, memcmp } = libc.symbols;
  const place = mmap(
    null,
    BigInt(ROOM_BYTES),
    PROT_READ_WRITE,
    MAP_SHARED_ANONYMOUS_NORESERVE,
    -1,
    0n,
  );
  if (place === null || Deno.UnsafePointer.value(place) === MAP_FAILED) return null;
  const room = new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(place, ROOM_BYTES));
  let length = 0;
  return {
    take: (memory) => {
      room.set(memory);
      length = memory.length;
    },
    restore: (memory) => {
      if (memory.length !== length) throw new Error("the memory has grown since it was copied");
      const changed: number[] = [];
      const differs = (at: number, end: number) =>
        memcmp(memory.subarray(at, end), room.subarray(at, end), BigInt(end - at)) !== 0;
      for (let block = 0; block < length; block += BLOCK_BYTES) {
        const end = Math.min(block + BLOCK_BYTES, length);
        if (!differs(block, end)) continue;
        for (let at = block; at < end; at += PART_BYTES) {
          if (!differs(at, at + PART_BYTES)) continue;
          memory.set(room.subarray(at, at + PART_BYTES), at);
          changed.push(at);
        }
      }
      return changed;
    },
    free: () => void munmap(place, BigInt(ROOM_BYTES)),
  };
}
