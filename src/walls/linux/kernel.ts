/**
 * System calls by number, through the C library's `syscall(2)`, with their errors: everything that the walls of Linux
 * ask of the kernel goes through here. One library is opened; nothing of Deno is needed afterwards.
 */
import { openLibc } from "../libc.ts";
import { type Architecture, ARCHITECTURES, numberOf, type SyscallName } from "./syscalls.ts";

const SYMBOLS = {
  syscall: {
    parameters: ["i64", "i64", "i64", "i64", "i64", "i64", "i64"],
    result: "i64",
  },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

/**
 * For structures and strings that calls point to, for all walls together, and a page of code: room for a thousand threads.
 * What is never touched costs nothing.
 */
const MEMORY_BYTES = 512 * 1024;

const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS = 0x22;

/** The errors that walls answer with, and those of kernels that have no such wall. */
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

/** A place in the memory that calls can point to. */
export interface Place {
  readonly address: number;
  readonly view: DataView<ArrayBuffer>;
}

/** The kernel, as this thread can call it. */
export interface Kernel {
  readonly architecture: Architecture;
  /** Makes a system call. Like the kernel itself, answers an error as its negative number. */
  call(name: SyscallName, ...args: number[]): number;
  /** Room for `length` bytes, all zero, for the rest of the process's life, at a multiple of `alignment`. */
  place(length: number, alignment?: number): Place;
}

/** Opens the C library. Null where there is none, or where the machine is none that the walls know. */
export function openKernel(): Kernel | null {
  const architecture = ARCHITECTURES[Deno.build.arch];
  if (architecture === undefined || Deno.build.os !== "linux") return null;
  const libc = openLibc(SYMBOLS);
  if (libc === null) return null;
  const { syscall, __errno_location } = libc.symbols;
  // This thread's own `errno` lies at one address all its life; looking at it there runs no code that could change it.
  const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(__errno_location()!, 4));

  const call: Kernel["call"] = (name, ...args) => {
    const number = numberOf(name, architecture);
    if (number === null) return -ENOSYS;
    const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = args.map(BigInt);
    const result = Number(syscall(BigInt(number), a, b, c, d, e, f));
    return result === -1 ? -errno[0]! : result;
  };

  // Its own, and not the engine's: it never moves, is never given back, and begins with a page.
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
  return { architecture, call, place };
}

/** A copy of `bytes` that calls can point to. */
export function placeBytes(kernel: Kernel, bytes: Uint8Array, alignment = 8): Place {
  const place = kernel.place(bytes.length, alignment);
  new Uint8Array(place.view.buffer, place.view.byteOffset, bytes.length).set(bytes);
  return place;
}

/** A path, or another text of the C library. */
export function placeText(kernel: Kernel, text: string): Place {
  return placeBytes(kernel, new TextEncoder().encode(`${text}\0`));
}

/** What a call answered, for people: `EPERM`, `error 14`, or a value. */
export function describeResult(result: number): string {
  if (result >= 0) return String(result);
  return ERROR_NAMES[-result] ?? `error ${-result}`;
}
