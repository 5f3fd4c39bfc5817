/** Constant expressions of side modules: a number, added to where the module's memory or its part of the table begins. */
import { Kind, Reader } from "../wasm/binary.ts";
import type { ModuleImport } from "../wasm/read_module.ts";

/** What a number is relative to. */
export type Base = "memory" | "table" | "nothing";

/** The value of a constant expression. */
export interface Constant {
  readonly base: Base;
  readonly offset: number;
}

/** Imported globals by name, and the base that each is. */
const BASES: ReadonlyMap<string, Base> = new Map([
  ["__memory_base", "memory"],
  ["__table_base", "table"],
]);

const [GLOBAL_GET, I32_CONST, I32_ADD] = [0x23, 0x41, 0x6A];

/**
 * Reads a constant expression.
 *
 * @param globals the module's imported globals.
 * @throws where it is anything else than a base, a number, or their sums.
 */
export function readConstant(
  expression: Uint8Array<ArrayBuffer>,
  globals: readonly ModuleImport[],
): Constant {
  const reader = new Reader(expression);
  const stack: Constant[] = [];
  while (!reader.atEnd) {
    const opcode = reader.byte();
    if (opcode === I32_CONST) stack.push({ base: "nothing", offset: reader.signedLeb() });
    else if (opcode === GLOBAL_GET) stack.push({ base: baseOf(globals[reader.leb()]), offset: 0 });
    else if (opcode === I32_ADD) stack.push(sum(stack.pop()!, stack.pop()!));
    else throw new Error(`it has a constant expression with the instruction ${opcode}`);
  }
  return stack[0]!;
}

function baseOf(global: ModuleImport | undefined): Base {
  const base = BASES.get(global?.name ?? "");
  if (base !== undefined && global!.module === "env" && global!.description.kind === Kind.Global) {
    return base;
  }
  throw new Error(`it has a constant expression with the global '${global?.name ?? "its own"}'`);
}

function sum(one: Constant, other: Constant): Constant {
  if (one.base !== "nothing" && other.base !== "nothing") {
    throw new Error("it has a constant expression that adds two addresses");
  }
  return {
    base: one.base === "nothing" ? other.base : one.base,
    offset: one.offset + other.offset | 0,
  };
}
