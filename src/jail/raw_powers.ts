/**
 * HOSTILE ONCE A PROGRAM RUNS. The powers of a jail that is a fork, by the C library alone: Deno's streams are copies of descriptors
 * that the fork has closed, and its generator of random bytes has the state that all forks have inherited.
 */
import { openLibc } from "../walls/libc.ts";
import type { Powers } from "./powers.ts";

const SYMBOLS = {
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  getrandom: { parameters: ["buffer", "usize", "u32"], result: "isize" },
  _exit: { parameters: ["i32"], result: "void" },
} as const;

/** The most random bytes that one call gives whole, whatever comes between. */
const MOST_RANDOM = 256;

/** The standard streams of this process, whatever they are at the moment, and its end. */
export interface RawStreams {
  /** How many bytes came; 0 where none will come any more. */
  read(target: Uint8Array): number;
  send(bytes: Uint8Array): void;
  leave(): never;
  /** Gives back memory that was freed, for forks not to inherit it. Nothing happens where the C library cannot. */
  trim(): void;
  /** What these give a jail. */
  readonly powers: Pick<Powers, "read" | "write" | "randomFill">;
}

/** Null where this system has no such functions. */
export function takeRawPowers(): RawStreams | null {
  const libc = openLibc(SYMBOLS);
  if (libc === null) return null;
  const { read, write, getrandom, _exit } = libc.symbols;
  const leave = (): never => {
    _exit(0);
    throw new Error("unreachable: the process has ended");
  };
  // No signal with a handler comes: neither call is ever interrupted. What else fails is the end of the pipe.
  const take = (target: Uint8Array) => {
    const count = Number(read(0, target as Uint8Array<ArrayBuffer>, BigInt(target.length)));
    return count < 0 ? 0 : count;
  };
  const give = (bytes: Uint8Array) => {
    const count = Number(write(1, bytes as Uint8Array<ArrayBuffer>, BigInt(bytes.length)));
    return count < 0 ? leave() : count;
  };
  const glibc = openLibc({ malloc_trim: { parameters: ["usize"], result: "i32" } });
  return {
    trim: () => void glibc?.symbols.malloc_trim(0n),
    read: take,
    send: (bytes) => {
      for (let at = 0; at < bytes.length;) at += give(bytes.subarray(at));
    },
    leave,
    powers: {
      read: (target) => take(target) || null,
      write: give,
      randomFill: (target) => {
        for (let at = 0; at < target.length; at += MOST_RANDOM) {
          const part = new Uint8Array(Math.min(MOST_RANDOM, target.length - at));
          if (Number(getrandom(part, BigInt(part.length), 0)) !== part.length) {
            throw new Error("the system gave no random bytes");
          }
          target.set(part, at);
        }
      },
    },
  };
}
