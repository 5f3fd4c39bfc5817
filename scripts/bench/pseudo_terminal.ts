/** A command on a terminal of its own, made by script(1) of util-linux. */
import { CannotMeasure } from "./cannot_measure.ts";
import type { CommandLine } from "./command.ts";

/** How long to wait for something to appear, in milliseconds. */
const PATIENCE_MS = 60_000;

/** One such terminal. Disposing of it ends what is left of it. */
export class PseudoTerminal implements AsyncDisposable {
  readonly #name: string;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #unread = "";

  /**
   * @param env variables of the command besides those of this process.
   * @throws {CannotMeasure} if this system cannot make terminals like this.
   */
  constructor(
    { name, path, args }: CommandLine,
    env: Readonly<Record<string, string>>,
  ) {
    this.#name = name;
    const command = [path, ...args].map(quote).join(" ");
    // A terminal that is made in a pipe has no size.
    this.#child = spawn(`stty cols 80 rows 24; exec ${command}`, env);
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Types keys: `\r` is Enter. */
  async type(keys: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(keys));
  }

  /**
   * Waits until something is shown.
   *
   * @param isThere looks at the output since the last wait.
   * @throws {CannotMeasure} if it does not appear.
   */
  async shows(isThere: (shown: string) => boolean): Promise<void> {
    using _patience = this.#killWhenLate();
    while (!isThere(this.#unread)) {
      if (await this.#read()) continue;
      const last = JSON.stringify(this.#unread.slice(-500));
      throw new CannotMeasure(`${this.#name} ended, or was stuck, on a terminal: ${last}`);
    }
    this.#unread = "";
  }

  /** Waits for the command's end, so that it takes no time from what follows. */
  async ended(): Promise<void> {
    using _patience = this.#killWhenLate();
    while (await this.#read());
    await this.#child.status;
  }

  async #read(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (!done) this.#unread += value;
    return !done;
  }

  #killWhenLate(): Disposable {
    const timer = setTimeout(() => this.#kill(), PATIENCE_MS);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  }

  #kill(): void {
    try {
      // Without script(1) the terminal hangs up, which ends the command.
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await Promise.all([this.#child.status, this.#reader.cancel()]);
    await this.#writer.abort().catch(() => {});
  }
}

function spawn(command: string, env: Readonly<Record<string, string>>): Deno.ChildProcess {
  if (Deno.build.os !== "linux") {
    throw new CannotMeasure("a terminal is made by script(1) of util-linux, which only Linux has");
  }
  try {
    return new Deno.Command("script", {
      args: ["--quiet", "--command", command, "/dev/null"],
      env: { DENO_NO_UPDATE_CHECK: "1", TERM: "xterm", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CannotMeasure("a terminal is made by script(1) of util-linux, which is not on PATH");
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
