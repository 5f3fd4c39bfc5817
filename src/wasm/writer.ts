/** A growing buffer, for what is written byte by byte: the code of many functions, one after another. */

/** Writes bytes and numbers; what was written is taken out as a whole. */
export class Writer {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** Adds bytes. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Adds a byte. */
  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Adds an unsigned LEB128 number. */
  leb(value: number): void {
    for (; value > 0x7F; value = Math.floor(value / 0x80)) this.byte(value & 0x7F | 0x80);
    this.byte(value);
  }

  /** Adds a signed LEB128 number of at most 33 bits. */
  signedLeb(value: number): void {
    for (; value < -0x40 || value > 0x3F; value = Math.floor(value / 0x80)) {
      // A remainder that is never negative, for numbers that do not fit 32 bits as well.
      this.byte(value - Math.floor(value / 0x80) * 0x80 | 0x80);
    }
    this.byte(value & 0x7F);
  }

  /** All that was written since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
