/**
 * TRUSTED. The user's terminal. The editor gets every key as it is pressed. While a program runs, the terminal is in
 * the mode that a shell left: Ctrl-C is a signal, the terminal edits and echoes lines, and the mode is right even if
 * all our processes are killed.
 */
import { readStandardInput } from "../host/standard_input.ts";
import type { Size } from "./editor/painter.ts";
import { TypedInput } from "./typed_input.ts";

/** The interface of a terminal for the editor. */
export interface EditingTerminal {
  readonly input: TypedInput;
  /** Shows a text. */
  write(text: string): void;
  size(): Size;
  /** Switches to delivering every key, with markers around pasted text. */
  beginEditing(): void;
  /** Restores the mode from before. */
  endEditing(): void;
  /** Stops this process as Ctrl-Z does, and waits until it is continued. */
  suspend(): Promise<void>;
}

const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";

/** Resets what a program may have left active: colours. */
const PLAIN = "\x1b[0m";

/** Much longer than a signal to this process takes. */
const STOPPING_MS = 50;

const BUFFER_BYTES = 65_536;

const SMALLEST_SIZE: Size = { columns: 80, rows: 24 };

/** The terminal of this process. Disposing of it restores its mode. */
export class Terminal implements EditingTerminal, Disposable {
  readonly input = new TypedInput(() => this.#read());
  #isEditing = false;

  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    } catch {
      // A closed terminal shows nothing, and the next read reports the end.
    }
  }

  size(): Size {
    try {
      const { columns, rows } = Deno.consoleSize();
      // A terminal whose size was never set reports 0.
      return columns > 0 && rows > 0 ? { columns, rows } : SMALLEST_SIZE;
    } catch {
      return SMALLEST_SIZE;
    }
  }

  beginEditing(): void {
    if (this.#isEditing) return;
    Deno.stdin.setRaw(true);
    this.#isEditing = true;
    this.write(PLAIN + PASTE_MARKS_ON);
  }

  endEditing(): void {
    if (!this.#isEditing) return;
    this.#isEditing = false;
    this.write(PASTE_MARKS_OFF);
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // A closed terminal has no mode any more.
    }
  }

  async #read(): Promise<Uint8Array | null> {
    try {
      return await readStandardInput(BUFFER_BYTES, this.#isEditing);
    } catch {
      // A closed terminal counts as the end of the input.
      return null;
    }
  }

  async suspend(): Promise<void> {
    if (Deno.build.os === "windows") return;
    this.endEditing();
    Deno.kill(Deno.pid, "SIGTSTP");
    // This signal does not stop a process that nobody could continue: such a process goes on here as if it had been
    // continued.
    await new Promise((resolve) => setTimeout(resolve, STOPPING_MS));
    this.beginEditing();
  }

  [Symbol.dispose](): void {
    if (!this.#isEditing) return;
    this.endEditing();
    // The cursor is in the middle of a line: what a shell shows next needs a line of its own.
    this.write("\n");
  }
}
