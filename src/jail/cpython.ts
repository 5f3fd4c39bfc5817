/**
 * HOSTILE ONCE A PROGRAM RUNS. CPython in WebAssembly, without the bridge to JavaScript that Pyodide builds on it:
 * Python is started and restored as plain CPython, and can ask nothing of JavaScript but the system calls below.
 * JavaScript calls one function of Python's, bytes in and bytes out.
 */
import type { Budget } from "./budget.ts";
import { accountCallbacks } from "./callback_budget.ts";
import { type Channel, Interrupted } from "./channel.ts";
import {
  type CreateModule,
  type EmscriptenModule,
  type EmscriptenSettings,
  Errno,
  type Fs,
} from "./emscripten.ts";
import type { Entropy } from "./entropy.ts";
import type { StdoutBuffer } from "./stdout_buffer.ts";
import { type LazyModules, partExports } from "./lazy_modules.ts";
import type { ExactTimes } from "./exact_times.ts";
import type { IntervalTimers } from "./timers.ts";
import { WASM_PAGE_BYTES } from "../pack/pages.ts";
import { heapSize } from "./wasm_memory.ts";

/** Where packages are. */
export const SITE_PATH = "/lib/python3.14/site-packages";

/** Where Python finds itself inside the sandbox: the working directory of a program. */
export const HOME = "/home/sandbox";
const STDLIB_PATH = "/lib/python314.zip";
const TZDATA_PATH = "/lib/tzdata.zip";

/** What the resolver says of a name that it does not know. */
const EAI_NONAME = -2;

/** The signal that CPython takes as Ctrl-C. */
const SIGINT = 2;

/** The program called `os._exit`. */
export class ExitRequested extends Error {
  override readonly name = "ExitRequested";
  readonly status: number;

  constructor(status: number) {
    super(`exit(${status})`);
    this.status = status;
  }
}

/** What an interpreter is made of. */
export interface Parts {
  readonly createModule: CreateModule;
  readonly wasm: WebAssembly.Module;
  readonly lazyModules: LazyModules;
  readonly stdlib: Uint8Array;
  readonly tzdata: Uint8Array;
  /** Null where there are none. */
  readonly packages: Packages | null;
  /** A memory to put in the place of the module's; null lets CPython start by itself, as while an image is made. */
  readonly image: RestorableImage | null;
}

/** The packages of an environment. */
export interface Packages {
  /** Whether some of them have native code. */
  readonly hasNatives: boolean;
  /** Puts their files where Python looks for them. */
  mount(fs: Fs): void;
  /** Opens an extension module, and looks up a symbol of one: see `Libraries`. */
  open(heap: Uint8Array<ArrayBuffer>, note: number, call: (slot: number) => void): 0 | 1;
  find(heap: Uint8Array<ArrayBuffer>, note: number, symbol: number): number;
}

/** A memory image, as far as booting is concerned. */
export interface RestorableImage {
  /** Size of the whole memory, in bytes. */
  readonly heapBytes: number;
  /** Writes the image into a memory of that size that is all zeros. */
  restore(heap: Uint8Array<ArrayBuffer>): void;
}

/** What implements the interpreter's system calls. */
export interface Services {
  readonly channel: Channel;
  readonly entropy: Entropy;
  readonly budget: Budget;
  readonly timers: IntervalTimers;
  readonly exactTimes: ExactTimes;
}

