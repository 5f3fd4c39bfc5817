/**
 * TRUSTED. What whoever started this process left open for it: files, sockets, the pipes of a job server. They are the
 * user's, and a sandbox that inherits one holds a piece of the host.
 */
import { openLibc } from "../walls/libc.ts";

/** `close_range(2)` with the flag that closes at the next exec, on x86-64 and arm64; Linux 5.11 and later have it. */
const SYS_CLOSE_RANGE = 436n;
const CLOSE_RANGE_CLOEXEC = 4n;
const LAST = 0xFFFF_FFFFn;

/** The request of `ioctl(2)` that does the same to one descriptor. */
const FIOCLEX: Partial<Record<typeof Deno.build.os, bigint>> = {
  linux: 0x5451n,
  darwin: 0x2000_6601n,
};

/** Where there is no call for all of them: the descriptors that are looked at, the first after the standard streams. */
const FIRST = 3;
const MOST = 4096;

const SYMBOLS = {
  syscall: { parameters: ["i64", "u64", "u64", "u64"], result: "i64" },
  ioctl: { parameters: ["i32", "u64"], result: "i32" },
} as const;

/** Opened once: a library that is opened again for each process takes memory each time. */
let library: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;

/** Marks every descriptor but the three standard streams to be closed in processes that this one starts from now on. */
export function closeDescriptorsOnSpawn(): void {
  const request = FIOCLEX[Deno.build.os];
  if (request === undefined) return;
  library ??= openLibc(SYMBOLS);
  if (library === null) return;
  const { syscall, ioctl } = library.symbols;
  const range = [BigInt(FIRST), LAST, CLOSE_RANGE_CLOEXEC] as const;
  if (Deno.build.os === "linux" && syscall(SYS_CLOSE_RANGE, ...range) === 0n) return;
  for (let descriptor = FIRST; descriptor < MOST; descriptor++) ioctl(descriptor, request);
}
