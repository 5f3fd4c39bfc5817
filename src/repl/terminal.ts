/**
 * TRUSTED. The user's terminal: for editing, every key as it is pressed; while a program runs, as a shell left it, so
 * that Ctrl-C is a signal, lines are edited and echoed by the terminal, and nothing is wrong if all of us is killed.
 */
import type { Size } from "./editor/painter.ts";
import { TypedInput } from "./typed_input.ts";

/** What a terminal is for the editor. */
export interface EditingTerminal {
  readonly input: TypedInput;
  /** Shows a text. */
  write(text: string): void;
  size(): Size;
  /** Gives every key to us, pasted text in marks. */
  beginEditing(): void;
  /** As it was before. */
  endEditing(): void;
  /** Stops this process as Ctrl-Z does, and waits for it to be continued. */
  suspend(): Promise<void>;
}

const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";

/** What a program may have left behind: colours. */
const PLAIN = "\x1b[0m";

/** Far longer than a signal to ourselves takes. */
const STOPPING_MS = 50;

const SMALLEST_SIZE: Size = { columns: 80, rows: 24 };

/** The terminal of this process. Disposed of, it is as it was. */
export class Terminal implements EditingTerminal, Disposable {
  readonly input = new TypedInput(readStdin);
  #isEditing = false;

  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    } catch {
      // A terminal that was closed shows nothing, and the next read says that it ended.
    }
  }

  size(): Size {
    try {
      const { columns, rows } = Deno.consoleSize();
      // A terminal that was never told its size says 0.
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
      // A terminal that was closed has no mode any more.
    }
  }

  async suspend(): Promise<void> {
    if (Deno.build.os === "windows") return;
    this.endEditing();
    Deno.kill(Deno.pid, "SIGTSTP");
    // A process that nobody could continue is not stopped by this signal, and goes on here as one that was.
    await new Promise((resolve) => setTimeout(resolve, STOPPING_MS));
    this.beginEditing();
  }

  [Symbol.dispose](): void {
    if (!this.#isEditing) return;
    this.endEditing();
    // Left in the middle of a line: what a shell shows next begins its own.
    this.write("\n");
  }
}

const BUFFER_BYTES = 65_536;

async function readStdin(): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  try {
    const count = await Deno.stdin.read(buffer);
    return count === null ? null : buffer.subarray(0, count);
  } catch {
    // A terminal that was closed: as if the input had ended.
    return null;
  }
}
