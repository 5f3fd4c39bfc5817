/** The process that a command runs in, as an interface: tests have their own. */
import { UsageError } from "../core/errors.ts";
import type { Terminals } from "../core/request.ts";

/** The environment of this process, as far as it is text. */
export interface Variables {
  /** The value of a variable. @throws {UsageError} where it is not text. */
  variable(name: string): string | undefined;
}

/** This process and its machine. */
export interface Host extends Variables {
  readonly terminals: Terminals;
  /** How many programs the machine can run at once. */
  readonly processors: number;
  /** The first `most` bytes of a file. */
  readFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The first `most` bytes of standard input. */
  readStdin(most: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes text to standard output. */
  print(text: string): Promise<void>;
}

/** The real one. */
export const THIS_HOST: Host = {
  variable: (name) => {
    try {
      return Deno.env.get(name);
    } catch {
      throw new UsageError(`${name}: expected text in UTF-8 in the environment`);
    }
  },
  get terminals() {
    const [stdin, stdout, stderr] = [Deno.stdin, Deno.stdout, Deno.stderr].map((stream) =>
      stream.isTerminal()
    ) as [boolean, boolean, boolean];
    const size = stdout || stderr ? consoleSize() : DEFAULT_SIZE;
    return { stdin, stdout, stderr, ...size };
  },
  get processors() {
    return navigator.hardwareConcurrency;
  },
  readFile: async (path, most) => {
    const { readAtMost } = await import(
      import.meta.resolve("./read_at_most.ts")
    ) as typeof import("./read_at_most.ts");
    // Windows refuses to open a folder, and does not say why.
    if (Deno.build.os === "windows" && (await Deno.stat(path)).isDirectory) {
      throw new Deno.errors.IsADirectory();
    }
    using file = await Deno.open(path);
    return await readAtMost(file, most);
  },
  readStdin: async (most) => {
    const { readAtMost } = await import(
      import.meta.resolve("./read_at_most.ts")
    ) as typeof import("./read_at_most.ts");
    return await readAtMost(Deno.stdin, most);
  },
  print: async (text) => {
    const { descriptorSink } = await import(
      import.meta.resolve("../host/output.ts")
    ) as typeof import("../host/output.ts");
    await descriptorSink(Deno.stdout, "standard output").write(new TextEncoder().encode(text));
  },
};

const DEFAULT_SIZE = { columns: 80, rows: 24 } as const;

function consoleSize(): { columns: number; rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return DEFAULT_SIZE;
  }
}
