import assert from "node:assert/strict";
import { link } from "../../src/link/link.ts";
import { LinkError } from "../../src/link/link_error.ts";
import { constant, text } from "../../src/wasm/assemble.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { makeWhole } from "../wasm/whole_module.ts";
import {
  body,
  exported,
  extension,
  from,
  FUNCREF,
  global,
  I32,
  IMPORT,
  imported,
  needs,
  sideModule,
  subsection,
  SYMBOLS,
  TYPE,
} from "./side_modules.ts";

const whole = takeApart(makeWhole());
const [UNARY, PLAIN, WIDE] = [1, 2, 3];
const zero = constant(0);
const { memory, table, stackPointer, memoryBase, tableBase } = IMPORT;
const both = [memory, table];

/** What each of these tries, the module, and how it is refused. */
const REFUSED:
  readonly (readonly [tries: string, module: Uint8Array<ArrayBuffer>, error: string])[] = [
    [
      "grows the memory",
      extension([...constant(9), 0x40, 0], { imports: both }),
      "it has the instruction memory.grow (function 0)",
    ],
    [
      "reads the table",
      extension([...zero, 0x25, 0, 0x1A, ...zero], { imports: both }),
      "it has the instruction table.get (function 0)",
    ],
    [
      "writes the table",
      extension([...zero, 0xD0, FUNCREF, 0x26, 0, ...zero], { imports: both }),
      "it has the instruction table.set (function 0)",
    ],
    [
      "grows the table",
      extension([0xD0, FUNCREF, ...constant(9), 0xFC, 15, 0], { imports: both }),
      "it has the instruction table.grow (function 0)",
    ],
    [
      "asks for the table's size",
      extension([0xFC, 16, 0], { imports: both }),
      "it has the instruction table.size (function 0)",
    ],
    [
      "fills the table",
      extension([...zero, 0xD0, FUNCREF, ...zero, 0xFC, 17, 0, ...zero], { imports: both }),
      "it has the instruction table.fill (function 0)",
    ],
    [
      "copies in the table",
      extension([...zero, ...zero, ...zero, 0xFC, 14, 0, 0, ...zero], { imports: both }),
      "it has the instruction table.copy (function 0)",
    ],
    [
      "waits for other threads",
      extension([...zero, ...zero, 0x42, 0x7F, 0xFE, 1, 2, 0], {
        imports: [[...text("env"), ...text("memory"), 2, 3, 1, 1]],
      }),
      "it imports the memory 'env.memory'; expected 'env.memory', not shared",
    ],
    [
      "notifies other threads",
      extension([...zero, ...zero, 0xFE, 0, 2, 0], { imports: both }),
      "it has the instruction memory.atomic.notify (function 0)",
    ],
    [
      "writes Python's data",
      extension(zero, { imports: both, data: [[0, ...constant(64), 0x0B, 4, 1, 2, 3, 4]] }),
      "it has 4 entries of its memory at 64 from nothing; expected them within the 1024 that it asks for",
    ],
    [
      "writes before its memory",
      extension(zero, {
        imports: [...both, memoryBase],
        data: [[0, ...from(0, -8), 4, 1, 2, 3, 4]],
      }),
      "it has 4 entries of its memory at -8 from memory; expected them within the 1024 that it asks for",
    ],
    [
      "writes behind its memory",
      extension(zero, {
        imports: [...both, memoryBase],
        data: [[0, ...from(0, 1021), 4, 1, 2, 3, 4]],
      }),
      "it has 4 entries of its memory at 1021 from memory; expected them within the 1024 that it asks for",
    ],
    [
      "writes where its table would be",
      extension(zero, { imports: [...both, tableBase], data: [[0, ...from(0), 1, 1]] }),
      "it has 1 entries of its memory at 0 from table; expected them within the 1024 that it asks for",
    ],
    [
      "adds two bases",
      extension(zero, {
        imports: [...both, memoryBase, tableBase],
        data: [[0, 0x23, 0, 0x23, 1, 0x6A, 0x0B, 1, 1]],
      }),
      "it has a constant expression that adds two addresses",
    ],
    [
      "takes Python's places in the table",
      extension(zero, { imports: both, elements: [[0, ...constant(1), 0x0B, 1, 0]] }),
      "it has 1 entries of its table at 1 from nothing; expected them within the 4 that it asks for",
    ],
    [
      "takes places behind its own",
      extension(zero, { imports: [...both, tableBase], elements: [[0, ...from(0, 4), 1, 0]] }),
      "it has 1 entries of its table at 4 from table; expected them within the 4 that it asks for",
    ],
    [
      "puts functions at an address",
      extension(zero, { imports: [...both, memoryBase], elements: [[0, ...from(0), 1, 0]] }),
      "it has 1 entries of its table at 0 from memory; expected them within the 4 that it asks for",
    ],
    [
      "has passive elements",
      extension(zero, { imports: both, elements: [[1, 0, 1, 0]] }),
      "Cannot read a module with element segments of kind 1",
    ],
    [
      "has passive data",
      extension(zero, { imports: both, data: [[1, 1, 1]] }),
      "it has passive data",
    ],
    [
      "calls a function as another type",
      extension([0x42, 1, 0x10, 0, 0x1A, ...zero], { imports: [imported("one", WIDE), ...both] }),
      "it imports the function 'one' with another type",
    ],
    [
      "catches an exception as another type",
      extension(zero, {
        imports: [...both, [...text("env"), ...text("__cpp_exception"), 4, 0, PLAIN]],
      }),
      "it imports the exception '__cpp_exception' with another type",
    ],
    [
      "has a memory",
      extension(zero, { imports: [], own: { 5: [1, 0, 1] } }),
      "it has a memory of its own; expected CPython's",
    ],
    [
      "has a table",
      extension(zero, { imports: [memory], own: { 4: [1, FUNCREF, 0, 1] } }),
      "it has a table of its own; expected CPython's",
    ],
    [
      "has an exception",
      extension(zero, { imports: both, own: { 13: [1, 0, PLAIN] } }),
      "it has a kind of exception of its own; expected CPython's",
    ],
    [
      "imports the table twice",
      extension(zero, { imports: [...both, table] }),
      "it imports a memory or a table twice",
    ],
    [
      "imports another table",
      extension(zero, {
        imports: [memory, [...text("main"), ...text("shared.functions"), 1, FUNCREF, 0, 0]],
      }),
      "it imports the table 'main.shared.functions', which is not there",
    ],
    [
      "sets an address of Python's",
      extension([...zero, 0x24, 0, ...zero], { imports: [...both, global("GOT.mem", "words")] }),
      "Cannot link code that sets an address (function 0)",
    ],
    [
      "uses a flag of the lazy modules",
      extension(zero, { imports: [...both, global("main", "shared.loaded0")] }),
      "it imports 'main.shared.loaded0', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "uses another global of CPython's",
      extension(zero, { imports: [...both, global("env", "variable")] }),
      "it imports 'env.variable', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "ends the process by WASI",
      extension(zero, {
        imports: [imported("proc_exit", PLAIN, "wasi_snapshot_preview1"), ...both],
      }),
      "it imports 'wasi_snapshot_preview1.proc_exit', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "loads modules",
      extension([...constant(-1), 0x10, 0], { imports: [imported("_dlopen_js", UNARY), ...both] }),
      "it imports 'env._dlopen_js', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "calls the import of CPython's module",
      extension([...constant(-1), 0x10, 0], { imports: [imported("load", UNARY), ...both] }),
      "it imports 'env.load', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "runs a script",
      extension([...zero, 0x10, 0], {
        imports: [imported("emscripten_run_script_int", UNARY), ...both],
      }),
      "it imports 'env.emscripten_run_script_int', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "calls what the module exports and the list does not have",
      extension([...zero, ...zero, 0x10, 0, 0x1A, ...zero], {
        types: [TYPE.give, [0x60, 2, I32, I32, 1, 0x7E]],
        imports: [imported("three", 1), ...both],
      }),
      "it imports 'env.three', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "has JavaScript",
      extension([0x10, 0, ...zero], {
        imports: [imported("evil", PLAIN), ...both],
        globals: [[I32, 0, ...zero, 0x0B]],
        exports: [[...text("__em_js__evil"), 3, 0], exported("PyInit_m", 1)],
      }),
      "it imports 'env.evil', which the sandbox does not provide, nor the libraries it needs",
    ],
    [
      "needs a library that is not there",
      extension(zero, { imports: both, dylink: needs("libevil.so") }),
      "it needs the library 'libevil.so', which no wheel has",
    ],
    [
      "asks for the whole memory",
      extension(zero, { imports: both, memory: 2 ** 31 }),
      "it asks for 2147483648 bytes of memory at 2^4 and 4 places in the table at 2^0; expected at most 268435456 at 2^16 and 1000000 at 2^8",
    ],
    [
      "asks for the whole table",
      extension(zero, { imports: both, table: 2 ** 31 }),
      "it asks for 1024 bytes of memory at 2^4 and 2147483648 places in the table at 2^0; expected at most 268435456 at 2^16 and 1000000 at 2^8",
    ],
    [
      "has a subsection that is not known",
      extension(zero, { imports: both, dylink: subsection(9, [1]) }),
      "its section dylink.0 has a subsection 9, which is not known",
    ],
    [
      "is no side module",
      extension(zero, { imports: both, isPlain: true }),
      "it is no side module: it has no section dylink.0",
    ],
    [
      "does not validate",
      extension([...zero, ...zero], { imports: both }),
      "it is no valid WebAssembly module",
    ],
    [
      "loops at its start",
      extension(zero, {
        imports: both,
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(0x03, 0x40, 0x0C, 0, 0x0B)],
      }),
      "its start function has the instruction 3",
    ],
    [
      "calls itself at its start",
      extension(zero, {
        imports: both,
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(0x10, 1)],
      }),
      "its start function calls a function twice",
    ],
    [
      "calls Python at its start",
      extension(zero, {
        imports: [imported("plain", PLAIN), ...both],
        functions: [0, 2],
        start: 2,
        bodies: [body(...zero), body(0x10, 0)],
        exports: [exported("PyInit_m", 1)],
      }),
      "its start function calls something that it imports",
    ],
    [
      "writes at its start",
      extension(zero, {
        imports: both,
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(...constant(64), ...constant(7), 0x36, 2, 0)],
      }),
      "its start function writes into the memory",
    ],
    [
      "fills at its start",
      extension(zero, {
        imports: both,
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(...constant(64), ...constant(7), ...constant(9), 0xFC, 11, 0)],
      }),
      "its start function writes into the memory",
    ],
    [
      "moves the stack at its start",
      extension(zero, {
        imports: [...both, stackPointer],
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(...zero, 0x24, 0)],
      }),
      "its start function sets a variable that is not its own",
    ],
    [
      "has a start function without end",
      extension(zero, {
        imports: both,
        functions: [0, 2],
        start: 1,
        bodies: [body(...zero), body(...Array(100_001).fill(1))],
      }),
      "its start function is too long",
    ],
    [
      "changes a variable outside of its memory",
      extension([...zero, 0x24, 0, ...zero], { imports: both, globals: [[I32, 1, ...zero, 0x0B]] }),
      "Cannot link code that sets an address (function 0)",
    ],
    [
      "has a variable of another type",
      extension(zero, { imports: both, globals: [[0x7D, 1, 0x43, 0, 0, 0, 0, 0x0B]] }),
      "it has a constant expression with the instruction 67",
    ],
  ];

