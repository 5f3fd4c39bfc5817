/** The functions of macOS's system library with which the wall is built and tried. */

/**
 * Addresses are numbers here: reading through a pointer takes a permission that may be gone when the wall is built. The
 * only variadic function is `open`, whose third argument is used only when a file is created: Apple's calling
 * convention passes variadic arguments in another place.
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

/** These functions, or replacements in tests. */
export type MacSystem = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** The longest error text that is passed on. */
const TEXT_BYTES = 200;

/** A NUL-terminated string. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** The error of the last call, which must have failed. */
export function errorNumber(system: MacSystem): number {
  const number = new Int32Array(1);
  system.memcpy(new Uint8Array(number.buffer), system.__error(), 4n);
  return number[0]!;
}

/** The beginning of the string at `address`, as one line. */
export function textAt(system: MacSystem, address: bigint): string {
  const bytes = new Uint8Array(TEXT_BYTES);
  system.strlcpy(bytes, address, BigInt(TEXT_BYTES));
  const text = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  return text.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
}
