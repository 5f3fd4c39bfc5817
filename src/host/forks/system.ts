/**
 * TRUSTED. The calls of Linux that forked jails take of the host and Deno has no names for: pipes that another process has made, many
 * descriptors watched by one thread, and processes that Deno did not start.
 */
import { openLibc } from "../../walls/libc.ts";
import { RUSAGE_BYTES, usedMs } from "../meters/rusage.ts";

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  // On a thread of Deno's: the promise settles when it returns.
  epoll_wait: {
    parameters: ["i32", "buffer", "i32", "i32"],
    result: "i32",
    nonblocking: true,
  },
  syscall: { parameters: ["i64", "i64", "i64", "buffer", "i64", "buffer"], result: "i64" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

const EAGAIN = 11;
const O_WRONLY = 0o1;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2_000_000;

/** Numbers of calls that are the same on all architectures, and of `waitid(2)`. */
const PIDFD_SEND_SIGNAL = 424n;
const PIDFD_OPEN = 434n;
const WAITID: Partial<Record<typeof Deno.build.arch, bigint>> = { x86_64: 247n, aarch64: 95n };

const P_PIDFD = 3n;
const WNOHANG = 1n;
const WEXITED = 4n;

/** `siginfo_t`, and where it says how the process ended. */
const SIGINFO_BYTES = 128;
const CODE_AT = 8;
const PID_AT = 16;
const STATUS_AT = 24;
const CLD_EXITED = 1;

/** How a process ended, and what it had used. */
export interface Ended {
  /** Its exit status; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: number | null;
  readonly usedMs: number;
}

/** The calls. Each returns a negative number, or null, where the system refuses. */
export interface System {
  /** Opens a pipe of process `pid` by the number that it has there; reads and writes never block. */
  openPipe(pid: number, descriptor: number, writes: boolean): number;
  /** How many bytes came; 0 at the end or where it failed; null where none are there yet. */
  read(descriptor: number, target: Uint8Array<ArrayBuffer>): number | null;
  /** How many bytes were taken; null where there is no room yet; negative where nobody reads any more. */
  write(descriptor: number, bytes: Uint8Array<ArrayBuffer>): number | null;
  close(descriptor: number): void;
  /** A descriptor that can be read when it was written to. */
  bell(): number;
  createPoll(): number;
  /** Begins or changes what is waited for at a descriptor, once: `data` is what the wait gives then. */
  watch(poll: number, descriptor: number, events: number, isNew: boolean): boolean;
  unwatch(poll: number, descriptor: number): void;
  /** Waits for events: fills `events` with records of `EPOLL_EVENT` bytes, and says how many. */
  wait(poll: number, events: Uint8Array<ArrayBuffer>): Promise<number>;
  /** A descriptor of a child of this process. */
  openProcess(pid: number): number;
  signal(process: number, signal: number): void;
  /** How it ended, once it has; it is gone then. Null before. */
  reap(process: number): Ended | null;
}

/** Bytes of a `struct epoll_event`, which is packed on one architecture, and where it holds the descriptor. */
export const EPOLL_EVENT: { readonly bytes: number; readonly dataAt: number } =
  Deno.build.arch === "x86_64" ? { bytes: 12, dataAt: 4 } : { bytes: 16, dataAt: 8 };

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
const EPOLL_CLOEXEC = 0o2_000_000;
const EPOLLONESHOT = 1 << 30;
const EFD_FLAGS = O_CLOEXEC | O_NONBLOCK;

let system: System | null | undefined;

/** Opened once; null where this is not a Linux that we know. */
export function openSystem(): System | null {
  return system ??= Deno.build.os === "linux" ? open() : null;
}

function open(): System | null {
  const waitid = WAITID[Deno.build.arch];
  const library = openLibc(SYMBOLS);
  if (library === null || waitid === undefined) return null;
  const libc = library.symbols;
  const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(libc.__errno_location()!, 4));
  const wouldBlock = (count: number) => count < 0 && errno[0] === EAGAIN;
  const event = new Uint8Array(EPOLL_EVENT.bytes);
  const info = new Uint8Array(SIGINFO_BYTES);
  const usage = new Uint8Array(RUSAGE_BYTES);
  return {
    openPipe: (pid, descriptor, writes) => {
      const path = new TextEncoder().encode(`/proc/${pid}/fd/${descriptor}\0`);
      return libc.open(path, (writes ? O_WRONLY : 0) | O_NONBLOCK | O_CLOEXEC);
    },
    read: (descriptor, target) => {
      const count = Number(libc.read(descriptor, target, BigInt(target.length)));
      return wouldBlock(count) ? null : Math.max(0, count);
    },
    write: (descriptor, bytes) => {
      const count = Number(libc.write(descriptor, bytes, BigInt(bytes.length)));
      return wouldBlock(count) ? null : count;
    },
    close: (descriptor) => void libc.close(descriptor),
    bell: () => libc.eventfd(0, EFD_FLAGS),
    createPoll: () => libc.epoll_create1(EPOLL_CLOEXEC),
    watch: (poll, descriptor, events, isNew) => {
      const fields = new DataView(event.buffer);
      fields.setUint32(0, events | EPOLLONESHOT, true);
      fields.setInt32(EPOLL_EVENT.dataAt, descriptor, true);
      const operation = isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
      return libc.epoll_ctl(poll, operation, descriptor, event) === 0;
    },
    unwatch: (poll, descriptor) => void libc.epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, event),
    wait: (poll, events) =>
      libc.epoll_wait(poll, events, Math.floor(events.length / EPOLL_EVENT.bytes), -1),
    openProcess: (pid) => Number(libc.syscall(PIDFD_OPEN, BigInt(pid), 0n, null, 0n, null)),
    signal: (process, signal) =>
      void libc.syscall(PIDFD_SEND_SIGNAL, BigInt(process), BigInt(signal), null, 0n, null),
    reap: (process) => {
      info.fill(0);
      const how = WEXITED | WNOHANG;
      if (libc.syscall(waitid, P_PIDFD, BigInt(process), info, how, usage) !== 0n) {
        // Nobody else can have waited for it; still, whoever waits for its end must not wait for ever.
        return { code: 255, signal: null, usedMs: 0 };
      }
      const fields = new DataView(info.buffer);
      if (fields.getInt32(PID_AT, true) === 0) return null;
      const status = fields.getInt32(STATUS_AT, true);
      const hasExited = fields.getInt32(CODE_AT, true) === CLD_EXITED;
      return {
        code: hasExited ? status : null,
        signal: hasExited ? null : status,
        usedMs: usedMs(usage),
      };
    },
  };
}
