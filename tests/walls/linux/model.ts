/** A model of the kernel, as far as the walls call it: with and without the parts that make them, and with flaws. */
import type { Kernel, Place } from "../../../src/walls/linux/kernel.ts";
import { ARCHITECTURES, type SyscallName } from "../../../src/walls/linux/syscalls.ts";

export const PID = 77;
const PARENT = 70;
const BASE = 0x10000;
const [EPERM, EACCES, EAGAIN, EMFILE, EBADF, ENOENT, EINVAL] = [1, 13, 11, 24, 9, 2, 22];

/** How the model differs from a kernel of today. */
export interface Flaws {
  /** Version of Landlock, or the negative error that there is instead. */
  readonly landlock?: number;
  /** What `seccomp(2)` answers. */
  readonly seccomp?: number;
  /** Calls that are let pass whatever the walls say, with what they answer. */
  readonly passes?: Partial<Record<SyscallName, number>>;
  /** What threads other than the first answer to the signal, always or so many times; null where they do not answer. */
  readonly thread?: number | null | { readonly result: number; readonly times: number };
  /** Whether there is a thread more each time that they are listed. */
  readonly manyThreads?: boolean;
  /** What comes of making code of memory. */
  readonly mprotect?: number;
  /** Size of a page, in bytes. */
  readonly pageBytes?: number;
  readonly withoutProc?: boolean;
  /** Whether the process is the superuser's, and what comes of giving up what that can: 0, an error, or nothing in other threads. */
  readonly capset?: number | "forgotten";
  /** The most that the stack's limit may be, in bytes. */
  readonly stackLimit?: bigint;
}

/** What the model was asked. */
export interface Asked {
  readonly kernel: Kernel;
  /** Names of the calls, with their numbers, in their order. */
  readonly calls: string[];
  /** Limits that were set: resource, soft, hard. */
  readonly limits: [number, bigint, bigint][];
  readonly open: Set<number>;
  /** Address and length of each piece of memory that was given. */
  readonly placed: [address: number, length: number][];
}

/** What is open in the model, and what it is. */
const DESCRIPTORS: Readonly<Record<number, string>> = {
  0: "pipe:[1]",
  1: "pipe:[2]",
  2: "pipe:[3]",
  3: "anon_inode:[eventpoll]",
  4: "anon_inode:[eventfd]",
  5: "socket:[own]",
  6: "socket:[inherited]",
  7: "/home/user/.cache/deno/v8_code_cache_v2",
  8: "pipe:[1]",
  9: "pipe:[inherited]",
  10: "/dev/null",
};

