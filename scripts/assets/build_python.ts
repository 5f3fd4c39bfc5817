/**
 * CPython started from scratch, for making assets. The process becomes like a jail: its realm has no runtime any more,
 * and this is its only interpreter.
 */
import { Budget } from "../../src/jail/budget.ts";
import { Channel } from "../../src/jail/channel.ts";
import { bootModule } from "../../src/jail/cpython.ts";
import { type EmscriptenModule, importGlue } from "../../src/jail/emscripten.ts";
import { Entropy } from "../../src/jail/entropy.ts";
import { LazyModules } from "../../src/jail/lazy_modules.ts";
import { ExactTimes } from "../../src/jail/exact_times.ts";
import { hideRuntime } from "../../src/jail/lockdown.ts";
import { takePowers } from "../../src/jail/powers.ts";
import { IntervalTimers } from "../../src/jail/timers.ts";

/** C functions that only the making of assets uses. */
interface BuildExports {
  readonly FS: { readFile(path: string): Uint8Array<ArrayBuffer> };
  _PyThreadState_Get(): number;
  _PyRun_SimpleStringFlags(code: number, flags: number): number;
  _PyImport_AddModule(name: number): number;
  _PyObject_GetAttrString(object: number, name: number): number;
}

/** A started interpreter, and what is left of the runtime. */
export interface BuildPython {
  readonly module: EmscriptenModule & BuildExports;
  readonly runtime: typeof Deno;
  /**
   * Runs a program in `__main__`. Where it raises, its traceback goes to stderr and the process ends.
   *
   * @param variables names that the program finds set, each to a JSON value.
   */
  run(code: string, variables: Record<string, unknown>): void;
  /** The address of the object that a name of a module stands for, or an attribute of it and so on; it stays alive. */
  address(module: string, ...names: string[]): number;
}

/** Starts Python from `folder`, which holds the module `python.wasm` and the archives `stdlib.zip` and `tzdata.zip`. */
export async function startBuildPython(folder: string): Promise<BuildPython> {
  const wasm = new WebAssembly.Module(Deno.readFileSync(`${folder}/python.wasm`));
  const stdlib = Deno.readFileSync(`${folder}/stdlib.zip`);
  const tzdata = Deno.readFileSync(`${folder}/tzdata.zip`);
  const powers = takePowers();
  const runtime = hideRuntime();
  const entropy = new Entropy(powers);
  // The same inputs give the same assets.
  entropy.seed(0n);
  const module = await bootModule(
    {
      createModule: await importGlue(),
      wasm,
      lazyModules: new LazyModules([]),
      stdlib,
      tzdata,
      packages: null,
      image: null,
    },
    {
      ...{ channel: new Channel(powers), entropy, budget: new Budget(2 ** 32) },
      timers: new IntervalTimers({ real: powers.monotonic, cpu: powers.monotonic }),
      exactTimes: new ExactTimes(),
    },
  ) as EmscriptenModule & BuildExports;
  const encoder = new TextEncoder();

  /** A C string that is never freed: the memory goes with this process, or is part of the image. */
  const cString = (text: string): number => {
    const bytes = encoder.encode(`${text}\0`);
    const pointer = module._malloc(bytes.length);
    module.HEAPU8.set(bytes, pointer);
    return pointer;
  };
  return {
    module,
    runtime,
    run: (code, variables) => {
      module.FS.writeFile("/build.py", encoder.encode(code));
      module.FS.writeFile("/build.json", encoder.encode(JSON.stringify(variables)));
      if (module._PyRun_SimpleStringFlags(cString(RUN), 0) === 0) return;
      runtime.stderr.writeSync(module.FS.readFile("/error.txt"));
      runtime.exit(1);
    },
    address: (start, ...names) =>
      names.reduce(
        (object, name) => module._PyObject_GetAttrString(object, cString(name)),
        module._PyImport_AddModule(cString(start)),
      ),
  };
}

const RUN = `
import json, os, traceback
try:
    with open("/build.json") as file:
        namespace = json.load(file)
    with open("/build.py") as file:
        exec(compile(file.read(), "/build.py", "exec"), namespace)
    os.remove("/build.json"), os.remove("/build.py")
    ENTRY = namespace.get("ENTRY")
    del namespace, file
except BaseException:
    with open("/error.txt", "w") as file:
        file.write(traceback.format_exc())
    raise
`;
