/**
 * Forks a process that has an engine in it. Threads, descriptors of the event loop and advice on memory do not survive a
 * fork by themselves: docs/architecture.md says what is done about each.
 */
import { assembleException, failWith, type Instruction } from "./bpf.ts";
import { describeResult, type Kernel, placeText } from "./kernel.ts";
import { readAll } from "./mappings.ts";
import { install, renounceNewPrivileges } from "./seccomp.ts";
import { type Architecture, numberOf } from "./syscalls.ts";

const AT_FDCWD = -100;

const MADV_DONTFORK = 10;
const MADV_DOFORK = 11;

const PR_SET_PDEATHSIG = 1;
const PR_SET_NAME = 15;
const PR_GET_TID_ADDRESS = 40;
const SIGKILL = 9;

/** `SIGCHLD | CLONE_PARENT`: the child is a child of this process's parent, which is told of its end. */
const CHILD_OF_PARENT = 0x8011;
const CLONE_CHILD_CLEARTID = 0x200000;
const CLONE_CHILD_SETTID = 0x1000000;

/** The flags with which `forkFrom` forks: with and without the C library's note of the thread. */
export const FORK_FLAGS: readonly number[] = [
  CHILD_OF_PARENT,
  CHILD_OF_PARENT | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID,
];

/** A mapping in `/proc/self/smaps`, and its flags. */
const RANGE = /^([0-9a-f]+)-([0-9a-f]+) /;
const NOT_INHERITED = /^VmFlags:.* dc( |$)/;

/**
 * Lets forks of this process have all of its memory, also what it maps from now on. Engines advise the kernel to leave their memory
 * out (MADV_DONTFORK): from now on that advice succeeds and does nothing, and what was advised before is undone.
 *
 * @returns what is missing, or null.
 */
export function inheritMemory(kernel: Kernel): string | null {
  const { architecture, call } = kernel;
  renounceNewPrivileges(kernel);
  const fault = install(kernel, ignoreAdvice(architecture));
  if (fault !== null) return fault;
  const file = call("openat", AT_FDCWD, placeText(kernel, "/proc/self/smaps").address);
  if (file < 0) return "the memory could not be listed: /proc is not there; mount it";
  const lines = readAll(kernel, file).split("\n");
  call("close", file);
  let range: RegExpExecArray | null = null;
  for (const line of lines) {
    range = RANGE.exec(line) ?? range;
    if (range === null || !NOT_INHERITED.test(line)) continue;
    const start = parseInt(range[1]!, 16);
    const result = call("madvise", start, parseInt(range[2]!, 16) - start, MADV_DOFORK);
    if (result !== 0) return `some memory cannot be inherited (${describeResult(result)})`;
  }
  return null;
}

/** The filter that answers the advice with success, and does nothing. */
export function ignoreAdvice(architecture: Architecture): Instruction[] {
  return assembleException(architecture.audit, {
    number: numberOf("madvise", architecture)!,
    answer: failWith(0),
    where: { argument: 2, mask: 0xFFFFFFFF, values: [MADV_DONTFORK] },
  });
}

/** Returns a function that forks this process: the new one has this thread alone, and is a child of this one's parent. */
export function forkFrom(kernel: Kernel): () => number {
  const { architecture, call } = kernel;
  const place = kernel.place(8);
  // Where the C library has noted the thread's number, which is another one in the new process. Some kernels do not say.
  const isKnown = call("prctl", PR_GET_TID_ADDRESS, place.address) === 0;
  const note = isKnown ? Number(place.view.getBigUint64(0, true)) : 0;
  const flags = FORK_FLAGS[isKnown ? 1 : 0]!;
  // The last two arguments, of which the other is storage for the thread's variables, have changed places on arm64.
  const rest = architecture.name === "aarch64" ? [0, note] : [note, 0];
  return () => call("clone", flags, 0, 0, ...rest);
}

/** Names this process in lists of processes, in at most 15 bytes: forks have the command line of the process that was started. */
export function nameProcess(kernel: Kernel, name: string): void {
  kernel.call("prctl", PR_SET_NAME, placeText(kernel, name).address);
}

/**
 * Lets this process die with its parent.
 *
 * @param parent whose child it has to be.
 * @returns whether it still is.
 */
export function dieWith(kernel: Kernel, parent: number): boolean {
  kernel.call("prctl", PR_SET_PDEATHSIG, SIGKILL);
  return kernel.call("getppid") === parent;
}
