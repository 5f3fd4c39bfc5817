/**
 * TRUSTED. One client of an engine: lines in, lines out. Takes the lines when there is room for what they bring, reads each, and has
 * it performed or refused.
 */
import type { Line } from "../../core/lines.ts";
import type { Limits } from "../../core/limits.ts";
import { inTurns, othersTurn } from "../../core/turns.ts";
import { formatSize } from "../../core/units.ts";
import type { Engine } from "../../engine/engine.ts";
import { answerRefusal } from "./answer.ts";
import { CallDesk, namedCall, type Taken } from "./call_desk.ts";
import { parseRequest, type Request } from "./client_request.ts";
import { DeferredLines } from "./deferred_lines.ts";
import { Delivery } from "./delivery.ts";
import { RequestError } from "./members.ts";
import type { Outbox } from "./outbox.ts";
import { Performer, type ServerFacts } from "./perform.ts";

/** What a server is, beside its engine. */
export interface ServerOptions extends Pick<ServerFacts, "versions"> {
  /** The engine's, which no request may exceed. */
  readonly limits: Limits;
  readonly maxLineBytes: number;
}

/** A server from its first line to its last answer. */
export class Server {
  readonly #options: ServerOptions;
  readonly #delivery: Delivery;
  /** Calls that the client has been told of, and that wait for its answer. */
  readonly #calls: CallDesk;
  readonly #performer: Performer;
  readonly #deferred: DeferredLines;
  #lines = 0;

  constructor(engine: Engine, options: ServerOptions, outbox: Outbox) {
    this.#options = options;
    this.#delivery = new Delivery(outbox, () => engine.beginWaiting());
    this.#calls = new CallDesk(options.limits);
    const facts = { versions: options.versions, lines: () => this.#lines };
    this.#performer = new Performer(engine, this.#delivery, this.#calls, facts);
    this.#deferred = new DeferredLines(() => this.#delivery.room(), (line) => this.#take(line));
  }

  /** Resolves when something may be read: at any time, where the client has calls to answer. */
  async mayRead(): Promise<void> {
    if (!this.#calls.isUsed) await this.#delivery.room();
  }

  /**
   * Takes one line when there is room for what it may bring; the answer to a call at once, because the client may wait until that is
   * read. False where nothing after it is to be read.
   */
  accept(line: Line): boolean | Promise<boolean> {
    this.#lines++;
    if (line.kind === "text" && this.#calls.mayTake(line.text)) {
      return this.#acceptAnswer(line.text);
    }
    return this.#acceptOther(line);
  }

  /** The client sends nothing more. */
  endOfInput(): void {
    this.#calls.close();
  }

  /** Resolves when all that was accepted has been answered, and the client has it. */
  async finished(): Promise<void> {
    await this.#deferred.taken();
    await this.#delivery.finished();
  }

  async #acceptAnswer(text: string): Promise<boolean> {
    const line = await this.#calls.take(text);
    return line === null || await this.#acceptOther(line);
  }

  #acceptOther(line: Taken): boolean | Promise<boolean> {
    if (!this.#delivery.isBehind && this.#deferred.isEmpty) return this.#take(line);
    const isLast = line.kind === "text" && line.text.includes('"shutdown"');
    return this.#deferred.add(line, this.#calls.isUsed && !isLast);
  }

  /** Takes one line. False where nothing after it is to be read. A promise of that where the line is long enough to be read in steps. */
  #take(line: Taken): boolean | Promise<boolean> {
    switch (line.kind) {
      case "refused":
        this.#delivery.refuseCallAnswer(line.line);
        return true;
      case "too-long": {
        const most = formatSize(this.#options.maxLineBytes);
        this.#delivery.refuse(null, `Line is too long: expected at most ${most} (--max-line)`);
        return true;
      }
      case "not-utf8":
        this.#delivery.refuse(null, "Invalid JSON input: the line is not UTF-8");
        return true;
      case "text":
        return this.#takeText(line.text);
    }
  }

  #takeText(text: string): boolean | Promise<boolean> {
    const steps = parseRequest(text, this.#options.limits);
    try {
      const step = steps.next();
      if (!step.done) return this.#takeInSteps(steps, text);
      return this.#performer.begin(step.value, text.length);
    } catch (error) {
      return this.#refuseFor(error, text);
    }
  }

  async #takeInSteps(steps: Generator<void, Request>, text: string): Promise<boolean> {
    try {
      await othersTurn();
      return this.#performer.begin(await inTurns(steps), text.length);
    } catch (error) {
      return this.#refuseFor(error, text);
    }
  }

  #refuseFor(error: unknown, text: string): boolean {
    if (!(error instanceof RequestError)) throw error;
    const call = namedCall(text);
    if (call === null) this.#delivery.refuse(error.id, error.message);
    else this.#delivery.refuseCallAnswer(answerRefusal(error.id, call, error.message));
    return true;
  }
}
