/** Numbers of system calls on the two architectures for which we build walls, as in the kernel's tables. */

/** An architecture that the walls know. */
export interface Architecture {
  readonly name: "x86_64" | "aarch64";
  /** The kernel's name for it in a filter's input: `AUDIT_ARCH_*`. */
  readonly audit: number;
  /** The index of its numbers in the table. */
  readonly column: 0 | 1;
}

/** The architectures, by Deno's names. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x86_64: { name: "x86_64", audit: 0xC000003E, column: 0 },
  aarch64: { name: "aarch64", audit: 0xC00000B7, column: 1 },
};

/** The numbers on x86-64 and on arm64; null if the architecture does not have the call. */
const NUMBERS = {
  add_key: [248, 217],
  bind: [49, 200],
  bpf: [321, 280],
  brk: [12, 214],
  clock_getres: [229, 114],
  clock_gettime: [228, 113],
  clock_nanosleep: [230, 115],
  clone: [56, 220],
  clone3: [435, 435],
  close: [3, 57],
  close_range: [436, 436],
  connect: [42, 203],
  dup: [32, 23],
  dup3: [292, 24],
  epoll_pwait: [281, 22],
  epoll_wait: [232, null],
  execve: [59, 221],
  execveat: [322, 281],
  exit: [60, 93],
  exit_group: [231, 94],
  fcntl: [72, 25],
  futex: [202, 98],
  getdents64: [217, 61],
  getpid: [39, 172],
  getppid: [110, 173],
  getrandom: [318, 278],
  getsockopt: [55, 209],
  gettid: [186, 178],
  gettimeofday: [96, 169],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  keyctl: [250, 219],
  kill: [62, 129],
  landlock_create_ruleset: [444, 444],
  landlock_restrict_self: [446, 446],
  lseek: [8, 62],
  madvise: [28, 233],
  memfd_create: [319, 279],
  mmap: [9, 222],
  mount: [165, 40],
  mprotect: [10, 226],
  mremap: [25, 216],
  munmap: [11, 215],
  nanosleep: [35, 101],
  openat: [257, 56],
  openat2: [437, 437],
  perf_event_open: [298, 241],
  pidfd_open: [434, 434],
  pipe2: [293, 59],
  pkey_mprotect: [329, 288],
  poll: [7, null],
  ppoll: [271, 73],
  prctl: [157, 167],
  capget: [125, 90],
  capset: [126, 91],
  prlimit64: [302, 261],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  read: [0, 63],
  readlinkat: [267, 78],
  recvfrom: [45, 207],
  restart_syscall: [219, 128],
  rseq: [334, 293],
  rt_sigaction: [13, 134],
  rt_sigprocmask: [14, 135],
  rt_sigreturn: [15, 139],
  rt_tgsigqueueinfo: [297, 240],
  sched_getaffinity: [204, 123],
  sched_getparam: [143, 121],
  sched_getscheduler: [145, 120],
  sched_yield: [24, 124],
  seccomp: [317, 277],
  sendmsg: [46, 211],
  set_robust_list: [273, 99],
  setns: [308, 268],
  sigaltstack: [131, 132],
  socket: [41, 198],
  tgkill: [234, 131],
  unlinkat: [263, 35],
  unshare: [272, 97],
  userfaultfd: [323, 282],
  write: [1, 64],
  writev: [20, 66],
} as const satisfies Record<string, readonly [number, number | null]>;

/** A system call in the table. */
export type SyscallName = keyof typeof NUMBERS;

/** All names in the table. */
export const SYSCALL_NAMES = Object.keys(NUMBERS) as readonly SyscallName[];

/** The number of `name`; null if this architecture does not have the call. */
export function numberOf(name: SyscallName, { column }: Architecture): number | null {
  return NUMBERS[name][column];
}
