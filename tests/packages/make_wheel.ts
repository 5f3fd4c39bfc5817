/** Wheels put together by hand: an archive without compression, and an extension module that CPython can import. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { constant } from "../../src/wasm/assemble.ts";
import { body, exported, from, I32, IMPORT, imported, sideModule } from "../link/side_modules.ts";

/** Contents by their paths. */
export type WheelFiles = Readonly<Record<string, string | Uint8Array>>;

/** The name of the file of an extension module. */
export const SUFFIX = ".cpython-314-wasm32-emscripten.so";

/** The platform of native wheels. */
export const TAGS = "cp314-cp314-pyemscripten_2026_0_wasm32";

/** The bytes of a zip archive. */
export function zip(files: WheelFiles): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const [locals, entries]: [Uint8Array<ArrayBuffer>[], number[]] = [[], []];
  let [count, start] = [0, 0];
  for (const [path, contents] of Object.entries(files)) {
    const name = encoder.encode(path);
    const bytes = typeof contents === "string" ? encoder.encode(contents) : contents;
    const sizes = [...word(crc32(bytes)), ...word(bytes.length), ...word(bytes.length)];
    const common = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...sizes, ...half(name.length), 0, 0];
    entries.push(
      ...[0x50, 0x4B, 1, 2, 20, 0, ...common, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[...word(start), ...name],
    );
    const header = Uint8Array.of(0x50, 0x4B, 3, 4, ...common, ...name);
    locals.push(header, Uint8Array.from(bytes));
    start += header.length + bytes.length;
    count++;
  }
  const directory = Uint8Array.from([
    ...[...entries, 0x50, 0x4B, 5, 6, 0, 0, 0, 0, ...half(count), ...half(count)],
    ...[...word(entries.length), ...word(start), 0, 0],
  ]);
  return concat([...locals, directory]);
}

