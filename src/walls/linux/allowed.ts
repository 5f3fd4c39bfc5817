/**
 * The system calls that a jail keeps. Measured, not guessed: see docs/walls.md for how, and for what was seen to be asked
 * for and is refused all the same. What is called most comes first. Whatever is not here fails with EPERM.
 */
import { ALLOW, type ArgumentTest, type Entry, failWith } from "./bpf.ts";
import { EAGAIN } from "./kernel.ts";
import { type Architecture, numberOf, type SyscallName } from "./syscalls.ts";

/** A group of calls that one need explains. */
export interface Group {
  readonly calls: readonly SyscallName[];
  readonly where?: ArgumentTest;
}

/** Who the list is for. */
export interface Own {
  readonly process: number;
  readonly threads: readonly number[];
}

/** The flags of `mmap(2)` that decide what is mapped, and the only ones of them that a jail may set. */
const MAP_KIND = 0xF | 0x20 | 0x100 | 0x40000; // MAP_TYPE, MAP_ANONYMOUS, MAP_GROWSDOWN, MAP_HUGETLB
const MAP_PRIVATE_ANONYMOUS = 0x22;
const PR_SET_NAME = 15;

/** FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET and WAKE_BITSET. */
const FUTEX_OPERATIONS = [0, 1, 3, 4, 5, 9, 10];
/** All but FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME, which change nothing of what an operation may do. */
const FUTEX_OPERATION_MASK = 0xFFFFFE7F;

/** CLOCK_REALTIME to CLOCK_BOOTTIME. Negative numbers are clocks of other processes, which tell what those are doing. */
const CLOCKS = [0, 1, 2, 3, 4, 5, 6, 7];

/** A test of the filter can skip 255 instructions; engines have some twenty threads. */
const MOST_THREADS = 200;

/** The first argument is one of `values`. */
const first = (values: readonly number[]): ArgumentTest => ({
  argument: 0,
  mask: 0xFFFFFFFF,
  values,
});

/** The list. */
export function allowedCalls({ process, threads }: Own): readonly Group[] {
  return [
    // The pipes to the host, and the wait for them. Which descriptors there are is up to descriptors.ts.
    { calls: ["write", "read", "poll", "ppoll"] },
    // The threads' locks. Not the ones with priority inheritance, in which kernels have had holes.
    {
      calls: ["futex"],
      where: { argument: 1, mask: FUTEX_OPERATION_MASK, values: FUTEX_OPERATIONS },
    },
    // Memory: the heap of the engine and of the C library, and WebAssembly's, which grows by mprotect. Code that is compiled
    // while it runs has to be made executable: nothing here can stop code that owns the engine from running its own.
    { calls: ["mprotect", "madvise", "munmap", "brk", "mremap"] },
    // The engine's way to do that on processors with protection keys.
    { calls: ["pkey_mprotect"] },
    // Never a file: one that is open for reading only could be read so, and one open for writing written without write(2).
    // Nor what no limit counts: pages that are shared stay in the kernel when they were given back, stacks and huge pages
    // are no data.
    {
      calls: ["mmap"],
      where: { argument: 3, mask: MAP_KIND, values: [MAP_PRIVATE_ANONYMOUS] },
    },
    // Clocks: most machines read them without a call, some cannot.
    { calls: ["clock_gettime", "clock_getres", "clock_nanosleep"], where: first(CLOCKS) },
    { calls: ["gettimeofday", "nanosleep", "sched_yield", "getrandom"] },
    // The C library's and the engine's questions about the own threads; asked of others, they tell which there are.
    { calls: ["getpid", "gettid"] },
    {
      calls: ["sched_getparam", "sched_getscheduler", "sched_getaffinity"],
      where: first([0, ...threads.slice(0, MOST_THREADS)]),
    },
    // WebAssembly's faults (out of bounds, stack overflow) are signals; so are the engine's own ends. A handler that cannot
    // be reset is called again for ever.
    { calls: ["rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack"] },
    // abort(3), and a jail that stops or kills itself. No other process.
    { calls: ["tgkill", "kill"], where: first([process]) },
    // Last words of the engine and of Rust, on stderr.
    { calls: ["writev"] },
    // What threads may be waiting in, and come back to after a signal: a moment ago they got one, and may get SIGSTOP and
    // SIGCONT. The thread that waits for signals does so at a socket; no other sockets are open.
    { calls: ["restart_syscall", "recvfrom"] },
    // The event loop, which runs until the hello only; descriptors.ts leaves it nothing to look at.
    { calls: ["epoll_wait", "epoll_pwait"] },
    { calls: ["close"] },
    // A thread that was made just before the walls and had no time to begin. Without its rseq the C library ends it all.
    { calls: ["set_robust_list", "rseq"] },
    { calls: ["prctl"], where: first([PR_SET_NAME]) },
    // Threads of the pool that have nothing to do any more, and the process. New threads there are none.
    { calls: ["exit", "exit_group"] },
  ];
}

/** No new thread and no new process: see `entriesFor`. */
const REFUSED_FOR_NOW: readonly SyscallName[] = ["clone", "clone3"];

/**
 * The list as the filter takes it. Calls that an architecture does not have are left out. New threads are refused as if
 * there were none to be had at the moment: then a pool of threads goes on with those that it has, where after EPERM Deno
 * gives up.
 */
export function entriesFor(architecture: Architecture, own: Own): Entry[] {
  const entries: Entry[] = [];
  const add = (names: readonly SyscallName[], answer: number, where: ArgumentTest | null) => {
    for (const name of names) {
      const number = numberOf(name, architecture);
      if (number !== null) entries.push({ number, answer, where });
    }
  };
  for (const { calls, where = null } of allowedCalls(own)) add(calls, ALLOW, where);
  add(REFUSED_FOR_NOW, failWith(EAGAIN), null);
  return entries;
}
