/** A wheel whose native modules attack as soon as they are imported. Each is named after what it tries. */
import { constant, text } from "../../src/wasm/assemble.ts";
import { encodeLeb } from "../../src/wasm/binary.ts";
import { body, exported, I32, IMPORT, imported, sideModule } from "../link/side_modules.ts";
import { SUFFIX, TAGS, wheel } from "./make_wheel.ts";

const PAGE_BYTES = 65_536;

/** Types: of what the modules give and import. */
const [GIVE, UNARY, THROWN, OTHER] = [0, 1, 2, 3] as const;

const TAG = [...text("env"), ...text("__cpp_exception"), 4, 0, THROWN];

const F64 = 0x7C;

/** Instructions. */
const UNREACHABLE = 0;
const LOOP = 0x03;
const THROW = 0x08;
const END = 0x0B;
const BRANCH = 0x0C;
const BRANCH_IF = 0x0D;
const CALL = 0x10;
const CALL_INDIRECT = 0x11;
const DROP = 0x1A;
const LOAD = 0x28;
const STORE = 0x36;
const SIZE = 0x3F;
const MULTIPLY = 0x6C;
const FILL = [0xFC, 11, 0];
const EMPTY = 0x40;

/** The whole memory: address, and length in bytes. */
const ALL = [SIZE, 0, ...constant(PAGE_BYTES), MULTIPLY];

const FIRST_IMPORT = 0;

/** The function of the module itself, where it imports so many. */
const self = (imports: number) => [CALL, ...encodeLeb(imports)];

interface Hostile {
  readonly imports?: readonly string[];
  readonly tag?: boolean;
  readonly code: readonly number[];
}

/** What each does in its start function, which gives null in the end. */
const MODULES: Readonly<Record<string, Hostile>> = {
  reads_beyond: { code: [...constant(-16), LOAD, 2, 0] },
  writes_beyond: { code: [...constant(-16), ...constant(7), STORE, 2, 0, ...constant(0)] },
  writes_over_everything: {
    code: [...constant(0), ...constant(0xEE), ...ALL, ...FILL, ...constant(0)],
  },
  loops: { code: [LOOP, EMPTY, BRANCH, 0, END, ...constant(0)] },
  recurses: { code: self(0) },
  jumps: { code: [...constant(0x7FFF_FFFF), CALL_INDIRECT, GIVE, 0] },
  jumps_to_another_type: { code: [...constant(5), CALL_INDIRECT, OTHER, 0, DROP, ...constant(0)] },
  traps: { code: [UNREACHABLE] },
  takes_memory: {
    imports: ["PyMem_RawMalloc", "PyErr_NoMemory"],
    code: [
      ...[LOOP, EMPTY, ...constant(1 << 20), CALL, FIRST_IMPORT, BRANCH_IF, 0, END],
      ...[CALL, FIRST_IMPORT + 1],
    ],
  },
  throws: { tag: true, code: [...constant(1000), THROW, 0] },
};

/** Their names, in the package `hostile`. */
export const HOSTILE_MODULES: readonly string[] = Object.keys(MODULES);

function moduleOf(name: string, { imports = [], tag = false, code }: Hostile): Uint8Array {
  const type = (name: string) => name === "PyErr_NoMemory" ? GIVE : UNARY;
  return sideModule({
    types: [
      ...[[0x60, 0, 1, I32], [0x60, 1, I32, 1, I32], [0x60, 1, I32, 0], [0x60, 0, 1, F64]],
    ],
    imports: [
      ...imports.map((one) => imported(one, type(one))),
      ...(tag ? [TAG] : []),
      ...[IMPORT.memory, IMPORT.table, IMPORT.memoryBase, IMPORT.tableBase],
    ],
    functions: [GIVE],
    exports: [exported(`PyInit_${name}`, imports.length)],
    bodies: [body(...code)],
  });
}

/** The wheel, and the name of its file. */
export function hostileWheel(): readonly [file: string, bytes: Uint8Array<ArrayBuffer>] {
  const modules = Object.entries(MODULES).map(([name, hostile]) =>
    [`hostile/${name}${SUFFIX}`, moduleOf(name, hostile)] as const
  );
  const files = { ...Object.fromEntries(modules), "hostile/__init__.py": "" };
  return [`hostile-1-${TAGS}.whl`, wheel("hostile", "1", files)];
}
