/**
 * TRUSTED. Facts about the jail's process, taken from outside of it, and the limit of its data memory where the system
 * has one. Without a meter, what needs one is refused.
 */
import { openLinuxMeter } from "./meters/linux.ts";
import { openMacMeter } from "./meters/macos.ts";
import type { Meter } from "./meters/system_meter.ts";
import { openWindowsMeter } from "./meters/windows.ts";

export type { Meter };

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
