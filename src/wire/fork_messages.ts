/**
 * BOUNDARY. What a host and the process that is forked into its jails say to each other: orders of one byte, answers of four numbers.
 * No program has run in that process; the host checks what it says all the same.
 */
import { MessageError } from "./fields.ts";

/** What a host orders. */
export const ForkOrder = {
  /** Make a jail; an answer follows. */
  fork: 1,
  /** The pipes of the earliest jail that had them open are open in the host now. */
  taken: 2,
} as const;

/** Bytes of an answer: four numbers of 32 bits, little-endian. */
export const FORK_ANSWER_BYTES = 16;

/** The descriptors of a jail's pipes, the host's ends, in the process that has made them. */
export interface Pipes {
  /** To be written. */
  readonly stdin: number;
  /** To be read. */
  readonly stdout: number;
  readonly stderr: number;
}

/**
 * What was made: a jail, or, without pipes, a process that is to make them. That one comes twice: when it is there, and when it is ready.
 * Those that come once before it were thrown away.
 */
export interface ForkAnswer {
  readonly pid: number;
  readonly pipes: Pipes | null;
}

/** No process has a larger number, and no descriptor. */
const MOST = 2 ** 22;

/** An answer as bytes. */
export function encodeForkAnswer({ pid, pipes }: ForkAnswer): Uint8Array<ArrayBuffer> {
  const { stdin, stdout, stderr } = pipes ?? { stdin: 0, stdout: 0, stderr: 0 };
  const numbers = new DataView(new ArrayBuffer(FORK_ANSWER_BYTES));
  for (const [at, number] of [pid, stdin, stdout, stderr].entries()) {
    numbers.setInt32(4 * at, number, true);
  }
  return new Uint8Array(numbers.buffer);
}

/** @throws {MessageError} where `bytes` are no answer. */
export function decodeForkAnswer(bytes: Uint8Array): ForkAnswer {
  if (bytes.length !== FORK_ANSWER_BYTES) {
    throw new MessageError(`The answer to a fork has ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [pid, stdin, stdout, stderr] = [0, 4, 8, 12].map((at) => view.getInt32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  if (pid <= 1 || pid > MOST) throw new MessageError(`A fork has the process number ${pid}`);
  const descriptors = [stdin, stdout, stderr];
  if (descriptors.every((descriptor) => descriptor === 0)) return { pid, pipes: null };
  for (const descriptor of descriptors) {
    if (descriptor <= 2 || descriptor > MOST) {
      throw new MessageError(`A pipe of a fork has the number ${descriptor}`);
    }
  }
  return { pid, pipes: { stdin, stdout, stderr } };
}
