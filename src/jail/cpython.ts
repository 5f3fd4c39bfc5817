/**
 * HOSTILE ONCE A PROGRAM RUNS. CPython in WebAssembly, without the bridge to JavaScript that Pyodide builds on it:
 * Python is started and restored as plain CPython, and can ask nothing of JavaScript but our system calls.
 * JavaScript calls one function of Python's, bytes in and bytes out.
 */
import { accountCallbacks } from "./callback_budget.ts";
import type { Channel } from "./channel.ts";
import type { CreateModule, EmscriptenModule, EmscriptenSettings, Fs } from "./emscripten.ts";
import { type LazyModules, partExports } from "./lazy_modules.ts";
import type { StdoutBuffer } from "./stdout_buffer.ts";
import { completeImports, replaceSystemCalls, type Services } from "./system_calls.ts";
import type { IntervalTimers } from "./timers.ts";
import { WASM_PAGE_BYTES } from "../pack/pages.ts";

/** Where packages are. */
export const SITE_PATH = "/lib/python3.14/site-packages";

/** Where Python finds itself inside the sandbox: the working directory of a program. */
export const HOME = "/home/sandbox";
const STDLIB_PATH = "/lib/python314.zip";
const TZDATA_PATH = "/lib/tzdata.zip";

/** The signal that CPython takes as Ctrl-C. */
const SIGINT = 2;

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
      const completed = completeImports(imports);
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
