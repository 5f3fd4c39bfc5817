/** Resource limits that let the process keep what it has and get nothing more: hard limits, which nobody can raise again. */
import { WANTED_STACK_BYTES } from "../../core/engine_stack.ts";
import { describeResult, EMFILE, type Kernel } from "./kernel.ts";

const RLIMIT_FSIZE = 1;
const RLIMIT_STACK = 3;
const RLIMIT_CORE = 4;
const RLIMIT_NPROC = 6;
const RLIMIT_NOFILE = 7;

/**
 * Open descriptors stay open, but no call in any thread can make a new one. The limit is one instead of zero, because
 * `poll(2)` accepts no more descriptors than the limit.
 *
 * @returns what is missing, or null.
 */
export function limitDescriptors(kernel: Kernel): string | null {
  const fault = limit(kernel, RLIMIT_NOFILE, 1);
  if (fault !== null) return fault;
  const copy = kernel.call("dup", 0);
  if (copy === -EMFILE) return null;
  if (copy > 2) kernel.call("close", copy);
  return `copying a descriptor was not refused (expected EMFILE, got ${
    describeResult(copy)
  }); report this with the kernel's version`;
}

/**
 * No writing to files, no new threads or processes (the superuser is exempt from this limit), no core files, no larger stack
 * than the engine uses: the kernel counts it as no data, so that nothing else would bound it. Must be called when no file is
 * open any more: a write to one would end the process. The process stays "dumpable": otherwise it would vanish from the host's
 * view where `/proc` hides processes that one may not trace, and its memory with it.
 *
 * @returns what is missing, or null.
 */
export function limitResources(kernel: Kernel): string | null {
  return limit(kernel, RLIMIT_CORE, 0) ?? limit(kernel, RLIMIT_FSIZE, 0) ??
    limit(kernel, RLIMIT_NPROC, 0) ?? lowerLimit(kernel, RLIMIT_STACK, WANTED_STACK_BYTES);
}

/** Sets a limit where it is higher, or is none. */
function lowerLimit(kernel: Kernel, resource: number, most: number): string | null {
  const found = kernel.place(16);
  const result = kernel.call("prlimit64", 0, resource, 0, found.address);
  if (result === 0 && found.view.getBigUint64(8, true) <= BigInt(most)) return null;
  return limit(kernel, resource, most);
}

function limit(kernel: Kernel, resource: number, most: number): string | null {
  // struct rlimit64: the soft limit and the hard one.
  const wanted = kernel.place(16);
  wanted.view.setBigUint64(0, BigInt(most), true);
  wanted.view.setBigUint64(8, BigInt(most), true);
  const result = kernel.call("prlimit64", 0, resource, wanted.address, 0);
  if (result === 0) return null;
  return `resource limit ${resource} could not be set (${
    describeResult(result)
  }); report this with the kernel's version`;
}
