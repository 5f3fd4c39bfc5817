/** A process of its own: lets Python import what programs import most, and writes its memory as `image.bin`. */
import { boundsForPython } from "../../src/wire/bounds.ts";
import { startBuildPython } from "./build_python.ts";
import { STDOUT_BUFFER_BYTES, StdoutBuffer } from "../../src/jail/stdout_buffer.ts";
import { encodeImage } from "../../src/pack/encode_image.ts";
import { SOFT_LIMIT_OFFSET } from "./stack_accounting.ts";

/** `c_stack_top` stands before `c_stack_soft_limit`. */
const STACK_TOP_OFFSET = SOFT_LIMIT_OFFSET - 4;

/** How far CPython's two limits are from each other. */
const STACK_MARGIN_BYTES = 8 * 1024;

/** Where CPython 3.14 has `py_recursion_remaining` in `PyThreadState`; `py_recursion_limit` is behind it. */
const RECURSION_OFFSET = 32;

/** The limit that programs begin with. */
const RECURSION_LIMIT = 1000;

/** How many frames of the Python half are below a program's first. */
const OWN_FRAMES = 5;

/** More than any table of functions has. Addresses of data are larger. */
const MOST_FUNCTIONS = 65_536;

const [pyodideVersion, wasmLength, folder, imagePath] = Deno.args as string[] as [
  ...[version: string, length: string, folder: string, path: string],
];
const here = import.meta.dirname!;
const pythonHalf = `${here}/../../src/jail/python/_pysandbox`;
const sources: Record<string, string> = { bounds: boundsForPython() };
for (const { name } of Deno.readDirSync(pythonHalf)) {
  if (name.endsWith(".py")) {
    sources[name.slice(0, -".py".length)] = Deno.readTextFileSync(`${pythonHalf}/${name}`);
  }
}
const prepare = Deno.readTextFileSync(`${here}/prepare_image.py`);
const forgotten = Deno.readTextFileSync(`${here}/forgotten_modules.txt`).split(/\s+/)
  .filter(Boolean);
const modules = Deno.readTextFileSync(`${here}/image_modules.txt`).split(/\s+/).filter(Boolean);
// Of the module that the image is restored into, which is not the one that it is made with.
const wasmBytes = Number(wasmLength);

const { module, runtime, run, address } = await startBuildPython(folder);
run(prepare, {
  ...{ SOURCES: sources, MODULES: modules, FORGOTTEN: forgotten },
  ...{ TZDATA: "/lib/tzdata.zip", STDOUT_BUFFER_BYTES },
});
const entry = address("__main__", "ENTRY");
const stdoutBuffer = address("sys", "stdout", "buffer");
for (const name of forgotten) forgetBuiltin(name);
const stackLimits = module._PyThreadState_Get() + STACK_TOP_OFFSET;
checkStackLimits();
forgetOwnFrames();
shutStdoutBuffer();
const image = encodeImage(module.HEAPU8, {
  ...{ pyodide: pyodideVersion, wasmBytes, entry, stackLimits, stdoutBuffer },
});
runtime.writeFileSync(imagePath, image);
runtime.exit(0);

/** @throws where CPython's limits of its stack are not where they are believed to be. */
function checkStackLimits(): void {
  const [top, soft, hard] = new Uint32Array(module.HEAPU8.buffer, stackLimits, 3) as unknown as [
    ...[top: number, soft: number, hard: number],
  ];
  if (soft < top && hard === soft - STACK_MARGIN_BYTES && hard > 0) return;
  throw new Error(`Unknown limits of CPython's stack: ${top}, ${soft}, ${hard}`);
}

/**
 * Lets a program recurse as deep as in CPython, where nothing is below it.
 *
 * @throws where CPython does not count its frames where it is believed to.
 */
function forgetOwnFrames(): void {
  const address = module._PyThreadState_Get() + RECURSION_OFFSET;
  const recursion = new Uint32Array(module.HEAPU8.buffer, address, 2);
  const [remaining, limit] = recursion;
  if (remaining !== RECURSION_LIMIT || limit !== RECURSION_LIMIT) {
    throw new Error(`Unknown limit of CPython's recursion: ${remaining}, ${limit}`);
  }
  recursion[0] = RECURSION_LIMIT + OWN_FRAMES;
}

/**
 * Shuts the buffer below `sys.stdout`, which is what a program begins with.
 *
 * @throws where the buffer's members are not where they are believed to be.
 */
function shutStdoutBuffer(): void {
  const buffer = new StdoutBuffer(module, stdoutBuffer);
  const write = (text: string) => run(`import sys; sys.stdout.write(${JSON.stringify(text)})`, {});
  const taken = () => {
    write("begin ");
    write("end");
    return new TextDecoder().decode(buffer.shut() ?? undefined);
  };
  const first = taken();
  const next = [buffer.isOpen, taken()];
  buffer.open();
  const last = [buffer.isOpen, taken(), buffer.isOpen, buffer.isBusy];
  const found = JSON.stringify([first, ...next, ...last]);
  if (found === JSON.stringify(["begin end", false, "", true, "begin end", false, false])) return;
  throw new Error(`Unknown members of CPython's buffers: ${found}`);
}

/**
 * Blanks a built-in module in CPython's table, name and start function, so that nothing can import it: `_pyodide_core` would
 * build the bridge to JavaScript; the others are for tests of CPython and debuggers of other processes. An entry without a function is one that cannot be started.
 */
function forgetBuiltin(name: string): void {
  const pattern = new TextEncoder().encode(`\0${name}\0`);
  const heap = module.HEAPU8;
  const words = new Uint32Array(heap.buffer, 0, heap.length / 4);
  let entries = 0;
  for (let at = heap.indexOf(0); at >= 0 && at < heap.length;) {
    if (pattern.every((byte, i) => heap[at + i] === byte)) {
      const found: number[] = [];
      for (let word = words.indexOf(at + 1); word >= 0; word = words.indexOf(at + 1, word + 1)) {
        if (isEntry(words, word)) found.push(word);
      }
      for (const word of found) words[word + 1] = 0;
      // Other texts of this form are Python's own, and not to be touched.
      if (found.length > 0) heap.fill(0, at + 1, at + pattern.length);
      entries += found.length;
    }
    at = heap.indexOf(pattern[1]!, at + 2) - 1;
    if (at < 0) break;
  }
  if (entries === 0) throw new Error(`No built-in module ${name} in the image`);
}

/** Whether a word begins a `struct _inittab { const char *name; PyObject *(*initfunc)(void); }` that is followed by another. */
function isEntry(words: Uint32Array, word: number): boolean {
  const isFunction = (value: number) => value > 0 && value < MOST_FUNCTIONS;
  const [, start, next, nextStart] = words.subarray(word, word + 4) as unknown as [
    ...[name: number, start: number, next: number, nextStart: number],
  ];
  if (!isFunction(start)) return false;
  // The last one is followed by one without a name, and one that was forgotten has no function.
  if (next === 0) return nextStart === 0;
  const end = module.HEAPU8.indexOf(0, next);
  const text = new TextDecoder().decode(module.HEAPU8.slice(next, end));
  return /^\w*$/.test(text) && (nextStart === 0 || isFunction(nextStart));
}
