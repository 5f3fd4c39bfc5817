/**
 * HOSTILE ONCE A PROGRAM RUNS. Maps parts of files into memory instead of reading them: nothing is copied, what a run does not
 * touch is never loaded, and jails that run at the same time share the rest. The maps are private: what is written to
 * them is seen by no other process. Used while booting, before the powers that it takes are given up.
 */
import { PAGE_BYTES } from "../pack/pages.ts";
import { openLibc } from "../walls/libc.ts";

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_PRIVATE = 2;
const MAP_FIXED = 0x10;
const MAP_FAILED = 2n ** 64n - 1n;
const O_RDONLY = 0;
const O_CLOEXEC = 0o2000000;

/** An open file, parts of which can be mapped. */
export interface MappableFile extends Disposable {
  /** A part of the file as bytes that are this process's own. Null where the system refuses. */
  view(offset: number, length: number): Uint8Array<ArrayBuffer> | null;
  /** Puts a part of the file in the place of `target`, which begins and ends at pages. False where the system refuses. */
  over(target: Uint8Array<ArrayBuffer>, offset: number): boolean;
}

/** Whether what is laid out in the assets' pages is whole pages of a system that has pages of `systemBytes` as well. */
export function fitsPages(systemBytes: number): boolean {
  return systemBytes > 0 && PAGE_BYTES % systemBytes === 0;
}

/**
 * Opens a file for mapping.
 *
 * @returns null where this system is not one whose numbers are known here, its pages do not fit the assets', or it refuses.
 */
export function openMappable(path: string): MappableFile | null {
  if (Deno.build.os !== "linux") return null;
  const libc = openLibc({
    open: { parameters: ["buffer", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
    getpagesize: { parameters: [], result: "i32" },
    mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
    mmapOver: {
      name: "mmap",
      parameters: ["buffer", "usize", "i32", "i32", "i32", "i64"],
      result: "usize",
    },
  });
  if (libc === null || !fitsPages(libc.symbols.getpagesize())) return null;
  const { open, close, mmap, mmapOver } = libc.symbols;
  const file = open(new TextEncoder().encode(`${path}\0`), O_RDONLY | O_CLOEXEC);
  if (file < 0) return null;
  const access = PROT_READ | PROT_WRITE;
  return {
    view: (offset, length) => {
      const pointer = mmap(null, BigInt(length), access, MAP_PRIVATE, file, BigInt(offset));
      if (pointer === null || Deno.UnsafePointer.value(pointer) === MAP_FAILED) return null;
      return new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer, length));
    },
    over: (target, offset) => {
      const flags = MAP_PRIVATE | MAP_FIXED;
      const length = BigInt(target.length);
      return mmapOver(target, length, access, flags, file, BigInt(offset)) !== MAP_FAILED;
    },
    [Symbol.dispose]: () => {
      close(file);
      libc.close();
    },
  };
}
