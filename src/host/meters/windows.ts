/**
 * TRUSTED. The meter on Windows: `GetProcessTimes` and `K32GetProcessMemoryInfo` of kernel32. Written from their
 * documentation; run under Wine, which does not know the times of other processes, and not yet on that system.
 */
import type { Meter } from "./system_meter.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
/** Size of `PROCESS_MEMORY_COUNTERS` on 64-bit systems, and where its working set and page file usage stand. */
const COUNTERS_BYTES = 72;
const WORKING_SET = 16;
const PAGEFILE_USAGE = 56;

/** A `FILETIME` counts 100 nanoseconds. */
const FILETIME_PER_MS = 10_000;

/** No process, where a handle is expected. */
const NONE = 0n;

const SYMBOLS = {
  OpenProcess: { parameters: ["u32", "i32", "u32"], result: "usize" },
  CloseHandle: { parameters: ["usize"], result: "i32" },
  GetProcessTimes: {
    parameters: ["usize", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
  },
  K32GetProcessMemoryInfo: { parameters: ["usize", "buffer", "u32"], result: "i32" },
} as const;

/** These functions, or replacements in tests. */
export type ProcessSystem = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Opened once: a library that is opened again for each process takes memory each time. */
let library: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;

/** A meter for process `pid`, or null where the process cannot be opened. */
export function openWindowsMeter(
  pid: number,
  system: ProcessSystem = (library ??= Deno.dlopen("kernel32.dll", SYMBOLS)).symbols,
): Meter | null {
  const { OpenProcess, CloseHandle, GetProcessTimes, K32GetProcessMemoryInfo } = system;
  const process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
  if (process === NONE) return null;
  const [created, exited, kernel, user] = Array.from({ length: 4 }, () => new Uint8Array(8)) as [
    ...[Bytes, Bytes, Bytes, Bytes],
  ];
  const counters = new Uint8Array(COUNTERS_BYTES);
  const number = (bytes: Bytes, offset = 0) =>
    Number(new DataView(bytes.buffer).getBigUint64(offset, true));
  let isOpen = true;
  let lastMs: number | null = null;
  const cpuMs = () => {
    if (!isOpen || GetProcessTimes(process, created, exited, kernel, user) === 0) return lastMs;
    return lastMs = (number(kernel) + number(user)) / FILETIME_PER_MS;
  };
  return {
    cpuMs,
    // The process's own times can be read for as long as its handle is open, and are kept then.
    endedChildrenMs: () => null,
    memory: () => {
      new DataView(counters.buffer).setUint32(0, COUNTERS_BYTES, true);
      if (!isOpen || K32GetProcessMemoryInfo(process, counters, COUNTERS_BYTES) === 0) return null;
      return {
        residentBytes: number(counters, WORKING_SET),
        dataBytes: number(counters, PAGEFILE_USAGE),
      };
    },
    limitData: () => false,
    // The system does not forget a process of which somebody has a handle, nor give back its number.
    ended: () => {
      cpuMs();
      if (isOpen) CloseHandle(process);
      isOpen = false;
    },
  };
}
