/**
 * Tries from inside what the filter must refuse. Every attempt is harmless without the filter: its arguments make the
 * kernel refuse it with another error, or its result is closed at once.
 */
import { describeResult, EAGAIN, EPERM, type Kernel, placeText } from "./kernel.ts";

/** One thing that must fail. */
export interface Attempt {
  readonly what: string;
  /** Makes the call, and returns its result. */
  readonly result: () => number;
}

const AT_FDCWD = -100;
const O_WRONLY = 1;
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const PROT_READ = 1;
const MAP_PRIVATE = 2;

/** The kernel accepts no clone with this flag alone. */
const CLONE_THREAD = 0x10000;

/** Larger than any process number, and than any number of a descriptor, operation or flag that calls know. */
const NONE = 0x7FFFFFFF;

/** Tries the filter. Returns what was not refused, or null. */
export function probeFilter(kernel: Kernel): string | null {
  const { call } = kernel;
  const root = placeText(kernel, "/").address;
  const comm = placeText(kernel, "/proc/self/comm").address;
  const empty = placeText(kernel, "").address;
  return firstAllowed(kernel, [EPERM], [
    { what: "reading a file", result: () => call("openat", AT_FDCWD, root) },
    { what: "writing a file", result: () => call("openat", AT_FDCWD, comm, O_WRONLY) },
    { what: "opening by openat2", result: () => call("openat2", AT_FDCWD, root) },
    { what: "deleting a file", result: () => call("unlinkat", AT_FDCWD, empty) },
    { what: "mapping a file", result: () => call("mmap", 0, 1, PROT_READ, MAP_PRIVATE, NONE) },
    { what: "advice of an unknown kind", result: () => call("madvise", 0, 0, NONE) },
    { what: "a protection of an unknown kind", result: () => call("mprotect", 0, 0, NONE) },
    { what: "making a file in memory", result: () => call("memfd_create", 0, NONE) },
    { what: "running a program", result: () => call("execve", empty) },
    { what: "running a program by execveat", result: () => call("execveat", NONE, empty) },
    { what: "making a socket", result: () => call("socket", AF_UNIX, SOCK_DGRAM) },
    { what: "connecting a socket", result: () => call("connect", NONE) },
    { what: "sending a message", result: () => call("sendmsg", NONE) },
    { what: "making a pipe", result: () => call("pipe2", 0, NONE) },
    { what: "copying a descriptor", result: () => call("dup", NONE) },
    { what: "signalling a process", result: () => call("kill", NONE) },
    { what: "signalling a thread", result: () => call("tgkill", NONE, NONE) },
    { what: "tracing a process", result: () => call("ptrace", NONE, NONE) },
    { what: "reading a process", result: () => call("process_vm_readv", NONE) },
    { what: "writing a process", result: () => call("process_vm_writev", NONE) },
    { what: "referring to a process", result: () => call("pidfd_open", NONE) },
    { what: "limiting a process", result: () => call("prlimit64", NONE) },
    { what: "using a keyring", result: () => call("keyctl", NONE) },
    { what: "adding a key", result: () => call("add_key") },
    { what: "mounting", result: () => call("mount") },
    { what: "leaving a namespace", result: () => call("unshare") },
    { what: "entering a namespace", result: () => call("setns", NONE) },
    { what: "loading a program into the kernel", result: () => call("bpf", NONE) },
    { what: "counting the processor's events", result: () => call("perf_event_open") },
    { what: "making an I/O ring", result: () => call("io_uring_setup") },
    { what: "handling page faults", result: () => call("userfaultfd", NONE) },
    { what: "controlling a device", result: () => call("ioctl", NONE) },
    { what: "controlling a descriptor", result: () => call("fcntl", NONE) },
    { what: "controlling the process", result: () => call("prctl", NONE) },
  ]) ?? firstAllowed(kernel, [EAGAIN], [
    { what: "starting a process", result: () => call("clone", CLONE_THREAD) },
    { what: "starting a process by clone3", result: () => call("clone3") },
  ]);
}

/** The first attempt that did not fail with one of `errors`, as a clause; null if all did. */
export function firstAllowed(
  kernel: Kernel,
  errors: readonly number[],
  attempts: readonly Attempt[],
): string | null {
  for (const { what, result } of attempts) {
    const found = result();
    if (errors.includes(-found)) continue;
    // Most results are descriptors. The others are not numbers of open descriptors.
    if (found > 2) kernel.call("close", found);
    const expected = describeResult(-errors[0]!);
    return `${what} was not refused (expected ${expected}, got ${
      describeResult(found)
    }); report this with the kernel's version`;
  }
  return null;
}
