/**
 * A process of its own, because it empties its realm as the jail does: starts CPython in the slimmed module, lets it
 * import what programs import most, and writes its memory as `image.bin`.
 */
import { importGlue, readAsset } from "../../src/jail/assets.ts";
import { Budget } from "../../src/jail/budget.ts";
import { Chance } from "../../src/jail/chance.ts";
import { Channel } from "../../src/jail/channel.ts";
import { encodeImage } from "../../src/jail/image.ts";
import { bootModule } from "../../src/jail/interpreter.ts";
import { hideRuntime } from "../../src/jail/lockdown.ts";
import { takePowers } from "../../src/jail/powers.ts";

/** C functions that only the making of an image uses. */
interface BuildExports {
  _PyRun_SimpleStringFlags(code: number, flags: number): number;
  _PyImport_AddModule(name: number): number;
  _PyObject_GetAttrString(object: number, name: number): number;
}

const [pyodideVersion, imagePath] = Deno.args as [string, string];
const encoder = new TextEncoder();
const here = import.meta.dirname!;
const pythonHalf = `${here}/../../src/jail/python/_pysandbox`;
const sources: Record<string, string> = {};
for (const { name } of Deno.readDirSync(pythonHalf)) {
  if (name.endsWith(".py")) {
    sources[name.slice(0, -".py".length)] = Deno.readTextFileSync(`${pythonHalf}/${name}`);
  }
}
const prepare = Deno.readTextFileSync(`${here}/prepare_image.py`);
const wasmBytes = readAsset("python.wasm.bin");
const stdlib = readAsset("stdlib.zip");
const tzdata = readAsset("tzdata.zip");

const powers = takePowers();
const runtime = hideRuntime();
const chance = new Chance(powers);
// The same inputs give the same image.
chance.seed(0n);
const module = await bootModule({
  createModule: await importGlue(),
  wasm: WebAssembly.compile(wasmBytes),
  stdlib,
  tzdata,
  heapBytes: 0,
  startPython: true,
}, { channel: new Channel(powers), chance, budget: new Budget(2 ** 32) });
const python = module as typeof module & BuildExports;

const code = `SOURCES = ${JSON.stringify(sources)}\nTZDATA = "/lib/tzdata.zip"\n${prepare}`;
module.FS.writeFile("/prepare_image.py", encoder.encode(code));
const failed = python._PyRun_SimpleStringFlags(
  cString(`
import traceback
try:
    exec(compile(open("/prepare_image.py").read(), "/prepare_image.py", "exec"), namespace := {})
    ENTRY, ERROR = namespace["ENTRY"], ""
    del namespace
except BaseException:
    open("/error.txt", "w").write(traceback.format_exc())
    raise
`),
  0,
);
if (failed !== 0) {
  const { FS } = module as unknown as { FS: { readFile(path: string): Uint8Array } };
  runtime.stderr.writeSync(FS.readFile("/error.txt"));
  runtime.exit(1);
}
const main = python._PyImport_AddModule(cString("__main__"));
const entry = python._PyObject_GetAttrString(main, cString("ENTRY"));
forgetBuiltin("_pyodide_core");
runtime.writeFileSync(
  imagePath,
  encodeImage(module.HEAPU8, { pyodide: pyodideVersion, wasmBytes: wasmBytes.length, entry }),
);
runtime.exit(0);

/** A C string that is never freed: the memory is thrown away with this process, or is part of the image. */
function cString(text: string): number {
  const bytes = encoder.encode(`${text}\0`);
  const pointer = module._malloc(bytes.length);
  module.HEAPU8.set(bytes, pointer);
  return pointer;
}

/**
 * Blanks the name of a built-in module in CPython's table, so that nothing can import it: `_pyodide_core` would build
 * the bridge to JavaScript.
 */
function forgetBuiltin(name: string): void {
  const pattern = encoder.encode(`\0${name}\0`);
  const heap = module.HEAPU8;
  let found = 0;
  for (let at = heap.indexOf(0); at >= 0 && at < heap.length;) {
    if (pattern.every((byte, i) => heap[at + i] === byte)) {
      heap.fill(0, at + 1, at + pattern.length);
      found++;
    }
    at = heap.indexOf(pattern[1]!, at + 2) - 1;
    if (at < 0) break;
  }
  if (found === 0) throw new Error(`No built-in module ${name} in the image`);
}
