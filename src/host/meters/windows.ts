/**
 * TRUSTED. The meter on Windows: `GetProcessTimes` and `K32GetProcessMemoryInfo` of kernel32. Written from their
 * documentation and not yet run on that system.
 */
import type { Meter } from "./system_meter.ts";

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
/** Size of `PROCESS_MEMORY_COUNTERS` on 64-bit systems, and where its working set and page file usage stand. */
const COUNTERS_BYTES = 72;
const WORKING_SET = 16;
const PAGEFILE_USAGE = 56;

/** A `FILETIME` counts 100 nanoseconds. */
const FILETIME_PER_MS = 10_000;

/** A meter for process `pid`, or null where the process cannot be opened. */
export function openWindowsMeter(pid: number): Meter | null {
  const { OpenProcess, GetProcessTimes, K32GetProcessMemoryInfo } = Deno.dlopen("kernel32.dll", {
    OpenProcess: { parameters: ["u32", "i32", "u32"], result: "pointer" },
    GetProcessTimes: {
      parameters: ["pointer", "buffer", "buffer", "buffer", "buffer"],
      result: "i32",
    },
    K32GetProcessMemoryInfo: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  }).symbols;
  const process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
  if (process === null) return null;
  const [created, exited, kernel, user] = Array.from({ length: 4 }, () => new Uint8Array(8)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const counters = new Uint8Array(COUNTERS_BYTES);
  const number = (bytes: Uint8Array<ArrayBuffer>, offset = 0) =>
    Number(new DataView(bytes.buffer).getBigUint64(offset, true));
  return {
    cpuMs: () => {
      if (GetProcessTimes(process, created, exited, kernel, user) === 0) return null;
      return (number(kernel) + number(user)) / FILETIME_PER_MS;
    },
    // The process's own times can be read for as long as its handle is open.
    endedChildrenMs: () => null,
    memory: () => {
      new DataView(counters.buffer).setUint32(0, COUNTERS_BYTES, true);
      if (K32GetProcessMemoryInfo(process, counters, COUNTERS_BYTES) === 0) return null;
      return {
        residentBytes: number(counters, WORKING_SET),
        dataBytes: number(counters, PAGEFILE_USAGE),
      };
    },
    limitData: () => false,
  };
}
