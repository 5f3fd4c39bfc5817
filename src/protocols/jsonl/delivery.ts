/**
 * TRUSTED. Brings answers and events to one client: each answer once, in order where it carries no id, and no more of them than the
 * client takes.
 */
import { othersTurn } from "../../core/turns.ts";
import { MEBIBYTE } from "../../core/units.ts";
import { Counters } from "../../engine/counters.ts";
import { type Answer, type AnswerStatus, eventLine, type LongAnswer, refusal } from "./answer.ts";
import type { Id } from "./members.ts";
import { InOrder, type Turn } from "./order.ts";
import { type Outbox, type OutLine, WAITING_BYTES } from "./outbox.ts";

/** A first part that is as long is hardly the only one, in characters. */
const LONG_PART = 64 * 1024;

/** Most answers, and bytes of them, that wait for the ones before them until no further line is read, and nothing more is begun. */
const HELD = { answers: 65_536, bytes: 64 * MEBIBYTE } as const;

const encoder = new TextEncoder();

/** The answer to a program or a close. */
export type FinalAnswer = Answer | LongAnswer | { readonly line: string };

/** What goes to one client. */
export class Delivery {
  readonly #outbox: Outbox;
  readonly #beginWaiting: () => void;
  readonly #order: InOrder;
  readonly #counters = new Counters<AnswerStatus>();
  /** Programs and closes that have no answer yet. */
  #open = 0;
  #nextAnswer = Promise.withResolvers<void>();
  #isWaitingForClient = false;

  /** @param beginWaiting begins what `mayBegin` refused; it asks again. */
  constructor(outbox: Outbox, beginWaiting: () => void) {
    this.#outbox = outbox;
    this.#beginWaiting = beginWaiting;
    this.#order = new InOrder((line) => outbox.push(line));
  }

  /** How many answers there were, by status. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counters.all;
  }

  /** A program or a close begins, which `finish` will answer. @returns its turn; null where its id tells its answer from others. */
  expect(id: Id | null): Turn | null {
    this.#open++;
    return this.#reserve(id);
  }

  /** Gives the one answer to a program or a close. */
  finish(turn: Turn | null, answer: FinalAnswer): void {
    if ("line" in answer) return this.#finish(turn, answer);
    const { status, parts } = answer;
    // Most answers have one part.
    const first = parts.next().value!;
    const second = first.length < LONG_PART ? parts.next().value : "";
    if (second === undefined) this.#finish(turn, { status, line: first });
    else this.#finishLong(turn, answer, [first, second]);
  }

  /** Gives the answer to a request that has one at once. */
  reply(id: Id | null, line: string): void {
    this.#send(this.#reserve(id), line);
  }

  /** Refuses a line. */
  refuse(id: Id | null, message: string): void {
    const { status, line } = refusal(id, "invalid", message);
    this.#counters.add(status);
    this.reply(id, line);
  }

  /** Refuses a line that was to answer a call: no request's turn. */
  refuseCallAnswer(line: string): void {
    this.#counters.add("invalid");
    this.push(line);
  }

  /** Sends a line that is no answer to a request without id. */
  push(line: string): void {
    this.#outbox.push(line);
  }

  /** Sends a piece of a program's output. Resolves when the client has room for more. */
  event(id: Id | null, stream: "stdout" | "stderr", text: string): Promise<void> {
    this.#outbox.push(eventLine(id, stream, text));
    return this.#outbox.drained();
  }

  /** Whether the client has not taken what was sent to it. */
  get isClientBehind(): boolean {
    return this.#outbox.waitingBytes > WAITING_BYTES;
  }

  /** Resolves when the client has caught up. */
  caughtUp(): Promise<void> {
    return this.#outbox.drained();
  }

  /**
   * Whether a program may begin: the client takes answers, and those of the program, or its events, would not wait for too many
   * others. After a refusal, `beginWaiting` is called when there is room.
   *
   * @param tells whether the program may send lines before its answer.
   */
  mayBegin(turn: Turn | null, tells: boolean): boolean {
    if (this.isClientBehind) {
      this.#waitForClient();
      return false;
    }
    if (turn === null || turn.isFirst) return true;
    return !tells && !this.#holdsTooMuch();
  }

  /** Whether another line may bring more than there is room for. */
  get isBehind(): boolean {
    return this.isClientBehind || this.#holdsTooMuch();
  }

  /** Resolves when there is room for what another line may bring. */
  async room(): Promise<void> {
    await this.#outbox.drained();
    while (this.#holdsTooMuch()) await this.#nextAnswer.promise;
  }

  /** Resolves when all that is expected was answered, and the client has it. */
  async finished(): Promise<void> {
    while (this.#open > 0) await this.#nextAnswer.promise;
    await this.#outbox.flushed();
  }

  async #finishLong(
    turn: Turn | null,
    { status, parts }: LongAnswer,
    begun: string[],
  ): Promise<void> {
    const line = begun.map((part) => encoder.encode(part));
    for (;;) {
      await othersTurn();
      const part = parts.next();
      if (part.done) break;
      line.push(encoder.encode(part.value));
    }
    this.#finish(turn, { status, line });
  }

  #finish(
    turn: Turn | null,
    answer: { readonly status?: AnswerStatus; readonly line: OutLine },
  ): void {
    this.#open--;
    if (answer.status !== undefined) this.#counters.add(answer.status);
    this.#send(turn, answer.line);
    this.#nextAnswer.resolve();
    this.#nextAnswer = Promise.withResolvers();
    // Another turn may be the first one now, or fewer answers be held back.
    if (turn !== null) this.#beginWhatWaits();
  }

  #reserve(id: Id | null): Turn | null {
    return id === null ? this.#order.reserve() : null;
  }

  #send(turn: Turn | null, line: OutLine): void {
    if (turn === null) this.#outbox.push(line);
    else turn.settle(line);
  }

  #beginWhatWaits(): void {
    if (this.isClientBehind) this.#waitForClient();
    else this.#beginWaiting();
  }

  async #waitForClient(): Promise<void> {
    if (this.#isWaitingForClient) return;
    this.#isWaitingForClient = true;
    await this.#outbox.drained();
    this.#isWaitingForClient = false;
    this.#beginWhatWaits();
  }

  #holdsTooMuch(): boolean {
    const { heldAnswers, heldBytes } = this.#order;
    return heldAnswers > HELD.answers || heldBytes > HELD.bytes;
  }
}
