/** Side modules that are damaged at random, and what becomes of them. */
import assert from "node:assert/strict";
import { type Calls, linkEnvironment } from "../../src/link/environment.ts";
import { LinkError } from "../../src/link/link_error.ts";
import { encodeSymbols } from "../../src/link/symbols.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";
import { constant, text } from "../../src/wasm/assemble.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";
import { makeWhole } from "../wasm/whole_module.ts";
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
  SYMBOLS,
  weak,
} from "./side_modules.ts";

const LOADER = "_dlopen_js";
const whole = takeApart(makeWhole({ 2: [1, ...text("env"), ...text(LOADER), 0, 0] }));
const split = splitModule(whole, (index) => index % 2, 2, LOADER);
const CPYTHON = {
  python: split.main,
  lazy: encodeModules(split.lazy, () => false),
  symbols: encodeSymbols(SYMBOLS),
  memoryStart: 65_536,
};

const { memory, table, memoryBase, tableBase, stackPointer } = IMPORT;
const bases = [memory, table, memoryBase, tableBase];

/** Modules that can be linked, with something of everything that is read. */
export const SEEDS: readonly Uint8Array<ArrayBuffer>[] = [
  extension([], {
    imports: [imported("two", 1), ...bases],
    functions: [0, 1, 2],
    bodies: [
      body(...constant(4), 0x10, 0, 0x10, 2),
      body(0x20, 0, 0x23, 0, 0x28, 2, 8, 0x6C),
      body(0x23, 0, 0xD2, 2, 0xD1, 0x36, 2, 0),
    ],
    data: [[0, ...from(0, 8), 4, 42, 0, 0, 0], [0, ...from(0), 2, 1, 2]],
    elements: [[0, ...from(1, 2), 1, 1], [3, 0, 1, 2]],
    exports: [exported("PyInit_m", 1), exported("__wasm_call_ctors", 3)],
  }),
  extension([], {
    imports: [...bases, stackPointer, global("GOT.mem", "words"), global("GOT.func", "lost")],
    globals: [[I32, 1, ...constant(0), 0x0B], [I32, 0, ...constant(8), 0x0B]],
    functions: [0, 2],
    start: 1,
    bodies: [
      body(0x02, I32, ...constant(1), 0x41, 0, 0x0E, 1, 0, 0, 0x0B, 0x23, 3, 0x6A),
      body(0x23, 0, ...constant(0), ...constant(16), 0xFC, 11, 0, 0x23, 0, 0x24, 5),
    ],
    dylink: [...needs("self.so"), ...weak("lost")],
  }),
];

/** True where it is linked, and what comes out is valid; false where it is refused. Anything else throws. */
export function tryToLink(bytes: Uint8Array<ArrayBuffer>, calls: Calls = "unknown"): boolean {
  try {
    const output = linkEnvironment({ ...CPYTHON, calls, files: [{ path: "self.so", bytes }] });
    assert.ok(WebAssembly.validate(output.python));
    for (const module of decodeModules(output.lazy)) assert.ok(WebAssembly.validate(module.bytes));
    return true;
  } catch (error) {
    if (error instanceof LinkError) return false;
    throw error;
  }
}

/** One of the modules with bytes changed, inserted, removed and repeated. */
export function damagedModule(random: (below: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = [...SEEDS[random(SEEDS.length)]!];
  // Most that are changed much do not even validate.
  for (let changes = Math.max(1, random(6) - 2); changes > 0; changes--) {
    const at = 8 + random(bytes.length - 8);
    const some = bytes.slice(at, at + 1 + random(12));
    [
      () => bytes.splice(at, 1, random(256)),
      () => bytes.splice(at, 0, random(256)),
      () => bytes.splice(at, 1 + random(4)),
      () => bytes.splice(at, 0, ...some),
      () => bytes.splice(at, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F),
    ][random(5)]!();
  }
  return Uint8Array.from(bytes);
}
