/**
 * TRUSTED. Bytes as a file in this process's memory, which other processes of the same user can map by its path, and which nobody can
 * change: it is sealed. Linux only.
 */
import { openLibc } from "../walls/libc.ts";

const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
/** Linux 6.3 and later can demand it; earlier ones do not know it. */
const MFD_NOEXEC_SEAL = 8;
const F_ADD_SEALS = 1033;
/** No further seals, and the bytes stay as they are: `F_SEAL_SEAL`, `SHRINK`, `GROW`, `WRITE`. */
const SEALS = 1 | 2 | 4 | 8;

/** What is written at once: the call is not interrupted. */
const WRITE_BYTES = 1 << 20;

/** A file in memory. Disposing of it frees it when nobody has it mapped any more. */
export interface MemoryFile extends Disposable {
  readonly path: string;
}

/** Copies `bytes` into such a file; null where this system has none, or no memory for it. */
export function copyToMemory(bytes: Uint8Array<ArrayBuffer>): MemoryFile | null {
  if (Deno.build.os !== "linux") return null;
  const libc = openLibc({
    memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  if (libc === null) return null;
  const { memfd_create, write, fcntl, close } = libc.symbols;
  const name = new TextEncoder().encode("environment\0");
  const flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  let file = memfd_create(name, flags | MFD_NOEXEC_SEAL);
  if (file < 0) file = memfd_create(name, flags);
  const dispose = () => {
    if (file >= 0) close(file);
    libc.close();
  };
  let at = 0;
  while (file >= 0 && at < bytes.length) {
    const part = bytes.subarray(at, at + WRITE_BYTES);
    const count = Number(write(file, part, BigInt(part.length)));
    if (count <= 0) break;
    at += count;
  }
  if (file >= 0 && at === bytes.length && fcntl(file, F_ADD_SEALS, SEALS) === 0) {
    return { path: `/proc/${Deno.pid}/fd/${file}`, [Symbol.dispose]: dispose };
  }
  dispose();
  return null;
}
