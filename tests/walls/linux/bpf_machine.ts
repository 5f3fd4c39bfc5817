/** A machine for classic BPF, as small as filters of system calls need it: what the kernel would answer. */
import type { Instruction } from "../../../src/walls/linux/bpf.ts";

/** A system call, as a filter sees it: `struct seccomp_data`. */
export interface Call {
  readonly number: number;
  readonly audit: number;
  readonly args?: readonly bigint[];
}

/** Runs a filter from its bytes. Throws where the kernel would not have taken it. */
export function run(filter: Uint8Array<ArrayBuffer>, { number, audit, args = [] }: Call): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, audit, true);
  args.forEach((value, at) => data.setBigUint64(16 + 8 * at, BigInt.asUintN(64, value), true));
  const instructions = decode(filter);
  let accumulator = 0;
  for (let at = 0; at < instructions.length; at++) {
    const { code, jt, jf, k } = instructions[at]!;
    switch (code) {
      case 0x20: // BPF_LD | BPF_W | BPF_ABS
        if (k % 4 !== 0) throw new Error(`A load from ${k}, which is no multiple of 4`);
        accumulator = data.getUint32(k, true);
        break;
      case 0x54: // BPF_ALU | BPF_AND | BPF_K
        accumulator = (accumulator & k) >>> 0;
        break;
      case 0x15: // BPF_JMP | BPF_JEQ | BPF_K
        at += accumulator === k ? jt : jf;
        break;
      case 0x06: // BPF_RET | BPF_K
        return k;
      default:
        throw new Error(`Unknown instruction ${code}`);
    }
  }
  throw new Error("The filter ends without an answer");
}

function decode(filter: Uint8Array<ArrayBuffer>): Instruction[] {
  const view = new DataView(filter.buffer, filter.byteOffset, filter.byteLength);
  return Array.from({ length: filter.length / 8 }, (_, at) => ({
    code: view.getUint16(8 * at, true),
    jt: view.getUint8(8 * at + 2),
    jf: view.getUint8(8 * at + 3),
    k: view.getUint32(8 * at + 4, true),
  }));
}