/** Boots Emscripten's module; what happens in its memory is the caller's. */
export async function bootModule(parts: Parts, services: Services): Promise<EmscriptenModule> {
  let module: EmscriptenModule | null = null;
  // The glue takes the times of files past the system calls.
  Date.now = () => services.entropy.fileClock();
  const settings: EmscriptenSettings = {
    // The interface between Pyodide's glue and its JavaScript API, which is never started.
    API: { config: { jsglobals: {}, env: {} }, runtimeEnv: { IN_SHELL: true } },
    noInitialRun: parts.image !== null,
    thisProgram: "/usr/bin/python3",
    arguments: [],
    print: () => {},
    printErr: () => {},
    preRun: [(created) => {
      module = created;
      // Fixed hashes make the image reproducible; unbuffered streams lose nothing at a kill.
      Object.assign(created.ENV, {
        ...{ HOME, LANG: "C.UTF-8", PYTHONHASHSEED: "0", PYTHONUNBUFFERED: "1" },
      });
      created.FS.mkdirTree("/lib/python3.14/lib-dynload");
      created.FS.mkdirTree(SITE_PATH);
      parts.packages?.mount(created.FS);
      created.FS.writeFile(STDLIB_PATH, parts.stdlib, { canOwn: true });
      created.FS.writeFile(TZDATA_PATH, parts.tzdata, { canOwn: true });
      created.FS.mkdirTree(HOME);
      created.FS.chdir(HOME);
    }],
    instantiateWasm: (imports, done) => {
      replaceSystemCalls(imports, services, () => module!);
      accountCallbacks(imports.env, services.budget);
      const completed = complete(imports);
      const call = (slot: number) => {
        (instance.exports.__indirect_function_table as WebAssembly.Table).get(slot)!();
      };
      // No library can be loaded but what the environment has linked in; the module loads the rest of itself by numbers below zero.
      imports.env._dlopen_js = (request: number) => {
        if (request >= 0) return parts.packages?.open(module!.HEAPU8, request, call) ?? 0;
        parts.lazyModules.load(request);
        return 0;
      };
      imports.env._dlsym_js = (library: number, symbol: number) =>
        parts.packages?.find(module!.HEAPU8, library >>> 0, symbol >>> 0) ?? 0;
      const instance = new WebAssembly.Instance(parts.wasm, completed);
      const { own, shared } = partExports(instance.exports);
      parts.lazyModules.connect(completed, shared);
      const { image } = parts;
      const memory = own.memory as WebAssembly.Memory;
      if (image !== null) {
        memory.grow((image.heapBytes - memory.buffer.byteLength) / WASM_PAGE_BYTES);
        image.restore(new Uint8Array(memory.buffer as ArrayBuffer));
      }
      services.budget.noteHeap(memory.buffer.byteLength);
      // What the module's constructors do is in the image: done again, they would undo some of it.
      const constructed = { ...own, __wasm_call_ctors: () => {} };
      done({ exports: image === null ? own : constructed }, parts.wasm);
      return {};
    },
  };
  return await parts.createModule(settings);
}

/** Lets `channel` and `timers` interrupt the Python code that runs in `module`. */
export function connectInterrupts(
  module: EmscriptenModule,
  channel: Channel,
  timers: IntervalTimers,
  stdout: StdoutBuffer,
): void {
  module.takeSignal = () => {
    // A handler that prints cannot be called by what prints: it comes a few bytecodes later.
    if (stdout.isBusy) return 0;
    if (channel.takeInterrupt()) return SIGINT;
    const signal = timers.take();
    // By the C library, as the kernel would: blocked signals stay pending, and those without a handler end the program.
    if (signal !== 0) module._raise(signal);
    return 0;
  };
  module.HEAP8[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;
}

/**
 * Calls the Python function at `entry` with `request`.
 *
 * @returns its answer; null where it raised, which only a lack of memory can make it do.
 */
export function callPython(
  module: EmscriptenModule,
  entry: number,
  request: Uint8Array,
): Uint8Array | null {
  const buffer = module._malloc(request.length + 1);
  if (buffer === 0) return null;
  module.HEAPU8.set(request, buffer);
  const argument = module._PyBytes_FromStringAndSize(buffer, request.length);
  module._free(buffer);
  if (argument === 0) return null;
  const answer = module._PyObject_CallOneArg(entry, argument);
  module._Py_DecRef(argument);
  if (answer === 0) {
    module._PyErr_Clear();
    return null;
  }
  const start = module._PyBytes_AsString(answer);
  if (start === 0) {
    // Not bytes: the program has put a function of its own in the place of ours.
    module._PyErr_Clear();
    module._Py_DecRef(answer);
    return null;
  }
  const bytes = module.HEAPU8.slice(start, start + module._PyBytes_Size(answer));
  module._Py_DecRef(answer);
  return bytes;
}

/** Puts our system calls in the place of Emscripten's. */
function replaceSystemCalls(
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
function complete(imports: WebAssembly.Imports): WebAssembly.Imports {
  const symbol = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  const symbols = new Proxy({}, { get: () => symbol });
  const env = new Proxy(imports.env!, {
    get: (calls, name: string) => calls[name] ?? missingCall(name),
  });
  return { ...imports, env, "GOT.mem": symbols, "GOT.func": symbols };
}
