/** Installs the filter of system calls on all threads of the process, permanently. */
import { entriesFor } from "./allowed.ts";
import { assemble, encode, type Entry, type Instruction } from "./bpf.ts";
import { describeResult, EINVAL, ENOSYS, EPERM, type Kernel, placeBytes } from "./kernel.ts";

const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;

/**
 * After this call, no `execve` can give this thread more rights than it has. Both walls require that, and the filter
 * sets it for all other threads.
 */
export function renounceNewPrivileges(kernel: Kernel): void {
  kernel.call("prctl", PR_SET_NO_NEW_PRIVS, 1);
}

/**
 * Installs the filter. The flag that would switch off the processor's mitigations of speculation is left out on
 * purpose: older kernels enable them for filtered processes, and hostile code should have them.
 *
 * @param threads all threads of the process.
 * @returns what is missing, or null.
 */
export function installFilter(kernel: Kernel, threads: readonly number[]): string | null {
  const own = { process: kernel.call("getpid"), threads };
  return installList(kernel, entriesFor(kernel.architecture, own));
}

/** The same with another list of calls. */
export function installList(kernel: Kernel, entries: readonly Entry[]): string | null {
  return install(kernel, assemble(kernel.architecture.audit, entries));
}

/** Installs `instructions` on all threads, in addition to the filters that are there. Returns what is missing, or null. */
export function install(kernel: Kernel, instructions: readonly Instruction[]): string | null {
  const filter = encode(instructions);
  const { address } = placeBytes(kernel, filter);
  // struct sock_fprog { unsigned short length; struct sock_filter *filter; }
  const program = kernel.place(16);
  program.view.setUint16(0, filter.length / 8, true);
  program.view.setBigUint64(8, BigInt(address), true);
  const result = kernel.call(
    "seccomp",
    SECCOMP_SET_MODE_FILTER,
    SECCOMP_FILTER_FLAG_TSYNC,
    program.address,
  );
  return result === 0 ? null : explain(result);
}

function explain(result: number): string {
  switch (-result) {
    case ENOSYS:
    case EINVAL:
      return "this kernel has no seccomp filters; use one built with CONFIG_SECCOMP_FILTER (Linux 3.17 or later)";
    case EPERM:
      return "whatever runs this process forbids seccomp; allow the system call seccomp(2) in the container's profile";
    default:
      return result > 0
        ? `the thread ${result} has a filter of its own that the others do not have; start without that filter`
        : `the kernel refused the filter (${
          describeResult(result)
        }); report this with the kernel's version`;
  }
}
