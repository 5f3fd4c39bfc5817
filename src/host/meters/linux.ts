/** TRUSTED. The meter on Linux: the process's own clock, `/proc`, and `prlimit(2)`. */
import { openLibc } from "../../walls/libc.ts";
import type { Meter } from "./system_meter.ts";
import { childrenMs } from "./rusage.ts";

/** `clockid_t` of a process's processor time: see `clock_getcpuclockid(3)` of the kernel's ABI. */
const CPUCLOCK_SCHED = 2;
const RLIMIT_DATA = 2;
const RLIMIT_CORE = 4;
const O_RDONLY = 0;

const SYMBOLS = {
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  prlimit: { parameters: ["i32", "i32", "buffer", "buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

/** Lines of `/proc/PID/status`. */
const RESIDENT = /\nVmRSS:\s*(\d+) kB/;
const TABLES = /\nVmPTE:\s*(\d+) kB/;
const SWAPPED = /\nVmSwap:\s*(\d+) kB/;
const DATA = /\nVmData:\s*(\d+) kB/;

/** Opened once: a library that is opened again for each process takes memory each time. */
let library: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;

/** A meter for process `pid`, or null where the C library cannot be called. */
export function openLinuxMeter(pid: number): Meter | null {
  library ??= openLibc(SYMBOLS);
  if (library === null) return null;
  const { clock_gettime, getrusage, prlimit, open, read, close } = library.symbols;
  const clock = (~pid << 3) | CPUCLOCK_SCHED;
  const time = new BigInt64Array(2);
  const timeBytes = new Uint8Array(time.buffer);
  const statusPath = new TextEncoder().encode(`/proc/${pid}/status\0`);
  const text = new Uint8Array(4096);

  const setLimit = (resource: number, bytes: number): boolean => {
    const wanted = new BigUint64Array([BigInt(bytes), BigInt(bytes)]);
    const found = new BigUint64Array(2);
    if (prlimit(pid, resource, new Uint8Array(wanted.buffer), null) !== 0) return false;
    if (prlimit(pid, resource, null, new Uint8Array(found.buffer)) !== 0) return false;
    return found[0] === wanted[0] && found[1] === wanted[1];
  };

  return {
    cpuMs: () => {
      if (clock_gettime(clock, timeBytes) !== 0) return null;
      return Number(time[0]) * 1000 + Number(time[1]) / 1e6;
    },
    endedChildrenMs: () => childrenMs(getrusage),
    memory: () => {
      const fd = open(statusPath, O_RDONLY);
      if (fd < 0) return null;
      const length = Number(read(fd, text, BigInt(text.length)));
      close(fd);
      if (length <= 0) return null;
      const status = new TextDecoder().decode(text.subarray(0, length));
      // A process that has just ended has a status, and nothing in it of memory.
      if (!RESIDENT.test(status)) return null;
      const bytes = (line: RegExp) => 1024 * Number(line.exec(status)?.[1] ?? 0);
      // The tables of pages are the kernel's own memory, gigabytes of it for who touches a terabyte in which there is
      // nothing. What was swapped out is held as well.
      const residentBytes = bytes(RESIDENT) + bytes(TABLES) + bytes(SWAPPED);
      return { residentBytes, dataBytes: bytes(DATA) };
    },
    limitData: (bytes) => setLimit(RLIMIT_CORE, 0) && setLimit(RLIMIT_DATA, bytes),
    ended: () => {},
  };
}
