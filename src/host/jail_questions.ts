/**
 * TRUSTED. Answers the questions that a jail asks while a program runs, one at a time of each kind. The next question is answered
 * only when the jail's pipe has taken the answer before, so that answers never pile up. The program's output does not wait for any
 * answer, because an answer may take any time.
 */
import { type AskKind, ASKS, decodeWaiting, pausesClock } from "../wire/asks.ts";
import { encodeFrame } from "../wire/frame.ts";
import { MessageError } from "../wire/fields.ts";
import type { Watch } from "./watch.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A question of a kind, decoded. */
export type Question<K extends AskKind> = ReturnType<(typeof ASKS)[K]["decode"]>;

/** The function that answers each kind. If its promise is rejected, the run ends. */
export type Answerers = {
  readonly [K in AskKind]: (question: Question<K>) => Promise<Bytes>;
};

/** What answering one program's questions needs. */
export interface QuestionParts {
  readonly answerers: Answerers;
  readonly atPrompt: boolean;
  /** The program's clocks; null before the program starts. */
  readonly watch: () => Pick<Watch, "pause" | "resume"> | null;
  /** Sends a frame to the jail; settles when the jail's pipe has taken it. */
  readonly send: (frame: Bytes) => Promise<unknown>;
  /** Is called with the error if an answer cannot be given. */
  readonly failed: (error: Error) => void;
}

/** The state of one kind of question. */
interface Line {
  /** The question that has no answer yet, or null. */
  open: { readonly payload: unknown } | null;
  /** Whether an answer is being made or sent. */
  isBusy: boolean;
  /** Whether this question pauses the wall clock now. */
  pauses: boolean;
}

/** The questions of one program. */
export class JailQuestions {
  readonly #parts: QuestionParts;
  readonly #lines = new Map<AskKind, Line>();
  /** How many questions pause the wall clock now. */
  #pauses = 0;
  #isClosed = false;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
  }

  /**
   * Takes a question: the payload of one frame.
   *
   * @throws {MessageError} if it is malformed, or comes while another of its kind is open.
   */
  take(kind: AskKind, payload: Uint8Array): void {
    const { name, decode } = ASKS[kind];
    const question = decode(payload);
    const line = this.#lines.get(kind) ?? { open: null, isBusy: false, pauses: false };
    this.#lines.set(kind, line);
    if (line.open !== null) {
      throw new MessageError(`A second request for ${name} came before the first was answered`);
    }
    line.open = { payload: question };
    if (!line.isBusy) this.#answer(kind, line);
  }

  /**
   * Takes the payload of a `Waiting` frame: the jail has stopped or resumed waiting for an answer. It has no effect if the answer is
   * on its way already.
   *
   * @throws {MessageError} if it is malformed.
   */
  takeWaiting(payload: Uint8Array): void {
    const { kind, waits } = decodeWaiting(payload);
    const line = this.#lines.get(kind);
    if (line === undefined || line.open === null) return;
    this.#setPause(line, waits && this.#pausesFor(kind));
  }

  /** The program gets an interrupt, which ends its waits. Its wall clock continues, although its questions are open. */
  interrupt(): void {
    for (const line of this.#lines.values()) this.#setPause(line, false);
  }

  /** The program has ended. Later answers are dropped and do not change its clocks. */
  close(): void {
    this.#isClosed = true;
  }

  async #answer(kind: AskKind, line: Line): Promise<void> {
    line.isBusy = true;
    try {
      while (line.open !== null) {
        const bytes = await this.#find(kind, line, line.open.payload);
        if (this.#isClosed) return;
        // The jail may ask again as soon as it has the answer, which can be before `send` settles.
        line.open = null;
        await this.#parts.send(encodeFrame(ASKS[kind].answer, bytes));
      }
    } catch (error) {
      if (!this.#isClosed) this.#parts.failed(error as Error);
    }
    line.isBusy = false;
  }

  async #find(kind: AskKind, line: Line, question: unknown): Promise<Bytes> {
    const { name, answerBytes } = ASKS[kind];
    const answer = this.#parts.answerers[kind] as (question: unknown) => Promise<Bytes>;
    this.#setPause(line, this.#pausesFor(kind));
    try {
      const bytes = await answer(question);
      if (bytes.length <= answerBytes) return bytes;
      throw new Error(`${name} gave ${bytes.length} bytes at once, more than ${answerBytes}`);
    } finally {
      this.#setPause(line, false);
    }
  }

  #pausesFor(kind: AskKind): boolean {
    return pausesClock(ASKS[kind].clock, this.#parts.atPrompt);
  }

  /** Sets whether a question pauses the wall clock. The clock is paused while at least one does. */
  #setPause(line: Line, pauses: boolean): void {
    if (line.pauses === pauses || this.#isClosed) return;
    line.pauses = pauses;
    this.#pauses += pauses ? 1 : -1;
    if (!pauses && this.#pauses === 0) this.#parts.watch()?.resume();
    if (pauses && this.#pauses === 1) this.#parts.watch()?.pause();
  }
}
