/**
 * Assembles a list of system calls into classic BPF, the language of seccomp filters. Pure. A call that is not on the
 * list fails with EPERM. A call of another architecture (such as 32-bit x86 on a 64-bit machine, where the numbers mean
 * something else) kills the process.
 */

/** One instruction: `struct sock_filter`. */
export interface Instruction {
  readonly code: number;
  /** How many instructions to skip if a test is true, and if it is false. */
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** One call on the list. */
export interface Entry {
  readonly number: number;
  /** ALLOW, or another answer. */
  readonly answer: number;
  /** Null gives the answer for all arguments; otherwise a call with other arguments is refused. */
  readonly where: ArgumentTest | null;
}

/**
 * A test of one argument: under the mask, it must equal one of the values. Only its lower 32 bits are tested: the
 * kernel uses no more of an `int`, and all flags that we test are among them.
 */
export interface ArgumentTest {
  /** Counted from 0. */
  readonly argument: number;
  readonly mask: number;
  readonly values: readonly number[];
}

/** The filter's possible answers. */
export const ALLOW = 0x7FFF0000;
export const KILL_PROCESS = 0x80000000;
export const REFUSE = failWith(1); // EPERM

/** An answer that makes the call fail with one of the kernel's error numbers. */
export function failWith(error: number): number {
  return 0x00050000 | error;
}

/** `BPF_LD | BPF_W | BPF_ABS`, `BPF_ALU | BPF_AND | BPF_K`, `BPF_JMP | BPF_JEQ | BPF_K`, `BPF_RET | BPF_K`. */
const LOAD = 0x20;
const AND = 0x54;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** The offsets of the number, the architecture and the arguments in `struct seccomp_data`, on little-endian machines. */
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
 * The filter for one architecture. It searches the list from its beginning, so frequent calls should be first. It needs
 * no test for x32: numbers of x32 have a bit set that no listed number has.
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

/** The filter that gives `entry`'s answer to that call, and lets everything else through, of other architectures as well. */
export function assembleException(audit: number, entry: Entry): Instruction[] {
  const { number, answer, where } = entry;
  const test = where === null ? [] : [
    load(ARGUMENTS_AT + 8 * where.argument),
    and(where.mask),
    ...where.values.map((value, at) => ifEqual(value, where.values.length - at, 0)),
    end(ALLOW),
  ];
  return [
    load(ARCHITECTURE_AT),
    ifEqual(audit, 1, 0),
    end(ALLOW),
    load(NUMBER_AT),
    ifEqual(number, 1, 0),
    end(ALLOW),
    ...test,
    end(answer),
  ];
}

/** Returns the answer if the number in the accumulator is this call's; otherwise leaves it there for the next entry. */
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
