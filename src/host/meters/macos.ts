/**
 * TRUSTED. The meter on macOS: `proc_pid_rusage` of libproc, whose structure is `rusage_info_v0` in
 * `sys/resource.h`. Written from its documentation and not yet run on that system.
 */
import { openLibc } from "../../walls/libc.ts";
import type { Meter } from "./system_meter.ts";
import { childrenMs } from "./rusage.ts";

const RUSAGE_INFO_V0 = 0;
const INFO_BYTES = 96;
/** Offsets of 64-bit fields: after 16 bytes of UUID, user and system time, and, five further on, resident size. */
const USER_TIME = 16;
const SYSTEM_TIME = 24;
const RESIDENT_SIZE = 64;

/** A meter for process `pid`, or null where the system library cannot be called. */
export function openMacMeter(pid: number): Meter | null {
  const library = openLibc({
    getrusage: { parameters: ["i32", "buffer"], result: "i32" },
    proc_pid_rusage: { parameters: ["i32", "i32", "buffer"], result: "i32" },
    mach_timebase_info: { parameters: ["buffer"], result: "i32" },
  });
  if (library === null) return null;
  const { getrusage, proc_pid_rusage, mach_timebase_info } = library.symbols;
  const info = new Uint8Array(INFO_BYTES);
  const fields = new DataView(info.buffer);
  const field = (offset: number) => Number(fields.getBigUint64(offset, true));
  const read = () => proc_pid_rusage(pid, RUSAGE_INFO_V0, info) === 0;
  // Times are in ticks: nanoseconds are ticks times the first of these numbers, divided by the second.
  const timebase = new Uint32Array(2);
  mach_timebase_info(new Uint8Array(timebase.buffer));
  const tickMs = timebase[0]! / timebase[1]! / 1e6;
  return {
    cpuMs: () => read() ? (field(USER_TIME) + field(SYSTEM_TIME)) * tickMs : null,
    endedChildrenMs: () => childrenMs(getrusage),
    memory: () => {
      if (!read()) return null;
      return { residentBytes: field(RESIDENT_SIZE), dataBytes: field(RESIDENT_SIZE) };
    },
    limitData: () => false,
    ended: () => {},
  };
}
