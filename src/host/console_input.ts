/** TRUSTED. What is typed on a console of Windows, as UTF-8: `ReadConsoleW` gives all characters, where reading bytes loses most. */

/** `STD_INPUT_HANDLE`: -10. */
const STANDARD_INPUT = 0xFFFF_FFF6;

/** Most UTF-16 units that are read at once: old systems have little room for more. */
const MOST_UNITS = 8192;

/** Ctrl-Z at the beginning of a line ends the input, as everywhere on Windows. */
const CTRL_Z = "\x1a";

const SYMBOLS = {
  GetStdHandle: { parameters: ["u32"], result: "usize" },
  // On a thread of Deno's: the promise settles when something was typed.
  ReadConsoleW: {
    parameters: ["usize", "buffer", "u32", "buffer", "usize"],
    result: "i32",
    nonblocking: true,
  },
} as const;

/** These functions, or replacements in tests. */
export type ConsoleSystem = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** The console that is this process's standard input. */
export class ConsoleInput {
  readonly #system: ConsoleSystem;
  readonly #input: bigint;
  readonly #decoder = new TextDecoder("utf-16le");
  /** What was typed, and did not fit what somebody asked for. */
  #left: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(system: ConsoleSystem) {
    this.#system = system;
    this.#input = system.GetStdHandle(STANDARD_INPUT);
  }

  /**
   * The next bytes, at most so many; null at the end. Lines end by a newline alone.
   *
   * @param isRaw whether each key comes as it is pressed: then Ctrl-Z is a key, and so is Enter.
   */
  async read(most: number, isRaw: boolean): Promise<Uint8Array | null> {
    while (this.#left.length === 0) {
      const text = await this.#type();
      if (text === null || !isRaw && text.startsWith(CTRL_Z)) return null;
      // Nothing is there after Ctrl-C, and after the first half of a character.
      this.#left = new TextEncoder().encode(isRaw ? text : text.replaceAll("\r", ""));
    }
    const given = this.#left.subarray(0, most);
    this.#left = this.#left.subarray(given.length);
    return given;
  }

  async #type(): Promise<string | null> {
    const units = new Uint8Array(2 * MOST_UNITS);
    const count = new Uint8Array(4);
    if (await this.#system.ReadConsoleW(this.#input, units, MOST_UNITS, count, 0n) === 0) {
      return null;
    }
    const length = 2 * new DataView(count.buffer).getUint32(0, true);
    return this.#decoder.decode(units.subarray(0, length), { stream: true });
  }
}

/** Opens the console. @throws where this is no Windows. */
export function openConsoleInput(): ConsoleInput {
  return new ConsoleInput(Deno.dlopen("kernel32.dll", SYMBOLS).symbols);
}
