/**
 * A system call in all threads of the process, for state that the kernel changes in the calling thread only: capabilities, and,
 * before Linux 7.0, Landlock. The engine and Deno have created threads before us. None of them runs our code, but each can be
 * interrupted: it gets a signal, whose handler makes the call in the interrupted thread.
 *
 * A handler has to be machine code, because JavaScript cannot run there. Ours makes two system calls and stores the
 * result of the second. Its page is never writable and executable at the same time.
 */
import { listThreads } from "./directory.ts";
import { describeResult, type Kernel, type Place } from "./kernel.ts";
import { numberOf, type SyscallName } from "./syscalls.ts";

/** The last real-time signal: neither C library uses it. */
const SIGNAL = 64;
const SA_RESTART = 0x10000000;
const SA_ONSTACK = 0x08000000;
const SA_SIGINFO = 4;
const SA_RESTORER = 0x04000000;

/** The kernel's `struct sigaction`: handler, flags, restorer, mask of 64 signals. */
const SIGACTION_BYTES = 32;
const SIGACTION_FLAGS_AT = 8;
const SIGACTION_RESTORER_AT = 16;
const MASK_BYTES = 8;

/** `siginfo_t`: signal, error, code, sender, value. */
const SIGINFO_BYTES = 128;
const SIGINFO_CODE_AT = 8;
const SIGINFO_VALUE_AT = 24;
const SI_QUEUE = -1;

const PROT_READ_EXEC = 5;

/**
 * How long to wait for threads: an answer takes a tenth of a millisecond if a processor is free. The last looks are for
 * machines on which a thread waits seconds for a processor.
 */
const LOOKS = 20_000;
const PAUSE_NS = 50_000;

/** Threads that were created meanwhile are restricted in the next round. Two rounds are normal. */
const ROUNDS = 32;

/** How often to try a thread that the kernel refuses: it may have no memory to spare at that moment. */
const TRIES = 4;

/** The handler's result for a restricted thread. It subtracts 1, so that no result is 0. */
const RESTRICTED = -1;

/**
 * prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); *value = syscall(number, first, second) - 1; where `value` is the value of the signal.
 * The code ends with the places to fill in: first and second, 8 bytes each, and the number.
 */
const HANDLERS = {
  x86_64: {
    code: [
      "4c8b4e18", // mov r9, [rsi + 24]
      "31d24531d24531c0", // xor edx, edx; xor r10d, r10d; xor r8d, r8d
      "be01000000bf26000000", // mov esi, 1; mov edi, 38
      "b89d0000000f05", // mov eax, 157; syscall
      "488b3524000000488b3d15000000", // mov rsi, [second]; mov rdi, [first]
      "8b051f0000000f05", // mov eax, [number]; syscall
      "ffc8418901c3", // dec eax; mov [r9], eax; ret
      "b80f0000000f05", // mov eax, 15; syscall (rt_sigreturn)
    ],
    /** Where a handler returns to: on this architecture the C library has to provide that. */
    restorerAt: 57,
  },
  aarch64: {
    code: [
      "290c40f9", // ldr x9, [x1, 24]
      "040080d2030080d2020080d2", // mov x4, 0; mov x3, 0; mov x2, 0
      "210080d2c00480d2", // mov x1, 1; mov x0, 38
      "e81480d2010000d4", // mov x8, 167; svc 0
      "41010058e0000058", // ldr x1, second; ldr x0, first
      "48010018010000d4", // ldr w8, number; svc 0
      "00040051200100b9", // sub w0, w0, 1; str w0, [x9]
      "c0035fd61f2003d5", // ret; nop
    ],
    restorerAt: null,
  },
} as const;

/** Where the two handlers end, and the values stand. */
const VALUES_AT = 64;

/** A message that says what is missing, and why. */
function missed(why: string): string {
  return `threads other than the main one could not all be restricted (${why}); use Linux 7.0 or later, which needs no signals for that`;
}

/**
 * Makes a call in all threads except the calling one; the caller makes it there afterwards.
 *
 * @returns what is missing, or null where it answered 0 in all of them.
 */
