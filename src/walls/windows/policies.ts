/**
 * Mitigation policies: what a process can forbid itself for the rest of its life. They are additional lines of defence,
 * and older Windows need not know any of them. The one on which the wall relies is checked. Code generation at run time
 * cannot be forbidden, because the engine needs it.
 */
import { decodeNumber, encodeNumber } from "./structures.ts";
import { THIS_PROCESS, type WindowsSystem } from "./system.ts";

/** No system calls of windows and graphics at all. Only a process that has made none yet can rely on getting it. */
const SYSTEM_CALL_DISABLE = 4;
const DISALLOW_WIN32K_SYSTEM_CALLS = 0x1;

/** Each policy's number and flags. */
const POLICIES: readonly (readonly [number, number])[] = [
  [SYSTEM_CALL_DISABLE, DISALLOW_WIN32K_SYSTEM_CALLS],
  // Extension points: no hooks, input methods and other code of the desktop.
  [6, 0x1],
  // Signatures: only libraries of Microsoft.
  [8, 0x1],
  // Fonts: only the system's.
  [9, 0x1],
  // Images: none from the network, none written by untrusted processes, the system's folder first.
  [10, 0x7],
  // Child processes: none. The job forbids them as well.
  [13, 0x1],
];

/** Sets every policy that this Windows has. */
export function setPolicies(system: WindowsSystem): void {
  for (const [policy, flags] of POLICIES) {
    const bytes = encodeNumber(flags);
    system.SetProcessMitigationPolicy(policy, bytes, BigInt(bytes.length));
  }
}

/** Whether the process is denied system calls of windows and graphics. */
export function isDesktopClosed(system: WindowsSystem): boolean {
  const bytes = new Uint8Array(4);
  return system.GetProcessMitigationPolicy(THIS_PROCESS, SYSTEM_CALL_DISABLE, bytes, 4n) !== 0 &&
    (decodeNumber(bytes) & DISALLOW_WIN32K_SYSTEM_CALLS) !== 0;
}
