/**
 * HOSTILE ONCE A PROGRAM RUNS. One account for all memory that a program can hold: the WebAssembly memory, and
 * what it makes the JavaScript side hold (files, pipes). The engine enforces the first alone; this makes the sum
 * obey the same cap, and the host's resource limit applies to both.
 */
export class Budget {
  #cap: number;
  #heap = 0;
  #outside = 0;
  #peak = 0;
  #refusals = 0;

  /** @param cap most bytes that heap and outside memory may have together. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** A program begins, which may hold `cap` bytes if that is less than what may be held already. */
  begin(cap: number): void {
    this.#cap = Math.min(this.#cap, cap);
    this.#refusals = 0;
  }

  /** Calls `action`, while which nothing more may be held than there is. */
  atMostThis(action: () => void): void {
    const cap = this.#cap;
    this.#cap = this.#heap + this.#outside;
    try {
      action();
    } finally {
      this.#cap = cap;
      this.#refusals = 0;
    }
  }

  /** How often something was refused to this program because of the cap. */
  get refusals(): number {
    return this.#refusals;
  }

  /** The most that was held at any time, in bytes. */
  get peak(): number {
    return this.#peak;
  }

  /** How large the WebAssembly memory may become, in bytes. */
  get heapRoom(): number {
    return this.#cap - this.#outside;
  }

  /** Notes the size of the WebAssembly memory, which never shrinks. */
  noteHeap(bytes: number): void {
    this.#heap = bytes;
    this.#note();
  }

  /** Whether `bytes` more may be held outside the WebAssembly memory; takes them if so. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.#heap + this.#outside + bytes > this.#cap) return this.refuse() !== 0;
    this.#outside = Math.max(0, this.#outside + bytes);
    this.#note();
    return true;
  }

  /** Gives `bytes` back. */
  release(bytes: number): void {
    this.#outside = Math.max(0, this.#outside - bytes);
  }

  /** Notes a refusal, by this budget or by the engine. Always 0, which is C's "no". */
  refuse(): 0 {
    this.#refusals++;
    return 0;
  }

  #note(): void {
    this.#peak = Math.max(this.#peak, this.#heap + this.#outside);
  }
}
