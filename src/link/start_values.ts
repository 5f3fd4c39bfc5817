/**
 * What a side module's start function does, found out without running it: it adds the bases to addresses that the module keeps in
 * variables outside of its memory, and writes zeros where zeros are. Anything else is refused, and so is whatever takes long.
 */
import { Reader } from "../wasm/binary.ts";
import { MOST_START_STEPS } from "./bounds.ts";
import type { SideModule } from "./side_module.ts";

/** Where a side module's memory and its part of the table begin. */
export interface Bases {
  readonly memory: number;
  readonly table: number;
}

/** What is left of a start function. */
export interface StartValues {
  /** The values of the module's own globals. */
  readonly globals: readonly number[];
  /** The functions that are done with: the start function and those that it calls, counted among the module's own. */
  readonly functions: ReadonlySet<number>;
}

const [NOP, END, CALL, DROP] = [0x01, 0x0B, 0x10, 0x1A];
const [LOCAL_GET, LOCAL_SET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET] = [0x20, 0x21, 0x22, 0x23, 0x24];
const [FIRST_STORE, LAST_STORE, I32_CONST, I64_CONST] = [0x36, 0x3E, 0x41, 0x42];
const [I32_ADD, I32_SUB, BULK, MEMORY_FILL] = [0x6A, 0x6B, 0xFC, 11];

/** @throws where the start function does anything else. */
export function startValues(side: SideModule, bases: Bases): StartValues {
  const globals = side.globals.map(({ value }) => value);
  const functions = new Set<number>();
  if (side.start !== null) {
    new Evaluation(side, bases, globals, functions).call(side.start - side.functionImports.length);
  }
  return { globals, functions };
}

class Evaluation {
  readonly #side: SideModule;
  readonly #bases: Bases;
  readonly #globals: number[];
  readonly #functions: Set<number>;
  #steps = 0;

  constructor(side: SideModule, bases: Bases, globals: number[], functions: Set<number>) {
    this.#side = side;
    this.#bases = bases;
    this.#globals = globals;
    this.#functions = functions;
  }

  /** Each function is evaluated once: none calls itself. */
  call(at: number): void {
    const body = this.#side.bodies[at];
    if (body === undefined) throw new Error("its start function calls something that it imports");
    if (this.#functions.has(at)) throw new Error("its start function calls a function twice");
    this.#functions.add(at);
    const reader = new Reader(body);
    for (let groups = reader.leb(); groups > 0; groups--) {
      reader.leb();
      reader.byte();
    }
    const stack: number[] = [];
    const locals: number[] = [];
    while (!reader.atEnd) {
      if (this.#steps++ > MOST_START_STEPS) throw new Error("its start function is too long");
      this.#step(reader, stack, locals);
    }
  }

  #step(reader: Reader, stack: number[], locals: number[]): void {
    const opcode = reader.byte();
    if (opcode === NOP || opcode === END) return;
    if (opcode === CALL) this.call(reader.leb() - this.#side.functionImports.length);
    else if (opcode === DROP) stack.pop();
    else if (opcode === I32_CONST) stack.push(reader.signedLeb());
    else if (opcode === I64_CONST) stack.push(reader.signedLeb());
    else if (opcode === I32_ADD || opcode === I32_SUB) {
      const [other, one] = [stack.pop()!, stack.pop()!];
      stack.push(opcode === I32_ADD ? one + other | 0 : one - other | 0);
    } else if (opcode === LOCAL_GET) stack.push(locals[reader.leb()] ?? 0);
    else if (opcode === LOCAL_SET) locals[reader.leb()] = stack.pop()!;
    else if (opcode === LOCAL_TEE) locals[reader.leb()] = stack.at(-1)!;
    else if (opcode === GLOBAL_GET) stack.push(this.#global(reader.leb()));
    else if (opcode === GLOBAL_SET) this.#setGlobal(reader.leb(), stack.pop()!);
    else if (opcode >= FIRST_STORE && opcode <= LAST_STORE) {
      reader.leb();
      reader.leb();
      this.#writesZero(stack.pop());
      stack.pop();
    } else if (opcode === BULK && reader.leb() === MEMORY_FILL) {
      reader.leb();
      stack.pop();
      this.#writesZero(stack.pop());
      stack.pop();
    } else throw new Error(`its start function has the instruction ${opcode}`);
  }

  #global(index: number): number {
    const imported = this.#side.globalImports[index];
    if (imported === undefined) return this.#globals[index - this.#side.globalImports.length]!;
    if (imported.module === "env" && imported.name === "__memory_base") return this.#bases.memory;
    if (imported.module === "env" && imported.name === "__table_base") return this.#bases.table;
    throw new Error(`its start function reads '${imported.module}.${imported.name}'`);
  }

  #setGlobal(index: number, value: number): void {
    const own = index - this.#side.globalImports.length;
    if (own < 0) throw new Error("its start function sets a variable that is not its own");
    this.#globals[own] = value;
  }

  #writesZero(value: number | undefined): void {
    if (value !== 0) throw new Error("its start function writes into the memory");
  }
}
