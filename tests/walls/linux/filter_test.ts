/** The filter of system calls, run on a machine of the tests': what is on the list passes, everything else does not. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { allowedCalls, entriesFor } from "../../../src/walls/linux/allowed.ts";
import {
  ALLOW,
  assemble,
  encode,
  failWith,
  KILL_PROCESS,
  REFUSE,
} from "../../../src/walls/linux/bpf.ts";
import {
  ARCHITECTURES,
  numberOf,
  SYSCALL_NAMES,
  type SyscallName,
} from "../../../src/walls/linux/syscalls.ts";
import { run } from "./bpf_machine.ts";

const PID = 4321;
const OWN = { process: PID, threads: [PID, 4322, 4325] };
const HIGHEST_NUMBER = 600;
const EAGAIN = 11;
const X32_BIT = 0x40000000;

/** Most that the kernel takes in one filter. */
const MOST_INSTRUCTIONS = 4096;

/** Arguments with which every call on the list passes that passes at all. */
const PASSING: Partial<Record<SyscallName, readonly bigint[]>> = {
  mmap: [0n, 4096n, 3n, 0x22n, -1n, 0n],
  futex: [0n, 128n],
  madvise: [0n, 4096n, 4n],
  prctl: [15n],
  kill: [BigInt(PID), 19n],
  tgkill: [BigInt(PID), 1n, 6n],
};