export function callInOtherThreads(
  kernel: Kernel,
  name: SyscallName,
  first: number,
  second: number,
): string | null {
  const old = kernel.place(SIGACTION_BYTES);
  const number = numberOf(name, kernel.architecture)!;
  const fault = installHandler(kernel, [first, second, number], old);
  if (fault !== 0) return missed(`no handler: ${describeResult(fault)}`);
  const done = new Set([kernel.call("gettid")]);
  for (let round = 0; round < ROUNDS; round++) {
    const listed = listThreads(kernel);
    if (listed.length === 0) return "threads could not be listed: /proc is not there; mount it";
    const threads = listed.filter((id) => !done.has(id));
    if (threads.length === 0) {
      setAction(kernel, old, kernel.place(SIGACTION_BYTES));
      return null;
    }
    const answers = threads.map((thread) => interrupt(kernel, thread));
    for (const [at, thread] of threads.entries()) {
      let answer = awaitAnswer(kernel, thread, answers[at]!);
      for (let again = 1; again < TRIES && answer !== RESTRICTED && answer !== null; again++) {
        answer = awaitAnswer(kernel, thread, interrupt(kernel, thread));
      }
      // The handler stays installed: without it, a signal that is still on its way would end the process.
      if (answer === null) return missed("one did not answer");
      if (answer !== RESTRICTED) return missed(`one got ${describeResult(answer + 1)}`);
      done.add(thread);
    }
  }
  return missed("there were always new ones");
}

/**
 * Makes the page of code and installs it as the signal's handler. Stores the signal's earlier action in `old`.
 *
 * @returns 0, or the kernel's error.
 */
function installHandler(
  kernel: Kernel,
  [first, second, number]: readonly [first: number, second: number, number: number],
  old: Place,
): number {
  const { code, restorerAt } = HANDLERS[kernel.architecture.name];
  // A page of its own. It is never freed: a thread may still execute its last instruction when its answer is seen.
  const { pageBytes } = kernel;
  const page = kernel.place(pageBytes, pageBytes);
  const bytes = Uint8Array.fromHex(code.join(""));
  new Uint8Array(page.view.buffer, page.view.byteOffset).set(bytes);
  page.view.setBigUint64(VALUES_AT, BigInt(first), true);
  page.view.setBigUint64(VALUES_AT + 8, BigInt(second), true);
  page.view.setUint32(VALUES_AT + 16, number, true);
  const fault = kernel.call("mprotect", page.address, pageBytes, PROT_READ_EXEC);
  if (fault !== 0) return fault;
  const action = kernel.place(SIGACTION_BYTES);
  action.view.setBigUint64(0, BigInt(page.address), true);
  let how = SA_RESTART | SA_ONSTACK | SA_SIGINFO;
  if (restorerAt !== null) {
    how |= SA_RESTORER;
    action.view.setBigUint64(SIGACTION_RESTORER_AT, BigInt(page.address + restorerAt), true);
  }
  action.view.setUint32(SIGACTION_FLAGS_AT, how, true);
  return setAction(kernel, action, old);
}

function setAction(kernel: Kernel, action: Place, old: Place): number {
  return kernel.call("rt_sigaction", SIGNAL, action.address, old.address, MASK_BYTES);
}

/** Sends the signal to a thread. The handler will store its result at the returned place. */
function interrupt(kernel: Kernel, thread: number): Place {
  const answer = kernel.place(4);
  const info = kernel.place(SIGINFO_BYTES);
  info.view.setInt32(SIGINFO_CODE_AT, SI_QUEUE, true);
  info.view.setBigUint64(SIGINFO_VALUE_AT, BigInt(answer.address), true);
  kernel.call("rt_tgsigqueueinfo", kernel.call("getpid"), thread, SIGNAL, info.address);
  return answer;
}

/** Waits for the handler's result; null if none came. A thread that has ended counts as restricted. */
function awaitAnswer(kernel: Kernel, thread: number, { view }: Place): number | null {
  const process = kernel.call("getpid");
  const pause = kernel.place(16);
  pause.view.setUint32(8, PAUSE_NS, true);
  for (let look = 0; look < LOOKS; look++) {
    const answer = view.getInt32(0, true);
    if (answer !== 0) return answer;
    // A thread that is about to end takes no signals any more.
    if (kernel.call("tgkill", process, thread, 0) !== 0) return RESTRICTED;
    kernel.call("nanosleep", pause.address);
  }
  return null;
}
