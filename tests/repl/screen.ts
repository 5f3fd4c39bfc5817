/** A real pseudo-terminal, made by tmux, with a command in it: keys go in, and what a person would see comes out. */
import assert from "node:assert/strict";
import { allProcesses } from "../../scripts/soak/processes.ts";

/** How long anything may take to show up: then the test is stuck, and the screen is in the failure. */
const PATIENCE_MS = 30_000;

/** How long to wait between two looks, each of which is a process: longer the longer it takes. */
const GLANCE_MS = { first: 15, longest: 100 } as const;

/** How the terminal is to be. */
export interface Setup {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A terminal with a command in it; disposed of, both are gone. */
export class Screen implements AsyncDisposable {
  readonly #socket: string;
  /** What was looked at last. */
  #seen = "";

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Opens a terminal in which a shell runs the words of a command, and behind them whatever `after` says. */
  static async open(words: readonly string[], setup: Setup = {}, after = ""): Promise<Screen> {
    const { columns = 80, rows = 24, env = {} } = setup;
    const socket = await Deno.makeTempFile({ prefix: "pysandbox-screen-" });
    await Deno.remove(socket);
    const screen = new Screen(socket);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
    const command = `unset NO_COLOR; ${variables.join(" ")} ${
      words.map(quote).join(" ")
    }; ${after}`;
    await screen.#tmux(
      ...["-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`],
      ...["env", "-u", "TMUX", "sh", "-c", `${command} sleep 1000`],
    );
    return screen;
  }

  /** Presses keys, by the names that tmux gives them: `Enter`, `C-c`, `M-b`, `Up`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Types a text, character by character. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Pastes a text, in marks where the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", "--", text);
    await this.#tmux("paste-buffer", "-p", "-r");
  }

  /** Gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** Sends a signal to the command. */
  async signal(signal: Deno.Signal): Promise<void> {
    const shell = (await this.#tmux("display-message", "-p", "#{pane_pid}")).trim();
    const command = (await allProcesses()).find(({ parent }) => parent === Number(shell));
    assert.ok(command !== undefined, "the command runs");
    Deno.kill(command.pid, signal);
  }

  /** The lines on the screen, without empty ones at its end. */
  async text(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).replace(/\s+$/, "");
  }

  /** The same with colours, as SGR sequences of tmux's own. */
  async colours(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-e")).replace(/\s+$/, "");
  }

  /** The same with what has been scrolled out above. */
  async everything(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-S", "-")).replace(/\s+$/, "");
  }

  /** Where the cursor is, counted from 0. */
  async cursor(): Promise<{ row: number; column: number }> {
    const [row, column] = (await this.#tmux("display-message", "-p", "#{cursor_y} #{cursor_x}"))
      .trim().split(" ").map(Number);
    return { row: row!, column: column! };
  }

  /** Waits until the screen has changed since it was looked at and ends with `end`, and returns it. */
  async endsWith(end: string): Promise<string> {
    return await this.#until((text) => text.endsWith(end), `to end with ${JSON.stringify(end)}`);
  }

  /** Waits until the screen has changed since it was looked at and shows `part`, and returns it. */
  async shows(part: string): Promise<string> {
    return await this.#until((text) => text.includes(part), `to show ${JSON.stringify(part)}`);
  }

  async #until(isThere: (text: string) => boolean, expected: string): Promise<string> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let glanceMs: number = GLANCE_MS.first;; glanceMs *= 1.5) {
      const text = await this.text();
      if (text !== this.#seen && isThere(text)) return this.#seen = text;
      assert.ok(
        performance.now() < deadline,
        `expected the screen ${expected}; it shows:\n${text}`,
      );
      const waitMs = Math.min(glanceMs, GLANCE_MS.longest);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  async #tmux(...words: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", this.#socket, ...words],
    }).output();
    assert.ok(success, `tmux ${words.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
    await Deno.remove(this.#socket).catch(() => {});
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
