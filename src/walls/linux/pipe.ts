/** Pipes, by system calls only. */
import { describeResult, type Kernel, type Place } from "./kernel.ts";

const O_CLOEXEC = 0o2_000_000;

/** The ends of a pipe. */
export type Ends = readonly [read: number, write: number];

/** Bytes of the place that `openPipe` takes. */
export const ENDS_BYTES = 8;

/**
 * Makes a pipe.
 *
 * @param place where the kernel is to write the two numbers: for callers that make many.
 * @throws {Error} where the system refuses.
 */
export function openPipe(kernel: Kernel, { address, view }: Place): Ends {
  const result = kernel.call("pipe2", address, O_CLOEXEC);
  if (result < 0) throw new Error(`no pipe: ${describeResult(result)}`);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}

/** Closes descriptors. */
export function closeAll(kernel: Kernel, descriptors: readonly number[]): void {
  for (const descriptor of descriptors) kernel.call("close", descriptor);
}