/** A kernel with two threads in the process, some descriptors, and these flaws. */
export function model(flaws: Flaws = {}): Asked {
  const {
    landlock = 7,
    seccomp = 0,
    passes = {},
    thread = 0,
    withoutProc = false,
    stackLimit = 2n ** 64n - 1n,
  } = flaws;
  const { manyThreads = false, mprotect = 0, pageBytes = 4096 } = flaws;
  const memory = new ArrayBuffer(512 * 1024);
  const open = new Set(Object.keys(DESCRIPTORS).map(Number));
  const calls: string[] = [];
  const limits: [number, bigint, bigint][] = [];
  const placed: [number, number][] = [];
  const listed = new Map<number, string[]>();
  let [used, refusals, more] = [0, 0, 0];
  let [isRestricted, isFiltered, isFull] = [false, false, false];
  // Of threads that have capabilities, by their numbers; 0 is the calling one.
  const capable = new Set(flaws.capset === undefined ? [] : [0, PID, PID + 1]);

  const text = (address: number): string => {
    const bytes = new Uint8Array(memory, address - BASE);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  };
  const place = (length: number, alignment = 8): Place => {
    used = Math.ceil(used / alignment) * alignment + length;
    const at = used - length;
    placed.push([BASE + at, length]);
    return { address: BASE + at, view: new DataView(memory, at, length) };
  };
  const opened = (): number => {
    const descriptor = Math.max(...open) + 1;
    open.add(descriptor);
    return descriptor;
  };
  const openat = (path: string): number => {
    if (isRestricted) return -EACCES;
    if (withoutProc && path.startsWith("/proc")) return -ENOENT;
    if (path === "") return -ENOENT;
    const descriptor = opened();
    if (path === "/proc/self/task") {
      if (manyThreads) more++;
      listed.set(descriptor, [String(PID), String(PID + 1 + more)]);
    }
    if (path === "/proc/self/fd") listed.set(descriptor, [...open].map(String));
    return descriptor;
  };
  /** `struct linux_dirent64` of each name, all at once. */
  const getdents = (descriptor: number, address: number): number => {
    let at = address - BASE;
    for (const name of listed.get(descriptor) ?? []) {
      const length = 24 + name.length;
      new DataView(memory, at).setUint16(16, length, true);
      new Uint8Array(memory, at + 19, name.length).set(new TextEncoder().encode(name));
      at += length;
    }
    listed.set(descriptor, []);
    return at + BASE - address;
  };
  const answer = (name: SyscallName, args: readonly number[]): number => {
    const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = args;
    switch (name) {
      case "landlock_create_ruleset":
        return third === 1 || landlock < 0 ? landlock : opened();
      case "landlock_restrict_self":
        isRestricted = true;
        return 0;
      case "seccomp":
        isFiltered = seccomp === 0;
        return seccomp;
      case "openat":
        return openat(text(second));
      case "bind":
      case "connect":
        return isRestricted && landlock >= 4 ? -EACCES : 0;
      case "socket":
        return opened();
      case "kill":
        return isRestricted && landlock >= 6 && first === PARENT ? -EPERM : 0;
      case "getpid":
      case "gettid":
        return PID;
      case "getppid":
        return PARENT;
      case "getdents64":
        return getdents(first, second);
      case "readlinkat": {
        const target = new TextEncoder().encode(DESCRIPTORS[Number(text(second))] ?? "/proc/77/fd");
        new Uint8Array(memory, third - BASE, target.length).set(target);
        return target.length;
      }
      case "getsockopt":
        if (!DESCRIPTORS[first]?.startsWith("socket")) return -88;
        new DataView(memory, fourth - BASE).setInt32(0, first === 5 ? PID : 1, true);
        ok(new DataView(memory, fifth - BASE).getUint32(0, true) === 12);
        return 0;
      case "prlimit64": {
        if (third === 0) {
          new DataView(memory, fourth - BASE).setBigUint64(8, stackLimit, true);
          return 0;
        }
        const wanted = new DataView(memory, third - BASE);
        limits.push([second, wanted.getBigUint64(0, true), wanted.getBigUint64(8, true)]);
        isFull ||= second === 7;
        return 0;
      }
      case "dup":
        return isFull ? -EMFILE : opened();
      case "close":
        return open.delete(first) ? 0 : -EBADF;
      case "capget":
        if (!capable.has(new DataView(memory, first - BASE).getInt32(4, true))) return 0;
        new DataView(memory, second - BASE).setUint32(4, 0x2000, true);
        return 0;
      case "capset":
        if (typeof flaws.capset === "number" && flaws.capset < 0) return flaws.capset;
        for (const one of [0, PID]) capable.delete(one);
        if (flaws.capset !== "forgotten") capable.clear();
        return 0;
      case "mprotect":
        return first % pageBytes === 0 ? mprotect : -EINVAL;
      case "rt_tgsigqueueinfo": {
        const to = Number(new DataView(memory, fourth - BASE).getBigUint64(24, true));
        if (thread === null) return 0;
        // A flaw that passes is there for the first so many times.
        const result = typeof thread === "number"
          ? thread
          : refusals++ < thread.times
          ? thread.result
          : 0;
        new DataView(memory, to - BASE).setInt32(0, result - 1, true);
        return 0;
      }
      default:
        return 0;
    }
  };
  const call: Kernel["call"] = (name, ...args) => {
    calls.push(`${name}(${args.join(", ")})`);
    const passed = passes[name];
    if (passed !== undefined && (isRestricted || isFiltered)) return passed;
    if (isFiltered) return name.startsWith("clone") ? -EAGAIN : -EPERM;
    return answer(name, args);
  };
  const kernel = { architecture: ARCHITECTURES.x86_64!, pageBytes, call, place };
  return { kernel, calls, limits, open, placed };
}

function ok(value: boolean): void {
  if (!value) throw new Error("The model was called in a way that the kernel would not take");
}
