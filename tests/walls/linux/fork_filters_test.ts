/** The filters around the process that is forked into jails, as the kernel would run them. */
import assert from "node:assert/strict";
import { ALLOW, assemble, encode, failWith, REFUSE } from "../../../src/walls/linux/bpf.ts";
import { FORK_FLAGS, ignoreAdvice } from "../../../src/walls/linux/fork.ts";
import { parentEntries } from "../../../src/walls/linux/fork_walls.ts";
import { ARCHITECTURES, numberOf, type SyscallName } from "../../../src/walls/linux/syscalls.ts";
import { run } from "./bpf_machine.ts";

const DONTFORK = 10n;
const CLONE_THREAD = 0x10000n;

for (const architecture of Object.values(ARCHITECTURES)) {
  const { name, audit } = architecture;
  const number = (call: SyscallName) => numberOf(call, architecture)!;

  Deno.test(`advice to leave memory out of forks succeeds and does nothing; all else is let through: ${name}`, () => {
    const filter = encode(ignoreAdvice(architecture));
    const answer = (call: SyscallName, ...args: bigint[]) =>
      run(filter, { number: number(call), audit, args });
    assert.equal(answer("madvise", 0n, 0n, DONTFORK), failWith(0));
    for (const advice of [0n, 4n, 8n, 9n, 11n, 14n, 100n]) {
      assert.equal(answer("madvise", 0n, 0n, advice), ALLOW);
    }
    for (const call of ["read", "execve", "clone", "openat"] as const) {
      assert.equal(answer(call, 0n, 0n, DONTFORK), ALLOW);
    }
    const elsewhere = { number: number("madvise"), audit: audit + 1, args: [0n, 0n, DONTFORK] };
    assert.equal(run(filter, elsewhere), ALLOW);
  });

  Deno.test(`who makes jails can fork, and neither start threads nor programs: ${name}`, () => {
    const filter = encode(assemble(audit, parentEntries(architecture)));
    const answer = (call: SyscallName, ...args: bigint[]) =>
      run(filter, { number: number(call), audit, args });
    for (const flags of FORK_FLAGS) assert.equal(answer("clone", BigInt(flags)), ALLOW);
    for (const flags of [0n, 17n, CLONE_THREAD, BigInt(FORK_FLAGS[0]!) | CLONE_THREAD]) {
      assert.equal(answer("clone", flags), REFUSE);
    }
    const refused = [
      ...["clone3", "execve", "execveat", "openat2", "unlinkat", "memfd_create", "mount"],
      ...["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "bpf", "setns"],
      ...["unshare", "io_uring_setup", "keyctl", "sendmsg", "ioctl", "fcntl"],
    ] as SyscallName[];
    for (const call of refused) assert.equal(answer(call), REFUSE, call);
    for (const call of ["pipe2", "dup3", "close_range", "seccomp", "read", "write"] as const) {
      assert.equal(answer(call), ALLOW, call);
    }
  });
}
