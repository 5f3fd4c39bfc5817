/**
 * HOSTILE ONCE A PROGRAM RUNS. The few things that the jail keeps for itself when it gives up the rest: held in
 * module scope, taken before any program runs, so that no later change to the realm can reach or replace them.
 */
import { openLibc } from "../walls/libc.ts";
import { windows } from "../walls/open.ts";

const PR_SET_PDEATHSIG = 1;
const SIGINT = 2;
const SIGKILL = 9;
const SIG_IGN = 1n;
const POLLIN = 1;

/** What the jail can still do after the lockdown: two pipes, a wait, and its own end. */
export interface Powers {
  /** Reads from the host. Null at the end of the pipe. */
  readonly read: (target: Uint8Array) => number | null;
  /** Writes to the host. */
  readonly write: (bytes: Uint8Array) => number;
  /**
   * Waits until bytes from the host are there, for `milliseconds` at most (-1 for ever). Null where this system
   * offers no way to wait: then the host's kill is the only interrupt.
   */
  readonly wait: ((milliseconds: number) => boolean) | null;
  readonly exit: (status: number) => never;
  readonly randomFill: (target: Uint8Array) => void;
  /** Milliseconds since some fixed moment, and since 1970. */
  readonly monotonic: () => number;
  readonly wallClock: () => number;
  /** Milliseconds of processor time that this thread has used: others are the engine's, which compiles on them. Null where this system has no way to tell. */
  readonly cpuTime: (() => number) | null;
}

/** Takes the powers out of the realm's hands. Called once, first of all. */
export function takePowers(): Powers {
  const { stdin, stdout, exit } = Deno;
  const webCrypto = crypto;
  const clock = performance;
  const dateNow = Date.now;
  const getRandomValues = webCrypto.getRandomValues;
  const now = clock.now;
  const monotonic = () => now.call(clock);
  const system = openSystem();
  const wait = windows === null ? system?.wait ?? null : windows.openHostPipe(monotonic);
  return {
    read: (target) => stdin.readSync(target),
    write: (bytes) => stdout.writeSync(bytes),
    wait,
    // Deno's own exit tells listeners of events first, which an emptied realm has not.
    exit: system?.exit ?? ((status) => exit(status)),
    randomFill: (target) => {
      // The most that one call may ask for.
      const most = 65_536;
      for (let at = 0; at < target.length; at += most) {
        const part = new Uint8Array(Math.min(most, target.length - at));
        getRandomValues.call(webCrypto, part);
        target.set(part, at);
      }
    },
    monotonic,
    wallClock: () => dateNow(),
    cpuTime: system?.cpuTime ?? null,
  };
}

/**
 * `poll(2)` on standard input, `clock_gettime(2)`, and `_exit(2)`. Besides, on Linux: the jail dies with its host, and Ctrl-C in the terminal,
 * which every process of the foreground group receives, is the host's to answer.
 */
function openSystem():
  | {
    wait: NonNullable<Powers["wait"]>;
    exit: Powers["exit"];
    cpuTime: NonNullable<Powers["cpuTime"]>;
  }
  | null {
  const libc = openLibc({
    poll: { parameters: ["buffer", "u64", "i32"], result: "i32" },
    signal: { parameters: ["i32", "u64"], result: "u64" },
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
    _exit: { parameters: ["i32"], result: "void" },
  });
  if (libc === null) return null;
  const { poll, signal, clock_gettime, _exit } = libc.symbols;
  signal(SIGINT, SIG_IGN);
  if (Deno.build.os === "linux") {
    const extra = openLibc({
      prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
    });
    extra?.symbols.prctl(PR_SET_PDEATHSIG, BigInt(SIGKILL), 0n, 0n, 0n);
  }
  // struct pollfd { int fd; short events; short revents; } for descriptor 0.
  const descriptor = new Uint8Array([0, 0, 0, 0, POLLIN, 0, 0, 0]);
  const threadClock = Deno.build.os === "linux" ? 3 : 16;
  // struct timespec { time_t tv_sec; long tv_nsec; } of 64 bits each; the upper halves are zero for 136 years.
  const time = new Uint32Array(4);
  return {
    cpuTime: () => {
      clock_gettime(threadClock, time);
      return time[0]! * 1000 + time[2]! / 1e6;
    },
    wait: (milliseconds) => poll(descriptor, 1n, milliseconds) > 0,
    exit: (status) => {
      _exit(status);
      throw new Error("unreachable: the process has ended");
    },
  };
}