/** The files of a wheel, with the metadata of its project. @param headers further lines of its METADATA. */
export function wheel(
  project: string,
  version: string,
  files: WheelFiles,
  headers: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  const lines = [`Name: ${project}`, `Version: ${version}`, ...headers];
  return zip(recorded(project, version, {
    ...files,
    [`${project}-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\n${lines.join("\n")}\n`,
    [`${project}-${version}.dist-info/WHEEL`]: "Wheel-Version: 1.0\n",
  }));
}

/** The files with a RECORD of them. */
export function recorded(project: string, version: string, files: WheelFiles): WheelFiles {
  const record = `${project}-${version}.dist-info/RECORD`;
  const rows = Object.entries(files).map(([path, contents]) => {
    const digest = createHash("sha256").update(contents).digest("base64url");
    const name = /[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
    return `${name},sha256=${digest},${new Blob([contents as string]).size}\n`;
  });
  return { ...files, [record]: `${rows.join("")}${record},,\n` };
}

/**
 * An extension module of one function, `answer()`, which gives 42: a word that the module's constructor writes, in memory to which its
 * relocations point. As C has it: `static PyModuleDef` at 0, its methods at 64, names at 128 and 144, the word at 160.
 */
export function nativeModule(name: string): Uint8Array<ArrayBuffer> {
  const [NAME, SIZE, METHODS] = [20, 28, 32];
  const [METHOD, METHOD_CALL, METHOD_FLAGS, TEXT, OTHER_TEXT, WORD] = [64, 68, 72, 128, 144, 160];
  const NOARGS = 4;
  const [memoryBase, tableBase] = [0, 1];
  const store = (at: number, ...value: number[]) => [
    ...[0x23, memoryBase, ...constant(at), 0x6A, ...value, 0x36, 2, 0],
  ];
  const pointer = (at: number) => [0x23, memoryBase, ...constant(at), 0x6A];
  const bytes = new Uint8Array(WORD + 4);
  const encoder = new TextEncoder();
  bytes.set([0xFF, 0xFF, 0xFF, 0xFF], SIZE);
  bytes.set([NOARGS], METHOD_FLAGS);
  bytes.set(encoder.encode(name), TEXT);
  bytes.set(encoder.encode("answer"), OTHER_TEXT);
  const [two, one, none, plain] = [0, 1, 2, 3];
  const [create, toLong, init, answer, relocate, construct] = [0, 1, 2, 3, 4, 5];
  return sideModule({
    types: [[0x60, 2, I32, I32, 1, I32], [0x60, 1, I32, 1, I32], [0x60, 0, 1, I32], [0x60, 0, 0]],
    imports: [
      ...[imported("PyModule_Create2", two), imported("PyLong_FromLong", one)],
      ...[IMPORT.memory, IMPORT.table, IMPORT.memoryBase, IMPORT.tableBase],
    ],
    functions: [none, two, plain, plain],
    exports: [
      ...[exported(`PyInit_${name}`, init), exported("__wasm_apply_data_relocs", relocate)],
      exported("__wasm_call_ctors", construct),
    ],
    elements: [[0, ...from(tableBase), 1, answer]],
    data: [[0, ...from(memoryBase), ...half7(bytes.length), ...bytes]],
    bodies: [
      body(0x23, memoryBase, ...constant(1013), 0x10, create),
      body(...pointer(WORD), 0x28, 2, 0, 0x10, toLong),
      body(
        ...[...store(NAME, ...pointer(TEXT)), ...store(METHODS, ...pointer(METHOD))],
        ...[...store(METHOD, ...pointer(OTHER_TEXT)), ...store(METHOD_CALL, 0x23, tableBase)],
      ),
      body(...store(WORD, ...pointer(WORD), 0x28, 2, 0, ...constant(42), 0x6A)),
    ],
  });
}

/**
 * An extension module whose function `deep(x)` calls itself for as long as CPython lets it, without taking anything of the stack in memory:
 * `if (Py_EnterRecursiveCall(text)) return NULL; return deep(module, x);`. Its memory is laid out like that of `nativeModule`.
 */
export function deepModule(name: string): Uint8Array<ArrayBuffer> {
  const [NAME, SIZE, METHODS] = [20, 28, 32];
  const [METHOD, METHOD_CALL, METHOD_FLAGS, TEXT, OTHER_TEXT] = [64, 68, 72, 128, 144];
  const ONE_ARGUMENT = 8;
  const [memoryBase, tableBase] = [0, 1];
  const pointer = (at: number) => [0x23, memoryBase, ...constant(at), 0x6A];
  const store = (at: number, ...value: number[]) => [...pointer(at), ...value, 0x36, 2, 0];
  const bytes = new Uint8Array(OTHER_TEXT + 16);
  const encoder = new TextEncoder();
  bytes.set([0xFF, 0xFF, 0xFF, 0xFF], SIZE);
  bytes.set([ONE_ARGUMENT], METHOD_FLAGS);
  bytes.set(encoder.encode(name), TEXT);
  bytes.set(encoder.encode("deep"), OTHER_TEXT);
  const [two, one, none, plain] = [0, 1, 2, 3];
  const [create, enter, init, deep, relocate] = [0, 1, 2, 3, 4];
  return sideModule({
    types: [[0x60, 2, I32, I32, 1, I32], [0x60, 1, I32, 1, I32], [0x60, 0, 1, I32], [0x60, 0, 0]],
    imports: [
      ...[imported("PyModule_Create2", two), imported("Py_EnterRecursiveCall", one)],
      ...[IMPORT.memory, IMPORT.table, IMPORT.memoryBase, IMPORT.tableBase],
    ],
    functions: [none, two, plain],
    exports: [
      ...[exported(`PyInit_${name}`, init), exported("__wasm_apply_data_relocs", relocate)],
    ],
    elements: [[0, ...from(tableBase), 1, deep]],
    data: [[0, ...from(memoryBase), ...half7(bytes.length), ...bytes]],
    bodies: [
      body(...pointer(0), ...constant(1013), 0x10, create),
      body(
        ...[...pointer(TEXT), 0x10, enter, 0x04, 0x40, ...constant(0), 0x0F, 0x0B],
        ...[0x20, 0, 0x20, 1, 0x10, deep],
      ),
      body(
        ...[...store(NAME, ...pointer(TEXT)), ...store(METHODS, ...pointer(METHOD))],
        ...[...store(METHOD, ...pointer(OTHER_TEXT)), ...store(METHOD_CALL, 0x23, tableBase)],
      ),
    ],
  });
}

function concat(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function half7(value: number): number[] {
  return [value & 0x7F | 0x80, value >>> 7];
}

function half(value: number): number[] {
  return [value & 0xFF, value >>> 8 & 0xFF];
}

function word(value: number): number[] {
  return [...half(value), ...half(value >>> 16)];
}
