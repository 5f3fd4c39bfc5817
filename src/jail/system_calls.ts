/**
 * HOSTILE ONCE A PROGRAM RUNS. The system calls of CPython: all that it can ask of JavaScript. What is not here is Emscripten's own, or a
 * trap.
 */
import type { Budget } from "./budget.ts";
import { type Channel, Interrupted } from "./channel.ts";
import { type EmscriptenModule, Errno } from "./emscripten.ts";
import type { Entropy } from "./entropy.ts";
import type { ExactTimes } from "./exact_times.ts";
import type { IntervalTimers } from "./timers.ts";
import { heapSize } from "./wasm_memory.ts";

/** What the resolver says of a name that it does not know. */
const EAI_NONAME = -2;

/** The program called `os._exit`. */
export class ExitRequested extends Error {
  override readonly name = "ExitRequested";
  readonly status: number;

  constructor(status: number) {
    super(`exit(${status})`);
    this.status = status;
  }
}

/** What implements the interpreter's system calls. */
export interface Services {
  readonly channel: Channel;
  readonly entropy: Entropy;
  readonly budget: Budget;
  readonly timers: IntervalTimers;
  readonly exactTimes: ExactTimes;
}

/** Puts our system calls in the place of Emscripten's. */
export function replaceSystemCalls(
  imports: WebAssembly.Imports & { env: Record<string, unknown> },
  { channel, entropy, budget, timers, exactTimes }: Services,
  module: () => EmscriptenModule,
): void {
  const { env } = imports;
  const wasi = imports.wasi_snapshot_preview1 as Record<string, unknown>;
  const getAddressInfo = env.getaddrinfo as (...args: number[]) => number;
  const poll = env.__syscall_poll as (fds: number, count: number, timeout: number) => number;
  const duplicate = env.__syscall_dup3 as (...args: number[]) => number;
  const close = wasi.fd_close as (fd: number) => number;
  const utimensat = env.__syscall_utimensat as (...args: number[]) => number;
  const exit = (status: number) => {
    throw new ExitRequested(status & 0xFF);
  };

  let interrupted = false;
  const replacements: Record<string, unknown> = {
    emscripten_resize_heap: (requested: number) => {
      const { growMemory, HEAPU8 } = module();
      const wanted = heapSize(HEAPU8.length, requested >>> 0, budget.heapRoom);
      if (wanted === null || !growMemory(wanted)) return budget.refuse();
      budget.noteHeap(module().HEAPU8.length);
      return 1;
    },
    // Without descriptors this is a sleep; with them, nothing here ever becomes ready later. CPython calls again after
    // an interrupt whose handler did not raise: that call returns at once, so that its caller can look around.
    __syscall_poll: (fds: number, count: number, timeout: number) => {
      const ready = poll(fds, count, 0);
      if (ready !== 0 || timeout === 0 || interrupted) {
        interrupted = false;
        return ready;
      }
      try {
        const wanted = timeout < 0 ? 2 ** 31 - 1 : timeout;
        const milliseconds = Math.min(wanted, timers.mostWait());
        channel.sleep(milliseconds);
        entropy.slept(milliseconds);
        if (milliseconds === wanted) return 0;
        // A timer has expired: CPython asks for its signal before it calls again.
        interrupted = true;
        return -Errno.EINTR;
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        interrupted = true;
        return -Errno.EINTR;
      }
    },
    // What was written to a descriptor before it became another one is not for that.
    __syscall_dup3: (...args: number[]) => {
      channel.sendWaiting();
      return duplicate(...args);
    },
    __syscall_utimensat: (folder: number, path: number, times: number, flags: number) => {
      exactTimes.addTo(module().HEAPU8, times);
      return utimensat(folder, path, times, flags);
    },
    // The sandbox's time zone is UTC. Emscripten would make names from the locale.
    _tzset_js: (timezone: number, daylight: number, standard: number, summer: number) => {
      const heap = module().HEAPU8;
      for (const at of [timezone, daylight]) heap.fill(0, at, at + 4);
      for (const at of [standard, summer]) heap.set([0x55, 0x54, 0x43, 0], at);
    },
    // Emscripten would make up an address for every name; addresses it may take apart.
    getaddrinfo: (node: number, ...rest: number[]) => {
      const heap = module().HEAPU8;
      const name = new TextDecoder().decode(heap.subarray(node, heap.indexOf(0, node)));
      const isAddress = node === 0 || /^[\d.]+$|:/.test(name);
      return isAddress ? getAddressInfo(node, ...rest) : EAI_NONAME;
    },
    // Emscripten's own hides what is thrown, such as the end of a program that a signal ends.
    _Py_CheckEmscriptenSignals_Helper: () => module().takeSignal?.() ?? 0,
    emscripten_get_now: () => entropy.monotonic(),
    emscripten_date_now: () => entropy.wallClock(),
    exit,
  };
  for (const [name, replacement] of Object.entries(replacements)) {
    if (!(name in env)) throw new Error(`The module has no system call ${name}`);
    env[name] = replacement;
  }
  // The same two tables are one object in Emscripten's imports; WASI's names differ.
  wasi.random_get = (pointer: number, length: number) => {
    entropy.fill(module().HEAPU8.subarray(pointer >>> 0, (pointer >>> 0) + length));
    return 0;
  };
  wasi.clock_time_get = (clock: number, _precision: bigint, pointer: number) => {
    if (clock < 0 || clock > 3) return 28;
    // CLOCK_REALTIME, CLOCK_MONOTONIC; CLOCK_PROCESS_CPUTIME_ID and CLOCK_THREAD_CPUTIME_ID are one: there is one thread.
    const milliseconds = clock === 0
      ? entropy.wallClock()
      : clock === 1
      ? entropy.monotonic()
      : entropy.cpuTime();
    const nanoseconds = BigInt(Math.round(milliseconds * 1e6));
    // Without a method that code in the realm could have replaced: what is not written here is whatever was there.
    const time = new Uint32Array(module().HEAPU8.buffer, pointer >>> 0, 2);
    time[0] = Number(nanoseconds & 0xFFFFFFFFn);
    time[1] = Number(nanoseconds >> 32n);
    return 0;
  };
  wasi.fd_close = (fd: number) => {
    if (fd <= 2) channel.sendWaiting();
    return close(fd);
  };
  wasi.proc_exit = exit;
}

/** What is imported where CPython does not need a call; `main`'s bridge notes one object at start, which nothing reads. */
function missingCall(name: string): () => unknown {
  if (name === "__hiwire_deduplicate_new") return () => null;
  return () => {
    throw new Error(`The sandbox has no system call ${name}`);
  };
}

/**
 * The imports with something in each place. What CPython has no use for, and was left out of the glue, is a trap; symbols that
 * a dynamic linker would fill in are null.
 */
export function completeImports(imports: WebAssembly.Imports): WebAssembly.Imports {
  const symbol = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  const symbols = new Proxy({}, { get: () => symbol });
  const env = new Proxy(imports.env!, {
    get: (calls, name: string) => calls[name] ?? missingCall(name),
  });
  return { ...imports, env, "GOT.mem": symbols, "GOT.func": symbols };
}
