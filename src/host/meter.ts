/**
 * TRUSTED. Facts about the jail's process, taken from outside of it, and the limit of its data memory where the system
 * has one. Without a meter, what needs one is refused.
 */
import { openLinuxMeter } from "./meters/linux.ts";
import { openMacMeter } from "./meters/macos.ts";
import { openWindowsMeter } from "./meters/windows.ts";

/** Reads and bounds one process. */
export interface Meter {
  /** Processor time used so far, all threads, in milliseconds. Null where the process is gone. */
  cpuMs(): number | null;
  /** Resident and data memory, in bytes. Null where the process is gone. */
  memory(): { readonly residentBytes: number; readonly dataBytes: number } | null;
  /** Bounds the process's data memory for good. False where the system refuses, or has no such limit. */
  limitData(bytes: number): boolean;
}

/** A meter for process `pid`, or null where this system has none. */
export function openMeter(pid: number): Meter | null {
  switch (Deno.build.os) {
    case "linux":
      return openLinuxMeter(pid);
    case "darwin":
      return openMacMeter(pid);
    case "windows":
      return openWindowsMeter(pid);
    default:
      return null;
  }
}