Deno.test("a crafted side module is refused, and the error names it and what it tries", () => {
  for (const [tries, bytes, error] of REFUSED) {
    assert.throws(
      () => link(whole, SYMBOLS, [{ path: "m/m.so", bytes }], 65_536),
      (thrown: unknown) => {
        assert.ok(thrown instanceof LinkError, `${tries}: ${thrown}`);
        assert.equal(thrown.message, `m/m.so: ${error}`, tries);
        return true;
      },
      tries,
    );
  }
});

Deno.test("what is called to make a module ready takes nothing and gives nothing", () => {
  const bytes = extension(zero, {
    imports: both,
    exports: [exported("PyInit_m", 0), exported("__wasm_call_ctors", 0)],
  });
  assert.throws(() => link(whole, SYMBOLS, [{ path: "m.so", bytes }], 65_536), {
    message: "m.so: it exports '__wasm_call_ctors' with another type",
  });
});

Deno.test("a library that exports what it imports is refused to whoever needs it", () => {
  const library = sideModule({
    types: [TYPE.unary],
    imports: [imported("one", 0)],
    exports: [exported("again", 0)],
  });
  const user = extension([...zero, 0x10, 0], {
    imports: [imported("again", UNARY), ...both],
    dylink: needs("lib.so"),
  });
  const files = [{ path: "m/m.so", bytes: user }, { path: "libs/lib.so", bytes: library }];
  assert.throws(() => link(whole, SYMBOLS, files, 65_536), {
    message: "libs/lib.so: it exports 'again', which it imports",
  });
  const twice = [...files, { path: "other/lib.so", bytes: library }];
  assert.throws(() => link(whole, SYMBOLS, twice, 65_536), {
    message: "m/m.so: there are several libraries 'lib.so' for it",
  });
});

Deno.test("more than there is room for is refused", () => {
  const bytes = extension(zero, { imports: both, memory: 200 * 1024 * 1024 });
  const files = ["a", "b"].map((name) => ({ path: `${name}.so`, bytes }));
  assert.throws(() => link(whole, SYMBOLS, files, 65_536), {
    message: "b.so: with it the modules have more than 268435456 bytes of data, " +
      "1000000 places in the table or 500000 functions",
  });
  const many = Array.from({ length: 1001 }, (_, at) => ({ path: `${at}.so`, bytes }));
  assert.throws(() => link(whole, SYMBOLS, many, 65_536), {
    message: `0.so: there are 1001 side modules of ${1001 * bytes.length} bytes; ` +
      "expected at most 1000 of 268435456",
  });
});
