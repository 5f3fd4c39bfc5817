/** What a process writes, up to a limit, for as long as it is worth waiting for. */

/** Reads streams into texts. */
export class BoundedOutput {
  readonly #readers: readonly ReadableStreamDefaultReader<Uint8Array>[];
  readonly #texts: readonly Promise<string>[];
  readonly #onExceeded: () => void;
  #left: number;

  /**
   * @param limit how much of all streams together is kept, in bytes.
   * @param onExceeded called when there is more.
   */
  constructor(
    streams: readonly ReadableStream<Uint8Array>[],
    limit: number,
    onExceeded: () => void,
  ) {
    this.#left = limit;
    this.#onExceeded = onExceeded;
    this.#readers = streams.map((stream) => stream.getReader());
    this.#texts = this.#readers.map((reader) => this.#read(reader));
  }

  /**
   * The texts, in the order of the streams.
   *
   * @param patience how long to wait for the ends of the streams, in milliseconds: processes that have left their group hold them
   *   open.
   */
  async texts(patience: number): Promise<string[]> {
    const cancel = () => this.#readers.forEach((reader) => void reader.cancel());
    const late = setTimeout(cancel, patience);
    const texts = await Promise.all(this.#texts);
    clearTimeout(late);
    return texts;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const kept = next.value.subarray(0, this.#left);
      this.#left -= kept.length;
      text += decoder.decode(kept, { stream: true });
      if (kept.length < next.value.length) this.#onExceeded();
    }
    return text;
  }
}
