/**
 * TRUSTED. Answers what a jail asks while a program runs: only when it asks, and of each kind one question at a time. The next one is
 * looked at when the jail has taken the answer to the last, so that answers never pile up; and nothing here holds up the
 * output, because an answer may take for ever.
 */
import { type AskKind, ASKS, clockStands, decodeWaiting } from "../wire/asks.ts";
import { encodeFrame } from "../wire/frame.ts";
import { MessageError } from "../wire/fields.ts";
import type { Watch } from "./watch.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The question of a kind, as its check reads it. */
export type Question<K extends AskKind> = ReturnType<(typeof ASKS)[K]["decode"]>;

/** Who answers, by kind. An answer that is rejected ends the run. */
export type Answerers = {
  readonly [K in AskKind]: (question: Question<K>) => Promise<Bytes>;
};

/** What the answers to one program's questions take. */
export interface QuestionParts {
  readonly answerers: Answerers;
  readonly atPrompt: boolean;
  /** The program's clocks; null before it has begun. */
  readonly watch: () => Pick<Watch, "pause" | "resume"> | null;
  /** Takes a frame to the jail, and settles when the jail's pipe has it. */
  readonly send: (frame: Bytes) => Promise<unknown>;
  /** Hears why an answer cannot be given. */
  readonly failed: (error: Error) => void;
}

/** A kind of question in one program. */
interface Line {
  /** The question that is due an answer; null where none is. */
  open: { readonly payload: unknown } | null;
  /** Whether somebody works on answers, or on sending one. */
  isBusy: boolean;
  /** Whether the wall clock stands, as far as it goes by this question. */
  isStanding: boolean;
}

/** The questions of one program. */
export class JailQuestions {
  readonly #parts: QuestionParts;
  readonly #lines = new Map<AskKind, Line>();
  /** For how many questions the wall clock stands. */
  #standing = 0;
  #isClosed = false;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
  }

  /**
   * Takes a question: the payload of one frame.
   *
   * @throws {MessageError} where it is none of its kind, or comes before the last one of its kind was answered.
   */
  take(kind: AskKind, payload: Uint8Array): void {
    const { name, decode } = ASKS[kind];
    const question = decode(payload);
    const line = this.#lines.get(kind) ?? { open: null, isBusy: false, isStanding: false };
    this.#lines.set(kind, line);
    if (line.open !== null) {
      throw new MessageError(`A second request for ${name} came before the first was answered`);
    }
    line.open = { payload: question };
    if (!line.isBusy) this.#answer(kind, line);
  }

  /**
   * Takes what a jail says of a wait for an answer: the payload of one frame. Where the answer is on its way already, that is what
   * counts.
   *
   * @throws {MessageError} where it says nothing.
   */
  takeWaiting(payload: Uint8Array): void {
    const { kind, waits } = decodeWaiting(payload);
    const line = this.#lines.get(kind);
    if (line === undefined || line.open === null) return;
    this.#stand(line, waits && this.#standsFor(kind));
  }

  /** The program is sent an interrupt, which ends its waits: its time goes on, though nobody has answered. */
  interrupt(): void {
    for (const line of this.#lines.values()) this.#stand(line, false);
  }

  /** The program has ended: answers that come from now on are dropped, and touch its clocks no more. */
  close(): void {
    this.#isClosed = true;
  }

  async #answer(kind: AskKind, line: Line): Promise<void> {
    line.isBusy = true;
    try {
      while (line.open !== null) {
        const bytes = await this.#find(kind, line, line.open.payload);
        if (this.#isClosed) return;
        // From here on the jail may ask again: its next question can be there before we know that this answer is sent.
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
    this.#stand(line, this.#standsFor(kind));
    try {
      const bytes = await answer(question);
      if (bytes.length <= answerBytes) return bytes;
      throw new Error(`${name} gave ${bytes.length} bytes at once, more than ${answerBytes}`);
    } finally {
      this.#stand(line, false);
    }
  }

  #standsFor(kind: AskKind): boolean {
    return clockStands(ASKS[kind].clock, this.#parts.atPrompt);
  }

  /** Says whether the clock is to stand for a question. It stands while it does for any. */
  #stand(line: Line, stands: boolean): void {
    if (line.isStanding === stands || this.#isClosed) return;
    line.isStanding = stands;
    this.#standing += stands ? 1 : -1;
    if (!stands && this.#standing === 0) this.#parts.watch()?.resume();
    if (stands && this.#standing === 1) this.#parts.watch()?.pause();
  }
}
