/**
 * Assembles a list of system calls into classic BPF, the language of seccomp filters. Pure. What is not on the list fails
 * with EPERM; a call made as another architecture's (32-bit x86 on a 64-bit machine, say, whose numbers mean
 * something else) kills the process.
 */

/** One instruction: `struct sock_filter`. */
export interface Instruction {
  readonly code: number;
  /** How many instructions to skip where a test is true, and where it is false. */
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** One call on the list. */
export interface Entry {
  readonly number: number;
  /** ALLOW, or how else it is answered. */
  readonly answer: number;
  /** Null answers it so whatever its arguments are; others are refused. */
  readonly where: ArgumentTest | null;
}

/**
 * A test of one argument: what is left of it under the mask must be one of the values. Only its lower 32 bits are looked
 * at: all that the kernel itself takes of an `int`, and the only half in which the flags that we test lie.
 */
export interface ArgumentTest {
  /** Counted from 0. */
  readonly argument: number;
  readonly mask: number;
  readonly values: readonly number[];
}

/** Answers of a filter. */
export const ALLOW = 0x7FFF0000;
export const KILL_PROCESS = 0x80000000;
export const REFUSE = failWith(1); // EPERM

/** The answer that lets a call fail with an error of the kernel's numbers. */
export function failWith(error: number): number {
  return 0x00050000 | error;
}

/** `BPF_LD | BPF_W | BPF_ABS`, `BPF_ALU | BPF_AND | BPF_K`, `BPF_JMP | BPF_JEQ | BPF_K`, `BPF_RET | BPF_K`. */
const LOAD = 0x20;
const AND = 0x54;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** Where `struct seccomp_data` has the number, the architecture and the arguments, on little-endian machines. */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
const ARGUMENTS_AT = 16;

const load = (at: number): Instruction => ({ code: LOAD, jt: 0, jf: 0, k: at });
const and = (mask: number): Instruction => ({ code: AND, jt: 0, jf: 0, k: mask });
const end = (value: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k: value });
const ifEqual = (k: number, jt: number, jf: number): Instruction => ({
  code: JUMP_IF_EQUAL,
  jt,
  jf,
  k,
});

/**
 * The filter for one architecture. It looks through the list from its beginning: what is called often goes first. No test
 * for x32 is needed: its numbers have a bit set that no number on a list has.
 */
export function assemble(audit: number, entries: readonly Entry[]): Instruction[] {
  return [
    load(ARCHITECTURE_AT),
    ifEqual(audit, 1, 0),
    end(KILL_PROCESS),
    load(NUMBER_AT),
    ...entries.flatMap(assembleEntry),
    end(REFUSE),
  ];
}

/** Leaves the number in the accumulator where it is another call's; answers where it is this one's. */
function assembleEntry({ number, answer, where }: Entry): Instruction[] {
  if (where === null) return [ifEqual(number, 0, 1), end(answer)];
  const { argument, mask, values } = where;
  const test = [
    load(ARGUMENTS_AT + 8 * argument),
    and(mask),
    ...values.map((value, at) => ifEqual(value, values.length - at, 0)),
    end(REFUSE),
    end(answer),
  ];
  return [ifEqual(number, 0, test.length), ...test];
}

/** The filter as an array of `struct sock_filter`. */
export function encode(filter: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(8 * filter.length));
  for (const [at, { code, jt, jf, k }] of filter.entries()) {
    bytes.setUint16(8 * at, code, true);
    bytes.setUint8(8 * at + 2, jt);
    bytes.setUint8(8 * at + 3, jf);
    bytes.setUint32(8 * at + 4, k, true);
  }
  return new Uint8Array(bytes.buffer);
}
