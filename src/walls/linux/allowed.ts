/**
 * The system calls that a jail keeps. Measured, not guessed: docs/walls.md says how, and which calls were seen and are
 * refused all the same. The most frequent calls come first. Calls that are not listed fail with EPERM.
 */
import { ALLOW, type ArgumentTest, type Entry, failWith } from "./bpf.ts";
import { EAGAIN } from "./kernel.ts";
import { type Architecture, numberOf, type SyscallName } from "./syscalls.ts";

/** A group of calls with a common reason. */
export interface Group {
  readonly calls: readonly SyscallName[];
  readonly where?: ArgumentTest;
}

/** The process that the list is for. */
export interface Own {
  readonly process: number;
  readonly threads: readonly number[];
}

/** The flags of `mmap(2)` that decide what is mapped, and the only values of them that a jail may use. */
const MAP_KIND = 0xF | 0x20 | 0x100 | 0x40000; // MAP_TYPE, MAP_ANONYMOUS, MAP_GROWSDOWN, MAP_HUGETLB
const MAP_PRIVATE_ANONYMOUS = 0x22;
const PR_SET_NAME = 15;

/** FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET and WAKE_BITSET. */
const FUTEX_OPERATIONS = [0, 1, 3, 4, 5, 9, 10];
/** All bits except FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME, which do not change what an operation may do. */
const FUTEX_OPERATION_MASK = 0xFFFFFE7F;

/**
 * Advice on memory that the engine and the C library give: DONTNEED, FREE, DONTFORK, DOFORK, HUGEPAGE, NOHUGEPAGE, DONTDUMP and
 * DODUMP. Not advice that merges pages with those of other processes, whose timing reveals their contents, that takes pages out
 * of the machine, or that puts them into swap.
 */
const ADVICE = [4, 8, 10, 11, 14, 15, 16, 17];

/** All bits of a protection but READ, WRITE, EXEC, and arm64's for branches and tags: not PROT_GROWSDOWN, which is about stacks. */
const ODD_PROTECTION = ~0x37 >>> 0;

/** None, MREMAP_MAYMOVE, and MREMAP_FIXED with it. Not MREMAP_DONTUNMAP, which leaves a second mapping. */
const MOVES = [0, 1, 3];

/** CLOCK_REALTIME to CLOCK_BOOTTIME. Negative numbers are clocks of other processes, and reveal what those do. */
const CLOCKS = [0, 1, 2, 3, 4, 5, 6, 7];

/** A test of the filter can skip 255 instructions. Engines have some twenty threads. */
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
    // The pipes to the host, and waiting for them. `descriptors.ts` decides which descriptors exist.
    { calls: ["write", "read", "poll", "ppoll"] },
    // Locks of threads. Operations with priority inheritance are left out: kernels have had holes in them.
    {
      calls: ["futex"],
      where: { argument: 1, mask: FUTEX_OPERATION_MASK, values: FUTEX_OPERATIONS },
    },
    // Memory: the heaps of the engine and of the C library, and WebAssembly's memory, which grows by mprotect. Code
    // that is compiled at run time must become executable: no filter can stop code that owns the engine from running
    // its own code.
    {
      calls: ["mprotect"],
      where: { argument: 2, mask: ODD_PROTECTION, values: [0] },
    },
    { calls: ["madvise"], where: { argument: 2, mask: 0xFFFFFFFF, values: ADVICE } },
    { calls: ["munmap", "brk"] },
    { calls: ["mremap"], where: { argument: 3, mask: 0xFFFFFFFF, values: MOVES } },
    // The engine's way to make code writable, on processors with protection keys.
    {
      calls: ["pkey_mprotect"],
      where: { argument: 2, mask: ODD_PROTECTION, values: [0] },
    },
    // Never a file: a file that is open for reading could be read this way, and one that is open for writing could be
    // written without write(2). Nor memory that no limit counts: shared pages stay in the kernel after they were given
    // back, and stacks and huge pages do not count as data.
    {
      calls: ["mmap"],
      where: { argument: 3, mask: MAP_KIND, values: [MAP_PRIVATE_ANONYMOUS] },
    },
    // Clocks: most machines read them without a call, some cannot.
    { calls: ["clock_gettime", "clock_getres", "clock_nanosleep"], where: first(CLOCKS) },
    { calls: ["gettimeofday", "nanosleep", "sched_yield", "getrandom"] },
    // Questions of the C library and the engine about this process's own threads. Asked about others, they reveal which
    // exist.
    { calls: ["getpid", "gettid"] },
    {
      calls: ["sched_getparam", "sched_getscheduler", "sched_getaffinity"],
      where: first([0, ...threads.slice(0, MOST_THREADS)]),
    },
    // WebAssembly's faults (out of bounds, stack overflow) are signals, and so are the engine's own ends. A handler
    // that cannot be reset would be called forever.
    { calls: ["rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack"] },
    // abort(3), and a jail that stops or kills itself. No other process.
    { calls: ["tgkill", "kill"], where: first([process]) },
    // Last messages of the engine and of Rust, on stderr.
    { calls: ["writev"] },
    // Calls in which threads may be waiting, and to which they return after a signal: they got one a moment ago, and
    // may get SIGSTOP and SIGCONT. The thread that waits for signals does so at a socket. No other sockets are open.
    { calls: ["restart_syscall", "recvfrom"] },
    // The event loop, which runs only until Hello; `descriptors.ts` leaves it nothing to watch.
    { calls: ["epoll_wait", "epoll_pwait"] },
    { calls: ["close"] },
    // A thread that was created just before the walls and has not begun yet. Without its rseq the C library ends the
    // process.
    { calls: ["set_robust_list", "rseq"] },
    { calls: ["prctl"], where: first([PR_SET_NAME]) },
    // The ends of pool threads that have no work left, and of the process. There are no new threads.
    { calls: ["exit", "exit_group"] },
  ];
}

/** No new threads and processes: see `entriesFor`. */
const REFUSED_FOR_NOW: readonly SyscallName[] = ["clone", "clone3"];

/**
 * The list in the form that the filter takes. Calls that an architecture does not have are left out. New threads fail
 * with EAGAIN, as if none were available at the moment: then a thread pool continues with the threads that it has.
 * After EPERM Deno would give up.
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