for (const architecture of Object.values(ARCHITECTURES)) {
  const { name, audit } = architecture;
  const filter = encode(assemble(audit, entriesFor(architecture, OWN)));
  const answer = (call: SyscallName, ...args: bigint[]) =>
    run(filter, { number: numberOf(call, architecture)!, audit, args });

  Deno.test(`${name}: what is on the list passes, every other number does not`, () => {
    const listed = new Map(
      allowedCalls(OWN).flatMap(({ calls }) => calls).map((
        call,
      ) => [numberOf(call, architecture), call]),
    );
    const clone = numberOf("clone", architecture);
    const clone3 = numberOf("clone3", architecture);
    for (let number = 0; number <= HIGHEST_NUMBER; number++) {
      const call = listed.get(number);
      const args = call === undefined ? [] : PASSING[call] ?? [];
      const isThread = number === clone || number === clone3;
      const refusal = isThread ? failWith(EAGAIN) : REFUSE;
      const expected = call === undefined ? refusal : ALLOW;
      equal(run(filter, { number, audit, args }), expected, `${number} ${call}`);
    }
    ok(listed.size > 20);
  });

  Deno.test(`${name}: numbers with the bit of x32, negative and huge ones do not pass`, () => {
    for (let number = 0; number <= HIGHEST_NUMBER; number++) {
      equal(run(filter, { number: number + X32_BIT, audit }), REFUSE, String(number));
    }
    for (const number of [0x80000000, 0xFFFFFFFF, 0x7FFFFFFF, X32_BIT - 1]) {
      equal(run(filter, { number, audit }), REFUSE, String(number));
    }
  });

  Deno.test(`${name}: a call as another architecture kills, whatever its number`, () => {
    const others = Object.values(ARCHITECTURES).map(({ audit }) => audit).filter((other) =>
      other !== audit
    );
    // i386, 32-bit arm, and none.
    for (const other of [...others, 0x40000003, 0x40000028, 0]) {
      for (let number = 0; number <= HIGHEST_NUMBER; number++) {
        equal(run(filter, { number, audit: other }), KILL_PROCESS, `${other} ${number}`);
      }
    }
  });

  Deno.test(`${name}: memory can be mapped, files cannot`, () => {
    equal(answer("mmap", 0n, 4096n, 7n, 0x22n, -1n, 0n), ALLOW);
    // MAP_STACK, MAP_NORESERVE and MAP_FIXED change nothing of what there is.
    equal(answer("mmap", 0n, 4096n, 3n, 0x24032n, -1n, 0n), ALLOW);
    // MAP_SHARED, MAP_SHARED_VALIDATE, MAP_DROPPABLE, MAP_GROWSDOWN and MAP_HUGETLB do.
    for (const flags of [0x21n, 0x23n, 0x28n, 0x122n, 0x40022n]) {
      equal(answer("mmap", 0n, 4096n, 3n, flags, -1n, 0n), REFUSE, String(flags));
    }
    equal(answer("mmap", 0n, 4096n, 1n, 2n, 5n, 0n), REFUSE);
    equal(answer("mmap", 0n, 4096n, 1n, 1n, 5n, 0n), REFUSE);
    equal(answer("mmap", 0n, 4096n, 1n, 0x20_0000_0002n, 5n, 0n), REFUSE);
  });

  Deno.test(`${name}: the process can signal itself and nobody else`, () => {
    for (const call of ["kill", "tgkill"] as const) {
      equal(answer(call, BigInt(PID), 9n, 9n), ALLOW);
      for (const other of [1n, 0n, -1n, BigInt(-PID), BigInt(PID + 1)]) {
        equal(answer(call, other, 9n, 9n), REFUSE, `${call} ${other}`);
      }
    }
  });

  Deno.test(`${name}: own threads can be asked about, and the clocks of the machine, no other process`, () => {
    for (const call of ["sched_getparam", "sched_getscheduler", "sched_getaffinity"] as const) {
      for (const thread of [0, ...OWN.threads]) equal(answer(call, BigInt(thread)), ALLOW);
      for (const other of [1n, -1n, 4323n]) equal(answer(call, other), REFUSE, `${call} ${other}`);
    }
    for (const call of ["clock_gettime", "clock_getres", "clock_nanosleep"] as const) {
      for (const clock of [0n, 1n, 2n, 3n, 7n]) equal(answer(call, clock), ALLOW);
      // The last is the processor time of process 1.
      for (const clock of [8n, 12n, -1n, BigInt((~1 << 3) | 2)]) equal(answer(call, clock), REFUSE);
    }
  });

  Deno.test(`${name}: there is room for as many threads as processes have`, () => {
    const threads = Array.from({ length: 5000 }, (_, at) => at + 10);
    const large = encode(assemble(audit, entriesFor(architecture, { process: PID, threads })));
    const number = numberOf("sched_getparam", architecture)!;
    equal(run(large, { number, audit, args: [100n] }), ALLOW);
    equal(run(large, { number, audit, args: [4900n] }), REFUSE);
    equal(run(large, { number: numberOf("exit_group", architecture)!, audit }), ALLOW);
    ok(large.length / 8 <= MOST_INSTRUCTIONS);
  });

  Deno.test(`${name}: locks work, but for those with priority inheritance`, () => {
    const PRIVATE = 128;
    const CLOCK_REALTIME = 256;
    const passing = Array.from({ length: 16 }, (_, operation) => operation).filter((operation) =>
      answer("futex", 0n, BigInt(operation)) === ALLOW
    );
    deepEqual(passing, [0, 1, 3, 4, 5, 9, 10]);
    for (let operation = 0; operation < 16; operation++) {
      for (const flags of [PRIVATE, CLOCK_REALTIME, PRIVATE | CLOCK_REALTIME]) {
        const expected = passing.includes(operation) ? ALLOW : REFUSE;
        equal(answer("futex", 0n, BigInt(operation | flags)), expected, `${operation} ${flags}`);
      }
    }
    equal(answer("futex", 0n, 512n), REFUSE);
  });

  Deno.test(`${name}: of memory is said what the engine says, and nothing that reaches beyond the process`, () => {
    const passing = (call: SyscallName, values: readonly number[], at: number) =>
      values.filter((value) => {
        const args = Array(at + 1).fill(0n);
        args[at] = BigInt(value);
        return answer(call, ...args) === ALLOW;
      });
    const all = Array.from({ length: 128 }, (_, value) => value);
    deepEqual(passing("madvise", all, 2), [4, 8, 10, 11, 14, 15, 16, 17]);
    deepEqual(passing("mremap", all, 3), [0, 1, 3]);
    // READ, WRITE and EXEC in any combination, alone and with arm64's bits; PROT_SEM, GROWSDOWN and GROWSUP not.
    const protections = [0, 1, 2, 3, 4, 5, 6, 7, 0x15, 0x23];
    const odd = [8, 0x40, 0x1000000, 0x1000003, 0x2000000, 0x7FFFFFFF, 0xFFFFFFFF];
    for (const call of ["mprotect", "pkey_mprotect"] as const) {
      deepEqual(passing(call, [...protections, ...odd], 2), protections);
    }
  });

  Deno.test(`${name}: the kernel takes a filter of this length`, () => {
    ok(filter.length / 8 <= MOST_INSTRUCTIONS);
  });
}

Deno.test("no two calls have the same number, and none has one of x32", () => {
  for (const architecture of Object.values(ARCHITECTURES)) {
    const numbers = SYSCALL_NAMES.map((name) => numberOf(name, architecture))
      .filter((number) => number !== null);
    equal(new Set(numbers).size, numbers.length);
    ok(numbers.every((number) => number < X32_BIT));
  }
});

Deno.test("what nobody in a sandbox may do is on no list", () => {
  const forbidden: SyscallName[] = [
    ...["openat", "openat2", "execve", "execveat", "clone", "clone3", "socket", "connect"],
    ...["bind", "sendmsg", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open"],
    ...["keyctl", "add_key", "mount", "unshare", "setns", "bpf", "perf_event_open"],
    ...["io_uring_setup", "userfaultfd", "memfd_create", "prlimit64", "seccomp"],
    ...["dup", "pipe2", "ioctl", "fcntl", "unlinkat", "readlinkat", "getdents64", "getppid"],
    ...["rt_tgsigqueueinfo", "landlock_restrict_self"],
  ] as SyscallName[];
  const allowed = new Set(allowedCalls(OWN).flatMap(({ calls }) => calls));
  deepEqual(forbidden.filter((name) => allowed.has(name)), []);
});
