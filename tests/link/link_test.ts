import assert from "node:assert/strict";
import { LazyModules, partExports } from "../../src/jail/lazy_modules.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";
import { link, type Linked, type SideFile } from "../../src/link/link.ts";
import { constant, text } from "../../src/wasm/assemble.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";
import { LOADER, makeWhole, type WholeExports } from "../wasm/whole_module.ts";
import {
  body,
  exported,
  extension,
  from,
  global,
  I32,
  IMPORT,
  imported,
  needs,
  sideModule,
  SYMBOLS,
  TYPE,
  weak,
} from "./side_modules.ts";

const base = makeWhole({
  7: [
    // As CPython's module has it, the table is exported.
    ...[3, 3, 0x6F, 0x6E, 0x65, 0, 1, 6, ...new TextEncoder().encode("memory"), 2, 0],
    ...[5, ...new TextEncoder().encode("table"), 1, 0],
  ],
});
const whole = takeApart(base);
const [GIVE, UNARY, PLAIN] = [0, 1, 2];
const { memory, table, memoryBase, tableBase } = IMPORT;
const START = 4096;

/** What was linked, split and instantiated, with its data in its memory. */
interface Running {
  readonly linked: Linked;
  readonly memory: Int32Array;
  /** Calls the function at a place in the table. */
  call(slot: number, ...parameters: number[]): number;
  /** Opens an extension module and calls what it exports for that. */
  init(path: string): number;
}

