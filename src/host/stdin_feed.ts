/** TRUSTED. Standard input for the program: read when the program asks, and only then, one piece at a time. */
import { STDIN_FRAME_BYTES } from "../wire/frame.ts";
import { MessageError } from "../wire/messages.ts";

/**
 * Answers the jail's wishes for input. The next is looked at when the jail has taken the answer to the last, so that
 * answers never pile up; and nothing here holds up the output, because input may take for ever to come.
 */
export class StdinFeed {
  readonly #read: (most: number) => Promise<Uint8Array | null>;
  readonly #send: (bytes: Uint8Array) => Promise<unknown>;
  readonly #failed: (error: Error) => void;
  #busy = false;
  #wish: number | null = null;

  /**
   * @param read gives at most so many bytes of input; null is its end.
   * @param send takes an answer to the jail. An empty one is the end of the input.
   * @param failed hears of an input that cannot be read.
   */
  constructor(
    read: (most: number) => Promise<Uint8Array | null>,
    send: (bytes: Uint8Array) => Promise<unknown>,
    failed: (error: Error) => void,
  ) {
    this.#read = read;
    this.#send = send;
    this.#failed = failed;
  }

  /**
   * Takes a wish: the payload of one frame.
   *
   * @throws {MessageError} where it is none, or comes before the last one was met.
   */
  wish(payload: Uint8Array): void {
    if (payload.length !== 4) throw new MessageError("A wish for input has the wrong length");
    if (this.#wish !== null) {
      throw new MessageError("A second wish for input came before the first was met");
    }
    this.#wish = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
    if (!this.#busy) this.#answer();
  }

  async #answer(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#wish !== null) {
        const bytes = await this.#read(Math.max(1, Math.min(this.#wish, STDIN_FRAME_BYTES)));
        // From here on the jail may wish again: its answer can be there before we know that it is sent.
        this.#wish = null;
        await this.#send(bytes ?? new Uint8Array(0));
      }
    } catch (error) {
      this.#failed(new Error(`cannot read standard input: ${(error as Error).message}`));
    }
    this.#busy = false;
  }
}
