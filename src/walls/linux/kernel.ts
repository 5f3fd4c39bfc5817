/**
 * System calls by number, through the C library's `syscall(2)`, with their errors. Everything that the Linux walls
 * request of the kernel goes through here. It opens one library, and needs nothing of Deno afterwards.
 */
import { openLibc } from "../libc.ts";
import { type Architecture, ARCHITECTURES, numberOf, type SyscallName } from "./syscalls.ts";

const SYMBOLS = {
  syscall: {
    parameters: ["i64", "i64", "i64", "i64", "i64", "i64", "i64"],
    result: "i64",
  },
  __errno_location: { parameters: [], result: "pointer" },
  getpagesize: { parameters: [], result: "i32" },
} as const;

/**
 * Memory for structures and strings that calls point to, for all walls together, and two pages of code, which some
 * machines have of 64 KiB: enough for a thousand threads. Memory that is never touched costs nothing.
 */
const MEMORY_BYTES = 1024 * 1024;

const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS = 0x22;

/** The errors with which walls refuse, and those of kernels that lack a wall. */
export const EPERM = 1;
export const EAGAIN = 11;
export const EACCES = 13;
export const EINVAL = 22;
export const EMFILE = 24;
export const EROFS = 30;
export const ENOSYS = 38;
export const EOPNOTSUPP = 95;

const ERROR_NAMES: Readonly<Record<number, string>> = {
  [EPERM]: "EPERM",
  [EAGAIN]: "EAGAIN",
  [EACCES]: "EACCES",
  [EINVAL]: "EINVAL",
  [EMFILE]: "EMFILE",
  [EROFS]: "EROFS",
  [ENOSYS]: "ENOSYS",
  [EOPNOTSUPP]: "EOPNOTSUPP",
};

/** A piece of memory that calls can point to. */
export interface Place {
  readonly address: number;
  readonly view: DataView<ArrayBuffer>;
}

/** The kernel, as this thread can call it. */
export interface Kernel {
  readonly architecture: Architecture;
  /** Size of a page of memory, in bytes: 4 KiB on x86-64; 4, 16 or 64 KiB on arm64, as the kernel was built. */
  readonly pageBytes: number;
  /** Makes a system call. Like the kernel, returns an error as its negative number. */
  call(name: SyscallName, ...args: number[]): number;
  /** Reserves `length` zero bytes, at a multiple of `alignment`, for the rest of the process's life. */
  place(length: number, alignment?: number): Place;
}

/** Opens the C library. Null if there is none, or if the walls do not know this machine. */
export function openKernel(): Kernel | null {
  const architecture = ARCHITECTURES[Deno.build.arch];
  if (architecture === undefined || Deno.build.os !== "linux") return null;
  const libc = openLibc(SYMBOLS);
  if (libc === null) return null;
  const { syscall, __errno_location, getpagesize } = libc.symbols;
  // This thread's `errno` never moves. Reading it at its address runs no code that could change it.
  const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(__errno_location()!, 4));

  const call: Kernel["call"] = (name, ...args) => {
    const number = numberOf(name, architecture);
    if (number === null) return -ENOSYS;
    const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = args.map(BigInt);
    const result = Number(syscall(BigInt(number), a, b, c, d, e, f));
    return result === -1 ? -errno[0]! : result;
  };

  // Mapped here, not allocated by the engine: it never moves, is never freed, and begins at a page.
  const base = call("mmap", 0, MEMORY_BYTES, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
  if (base < 0) return null;
  const pointer = Deno.UnsafePointer.create(BigInt(base))!;
  const memory = Deno.UnsafePointerView.getArrayBuffer(pointer, MEMORY_BYTES);
  let used = 0;
  const place: Kernel["place"] = (length, alignment = 8) => {
    const at = Math.ceil(used / alignment) * alignment;
    used = at + length;
    if (used > MEMORY_BYTES) throw new RangeError(`No room for ${length} more bytes of structures`);
    return { address: base + at, view: new DataView(memory, at, length) };
  };
  return { architecture, pageBytes: getpagesize(), call, place };
}

/** A copy of `bytes` that calls can point to. */
export function placeBytes(kernel: Kernel, bytes: Uint8Array, alignment = 8): Place {
  const place = kernel.place(bytes.length, alignment);
  new Uint8Array(place.view.buffer, place.view.byteOffset, bytes.length).set(bytes);
  return place;
}

/** A path or other string for the kernel. */
export function placeText(kernel: Kernel, text: string): Place {
  return placeBytes(kernel, new TextEncoder().encode(`${text}\0`));
}

/** The result of a call in a readable form: `EPERM`, `error 14`, or a value. */
export function describeResult(result: number): string {
  if (result >= 0) return String(result);
  return ERROR_NAMES[-result] ?? `error ${-result}`;
}