function run(files: readonly SideFile[], owners = (index: number) => index % 3): Running {
  const linked = link(whole, SYMBOLS, files, START);
  const { main, lazy } = splitModule(linked.whole, owners, 3, LOADER);
  for (const bytes of [main, ...lazy]) assert.ok(WebAssembly.validate(bytes));
  assert.deepEqual(
    WebAssembly.Module.imports(new WebAssembly.Module(main)),
    WebAssembly.Module.imports(new WebAssembly.Module(base)),
  );
  const modules = new LazyModules(decodeModules(encodeModules(lazy, () => false)));
  const imports = { env: { [LOADER]: (number: number) => Number(modules.load(number)) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(main), imports);
  const { own, shared } = partExports(exports);
  modules.connect(imports, shared);
  const { buffer } = (own as unknown as WholeExports).memory;
  for (const { address, bytes } of linked.data) new Uint8Array(buffer).set(bytes, address);
  const call = (slot: number, ...parameters: number[]) =>
    (own.table as WebAssembly.Table).get(slot)!(...parameters);
  return {
    linked,
    memory: new Int32Array(buffer),
    call,
    init: (path) => {
      const { prepare, symbols } = linked.natives[path]!;
      call(prepare);
      return call(Object.values(symbols)[0]!);
    },
  };
}

/** A module whose init function is `code`. */
const one = (
  code: readonly number[],
  parts: Parameters<typeof extension>[1],
): SideFile[] => [{ path: "m/m.so", bytes: extension(code, parts) }];

Deno.test("a function of a side module calls CPython's, and its own", () => {
  const { init } = run(one([...constant(4), 0x10, 0, 0x10, 2], {
    imports: [imported("two", UNARY), memory, table],
    functions: [GIVE, UNARY],
    bodies: [
      body(...constant(4), 0x10, 0, 0x10, 2),
      body(0x20, 0, ...constant(100), 0x6A),
    ],
  }));
  assert.equal(init("m/m.so"), 110);
});

Deno.test("its data stands where its code looks for it, and behind what was there", () => {
  const { linked, init } = run(one([0x23, 0, 0x28, 2, 8], {
    imports: [memoryBase, memory, table],
    data: [[0, ...from(0, 8), 4, 42, 0, 0, 0]],
  }));
  assert.deepEqual(linked.data.map(({ address }) => address), [START + 8]);
  assert.equal(linked.memoryEnd, START + 1024 + 4);
  assert.equal(init("m/m.so"), 42);
});

Deno.test("addresses of CPython's data and of its own are numbers in its code", () => {
  const { init } = run(one([0x23, 0, 0x23, 1, 0x6A], {
    imports: [global("GOT.mem", "words"), global("GOT.mem", "mine"), memory, table],
    globals: [[I32, 0, ...constant(16), 0x0B]],
    exports: [[...text("mine"), 3, 2], exported("PyInit_m", 0)],
  }));
  assert.equal(init("m/m.so"), 8 + START + 16);
});

Deno.test("a pointer to a function is the same number in CPython and in every side module", () => {
  const parts = { imports: [global("GOT.func", "one"), global("GOT.func", "two"), memory, table] };
  const { call, init } = run([
    ...one([0x23, 0], parts),
    { path: "n.so", bytes: extension([0x23, 1], parts) },
    { path: "o.so", bytes: extension([0x23, 1], parts) },
  ]);
  // CPython's table has `one` in its first place.
  assert.equal(init("m/m.so"), 1);
  assert.equal(init("n.so"), init("o.so"));
  assert.equal(call(init("n.so"), 4), 10);
});

Deno.test("its functions have places of their own in the table", () => {
  const { call, linked } = run(one([0x23, 0], {
    imports: [tableBase, memory, table],
    functions: [GIVE, UNARY],
    bodies: [body(0x23, 0), body(0x20, 0, ...constant(7), 0x6C)],
    elements: [[0, ...from(0, 2), 1, 1]],
  }));
  // CPython's table has four places.
  assert.equal(call(4 + 2, 6), 42);
  assert.ok(Object.values(linked.natives)[0]!.prepare >= 8);
});

Deno.test("what is missing and may be is null, and a trap where it is called", () => {
  const { init } = run([
    ...one([0x23, 0, 0x23, 1, 0x6A], {
      imports: [
        global("GOT.mem", "gone"),
        global("GOT.func", "away"),
        imported("lost", UNARY),
        memory,
        table,
      ],
      dylink: weak("gone", "away", "lost"),
    }),
    {
      path: "n.so",
      bytes: extension([...constant(1), 0x10, 0], {
        imports: [imported("lost", UNARY), memory, table],
        dylink: weak("lost"),
      }),
    },
  ]);
  assert.equal(init("m/m.so"), 0);
  assert.throws(() => init("n.so"), WebAssembly.RuntimeError);
});

/** A library with one function, which gives `value`. */
const library = (name: string, value: number): Uint8Array<ArrayBuffer> =>
  sideModule({
    types: [TYPE.give],
    functions: [0],
    exports: [exported(name, 0)],
    bodies: [body(...constant(value))],
  });

Deno.test("a name means CPython's symbol, then that of a library it needs, then its own, and no one else's", () => {
  const asks = (name: string, dylink: readonly number[] = []) =>
    extension([0x10, 0], {
      imports: [imported(name, GIVE), memory, table],
      functions: [GIVE, GIVE],
      bodies: [body(0x10, 0), body(...constant(3))],
      exports: [exported("PyInit_m", 1), exported("both", 2)],
      dylink,
    });
  const files = (dylink: readonly number[]) => [
    { path: "m.so", bytes: asks("both", dylink) },
    { path: "libs/lib.so", bytes: library("both", 2) },
  ];
  assert.equal(run(files(needs("lib.so"))).init("m.so"), 2);
  assert.equal(run(files([])).init("m.so"), 3);
  const stranger = [{ path: "m.so", bytes: asks("other") }, {
    path: "lib.so",
    bytes: library("other", 2),
  }];
  assert.throws(() => run(stranger), {
    message:
      "m.so: it imports 'env.other', which the sandbox does not provide, nor the libraries it needs",
  });
  // CPython has `one`, of another type than the library's.
  assert.throws(
    () =>
      run([{ path: "m.so", bytes: asks("one", needs("lib.so")) }, {
        path: "lib.so",
        bytes: library("one", 2),
      }]),
    {
      message: "m.so: it imports the function 'one' with another type",
    },
  );
});

Deno.test("a module is made ready once, after the libraries that it needs, also where they need each other", () => {
  /** Notes a digit: ten times the word at 64, and the digit. */
  const note = (digit: number) => [
    ...[...constant(64), ...constant(64), 0x28, 2, 0, ...constant(10), 0x6C],
    ...[...constant(digit), 0x6A, 0x36, 2, 0],
  ];
  const module = (relocates: number, constructs: number, dylink: readonly number[]) =>
    extension([], {
      imports: [memory, table],
      functions: [GIVE, PLAIN, PLAIN],
      bodies: [body(...constant(5)), body(...note(relocates)), body(...note(constructs))],
      exports: [
        ...[exported("PyInit_m", 0), exported("__wasm_apply_data_relocs", 1)],
        exported("__wasm_call_ctors", 2),
      ],
      dylink,
    });
  const { memory: words, init, call, linked } = run([
    { path: "m.so", bytes: module(1, 2, needs("lib.so")) },
    { path: "lib.so", bytes: module(3, 4, needs("m.so")) },
    { path: "x.so", bytes: module(5, 6, []) },
  ]);
  assert.equal(words[16], 0);
  assert.equal(init("m.so"), 5);
  assert.equal(words[16], 3412);
  call(linked.natives["m.so"]!.prepare);
  call(linked.natives["lib.so"]!.prepare);
  assert.equal(words[16], 3412);
  init("x.so");
  assert.equal(words[16], 341256);
});

Deno.test("what a start function would do is known without it: addresses in variables, zeros that are there", () => {
  const { init } = run(one([0x23, 2, 0x23, 1, 0x6B], {
    imports: [memoryBase, global("GOT.mem", "moved"), memory, table],
    globals: [[I32, 1, ...constant(0), 0x0B]],
    functions: [GIVE, PLAIN, PLAIN],
    start: 1,
    bodies: [
      body(0x23, 1, 0x23, 0, 0x6B),
      body(0x23, 0, ...constant(0), ...constant(16), 0xFC, 11, 0, 0x10, 2),
      body(0x23, 0, ...constant(24), 0x6A, 0x24, 2),
    ],
    exports: [exported("PyInit_m", 0), [...text("moved"), 3, 2]],
  }));
  assert.equal(init("m/m.so"), 24);
});

Deno.test("vectors, tail calls, references to functions and both kinds of exceptions are linked", () => {
  const tag = [...text("env"), ...text("__cpp_exception"), 4, 0, 3];
  const caught = (code: readonly number[]) =>
    one([], {
      types: [TYPE.give, TYPE.unary, TYPE.plain, [0x60, 1, I32, 0]],
      imports: [imported("one", UNARY), tag, memory, table],
      functions: [GIVE, UNARY, GIVE],
      elements: [[3, 0, 1, 2]],
      bodies: [
        // Calls all of them, the second by a reference.
        body(...constant(1), 0xD2, 2, 0x14, UNARY, 0x10, 3, 0x6A),
        // A vector of four times the parameter, its second lane, passed on by a tail call.
        body(0x20, 0, 0xFD, 17, 0xFD, 27, 1, 0x12, 0),
        body(...code),
      ],
      exports: [exported("PyInit_m", 1)],
    });
  const legacy = [0x06, I32, ...constant(30), 0x08, 0, 0x07, 0, 0x0B];
  const standard = [
    ...[0x02, I32, 0x1F, 0x40, 1, 0, 0, 0, ...constant(40), 0x08, 0, 0x0B, 0x00, 0x0B],
  ];
  assert.equal(run(caught(legacy)).init("m/m.so"), 2 + 30);
  // An engine takes one kind in one module: here CPython's is in another.
  const owners = (index: number) => index <= 4 ? 0 : 1;
  assert.equal(run(caught(standard), owners).init("m/m.so"), 2 + 40);
});

Deno.test("what only a program could suffer from is linked: endless loops, wild writes, calls to any place", () => {
  const spin = [0x03, 0x40, 0x0C, 0, 0x0B, 0x00];
  const wild = [
    ...constant(0),
    ...constant(65),
    ...constant(64),
    0xFC,
    11,
    0,
    ...constant(99),
    0x11,
    0,
    0,
  ];
  for (const code of [spin, wild]) {
    const { linked } = run(one(code, { imports: [memory, table] }));
    assert.deepEqual(Object.keys(linked.natives), ["m/m.so"]);
  }
});
