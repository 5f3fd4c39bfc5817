/** Whether a pipe or terminal takes what is written to it: a reader that does not read is told from a machine that has no time for this process. */
import { openLibc } from "../walls/libc.ts";

const POLLOUT = 4;

/**
 * A look at a descriptor of this process.
 *
 * @returns what says whether it is full, after so many milliseconds at most in which it may become empty; null where the system does not say.
 */
export function fullnessOf(descriptor: number): ((waitMs?: number) => boolean) | null {
  const libc = Deno.build.os === "linux"
    ? openLibc({ poll: { parameters: ["buffer", "u64", "i32"], result: "i32" } })
    : null;
  if (libc === null) return null;
  const asked = new Uint8Array([descriptor, 0, 0, 0, POLLOUT, 0, 0, 0]);
  // One that cannot be written at all is not full: the write says what is wrong.
  return (waitMs = 0) => libc.symbols.poll(asked, 1n, waitMs) === 0;
}
