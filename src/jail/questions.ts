/**
 * HOSTILE ONCE A PROGRAM RUNS. What the jail has asked the host while a program runs: at most one open question of each kind
 * (`src/wire/asks.ts`), and its answer once that has come.
 */
import { type AskKind, ASKS, encodeWaiting, kindOfAnswer } from "../wire/asks.ts";
import { FrameType, type FrameTypeNumber } from "../wire/frame.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The questions of the program that runs. */
export class Questions {
  readonly #send: (type: FrameTypeNumber, payload: Uint8Array) => void;
  /** Each open question, with its answer or null. */
  readonly #open = new Map<AskKind, Bytes | null>();

  /** @param send sends a frame to the host. */
  constructor(send: (type: FrameTypeNumber, payload: Uint8Array) => void) {
    this.#send = send;
  }

  /** Drops all questions: their program has ended. */
  clear(): void {
    this.#open.clear();
  }

  /**
   * Sends a question, and calls `takeNext` until the answer is there.
   *
   * If `takeNext` throws (an interrupt), the question stays open. The next call for the same kind then sends no second question: it
   * waits for, and returns, the answer to the open one, so that no input is lost. The host is told when the program stops waiting
   * and when it waits again.
   */
  ask(kind: AskKind, question: Uint8Array, takeNext: () => void): Bytes {
    if (!this.#open.has(kind)) {
      this.#open.set(kind, null);
      this.#send(ASKS[kind].question, question);
    } else if (this.#open.get(kind) === null) {
      this.#tellWaiting(kind, true);
    }
    try {
      return this.#answerTo(kind, takeNext);
    } catch (error) {
      // The host pauses the program's wall clock while it waits; that must end here.
      if (this.#open.get(kind) === null) this.#tellWaiting(kind, false);
      throw error;
    }
  }

  /** Stores the answer to an open question. False where the frame is none. */
  takeAnswer(type: number, payload: Bytes): boolean {
    const kind = kindOfAnswer(type);
    if (kind === null || this.#open.get(kind) !== null) return false;
    this.#open.set(kind, payload);
    return true;
  }

  #answerTo(kind: AskKind, takeNext: () => void): Bytes {
    for (;;) {
      const answer = this.#open.get(kind);
      if (answer) {
        this.#open.delete(kind);
        return answer;
      }
      takeNext();
    }
  }

  #tellWaiting(kind: AskKind, waits: boolean): void {
    this.#send(FrameType.Waiting, encodeWaiting({ kind, waits }));
  }
}
