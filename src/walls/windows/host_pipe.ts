/**
 * HOSTILE ONCE A PROGRAM RUNS. Waits for the host's pipe, standard input of a jail. Windows has no `poll(2)` for pipes: the jail asks
 * again and again whether something is there. It takes the functions for that while it may.
 */

/** `STD_INPUT_HANDLE`: -10. */
const STANDARD_INPUT = 0xFFFF_FFF6;

/** How long one sleep between two looks takes at most, in milliseconds. The system may make 16 of it. */
const LOOK_EVERY_MS = 5;

const SYMBOLS = {
  GetStdHandle: { parameters: ["u32"], result: "usize" },
  PeekNamedPipe: {
    parameters: ["usize", "usize", "u32", "usize", "buffer", "usize"],
    result: "i32",
  },
  SetConsoleCtrlHandler: { parameters: ["usize", "i32"], result: "i32" },
  Sleep: { parameters: ["u32"], result: "void" },
} as const;

/** These functions, or replacements in tests. */
export type PipeSystem = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Waits for so many milliseconds at most, -1 for ever. Returns whether something can be read: the end counts, too. */
export type Wait = (milliseconds: number) => boolean;

/**
 * Takes the wait, and leaves Ctrl-C, which every process on a console receives, to the host.
 *
 * @param now milliseconds since some fixed moment.
 * @returns null if the system's library cannot be called.
 */
export function openHostPipe(
  now: () => number,
  system: PipeSystem | null = openKernel32(),
): Wait | null {
  if (system === null) return null;
  const { GetStdHandle, PeekNamedPipe, SetConsoleCtrlHandler, Sleep } = system;
  SetConsoleCtrlHandler(0n, 1);
  const input = GetStdHandle(STANDARD_INPUT);
  const count = new Uint32Array(1);
  const countBytes = new Uint8Array(count.buffer);
  // It fails at the end of the pipe, and for what is no pipe: a read tells more then, and does not wait.
  const isThere = () => PeekNamedPipe(input, 0n, 0, 0n, countBytes, 0n) === 0 || count[0] !== 0;
  return (milliseconds) => {
    const deadline = milliseconds < 0 ? Infinity : now() + milliseconds;
    while (!isThere()) {
      const left = deadline - now();
      if (left <= 0) return false;
      Sleep(Math.ceil(Math.min(left, LOOK_EVERY_MS)));
    }
    return true;
  };
}

function openKernel32(): PipeSystem | null {
  try {
    return Deno.dlopen("kernel32.dll", SYMBOLS).symbols;
  } catch {
    return null;
  }
}
