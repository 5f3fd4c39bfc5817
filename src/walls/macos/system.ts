/** The functions of macOS's system library that the wall is built and tried with. */

/**
 * Addresses are numbers here: reading through a pointer takes a permission that may be gone by the time that the wall
 * is built. None of these functions is variadic but `open`, whose third argument only creating a file takes: Apple's
 * calling convention passes variadic arguments in another place.
 */
export const SYMBOLS = {
  sandbox_init: { parameters: ["buffer", "u64", "buffer"], result: "i32" },
  sandbox_free_error: { parameters: ["usize"], result: "void" },
  __error: { parameters: [], result: "usize" },
  memcpy: { parameters: ["buffer", "usize", "usize"], result: "usize" },
  strlcpy: { parameters: ["buffer", "usize", "usize"], result: "usize" },
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  dup: { parameters: ["i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  execve: { parameters: ["buffer", "usize", "usize"], result: "i32" },
  posix_spawn: {
    parameters: ["buffer", "buffer", "usize", "usize", "usize", "usize"],
    result: "i32",
  },
  getppid: { parameters: [], result: "i32" },
  kill: { parameters: ["i32", "i32"], result: "i32" },
  bootstrap_port: { type: "u32" },
  bootstrap_look_up: { parameters: ["u32", "buffer", "buffer"], result: "i32" },
} as const;

/** Those functions, or others in their place. */
export type MacSystem = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Most of an error's text that is worth passing on. */
const TEXT_BYTES = 200;

/** A NUL-terminated string. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** The error of the call before, which must have failed. */
export function errorNumber(system: MacSystem): number {
  const number = new Int32Array(1);
  system.memcpy(new Uint8Array(number.buffer), system.__error(), 4n);
  return number[0]!;
}

/** The beginning of the string at `address`, on one line. */
export function textAt(system: MacSystem, address: bigint): string {
  const bytes = new Uint8Array(TEXT_BYTES);
  system.strlcpy(bytes, address, BigInt(TEXT_BYTES));
  const text = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  return text.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
}
