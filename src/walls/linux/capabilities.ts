/** Gives up the superuser's capabilities, on all threads: without them, uid 0 is a user like others to the kernel. */
import { listThreads } from "./directory.ts";
import { callInOtherThreads } from "./every_thread.ts";
import { describeResult, type Kernel, type Place } from "./kernel.ts";

/** `_LINUX_CAPABILITY_VERSION_3`: sets of 64 bits, in two parts of three words each (effective, permitted, inheritable). */
const VERSION = 0x20080522;
const HEADER_BYTES = 8;
const SETS_BYTES = 24;

/**
 * Drops all capabilities of all threads, where there are any: nobody else can get them back, because no `execve` gives any
 * (no new privileges). Then looks at each thread.
 *
 * @returns what is missing, or null.
 */
export function dropCapabilities(kernel: Kernel): string | null {
  if (hasNone(kernel, 0)) return null;
  const header = headerOf(kernel, 0);
  const none = kernel.place(SETS_BYTES);
  const others = callInOtherThreads(kernel, "capset", header.address, none.address);
  if (others !== null) return others;
  const own = kernel.call("capset", header.address, none.address);
  if (own !== 0) {
    return `capabilities could not be dropped (${
      describeResult(own)
    }); allow the system call capset(2), or start as another user than root`;
  }
  const keeping = listThreads(kernel).filter((thread) => !hasNone(kernel, thread));
  if (keeping.length === 0) return null;
  return `${keeping.length} threads keep capabilities; report this with the kernel's version`;
}

/** Whether a thread, 0 for the calling one, has no capabilities. One that has ended has none. */
function hasNone(kernel: Kernel, thread: number): boolean {
  const sets = kernel.place(SETS_BYTES);
  kernel.call("capget", headerOf(kernel, thread).address, sets.address);
  return Array.from({ length: SETS_BYTES / 4 }, (_, at) => sets.view.getUint32(4 * at, true))
    .every((word) => word === 0);
}

function headerOf(kernel: Kernel, thread: number): Place {
  const header = kernel.place(HEADER_BYTES);
  header.view.setUint32(0, VERSION, true);
  header.view.setInt32(4, thread, true);
  return header;
}
