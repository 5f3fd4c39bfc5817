/**
 * TRUSTED. One client of an engine: lines in, lines out. Turns each line into what the engine does, and each result into the one
 * answer to its line.
 */
import type { Limits } from "../../core/limits.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import { othersTurn } from "../../core/turns.ts";
import { Counters } from "../../engine/counters.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Submission } from "../../engine/engine_options.ts";
import type { ProgramCall } from "../../engine/program_call.ts";
import {
  answerRefusal,
  type AnswerStatus,
  callLine,
  cancelLine,
  closeAnswer,
  eventLine,
  type LongAnswer,
  pongLine,
  refusal,
  runAnswer,
} from "./answer.ts";
import { CallDesk, namedCall, nobodyWaits, type Taken } from "./call_desk.ts";
import { DeferredLines } from "./deferred_lines.ts";
import type { Line } from "../../core/lines.ts";
import { type Id, RequestError } from "./members.ts";
import { InOrder, type Turn } from "./order.ts";
import type { Outbox, OutLine } from "./outbox.ts";
import {
  type CancelRequest,
  type CloseRequest,
  parseRequest,
  type PingRequest,
  type Request,
  type RunRequest,
} from "./client_request.ts";

/** Most answers, and bytes of them, that wait for the ones before them until no further line is read, and nothing more is begun. */
const HELD = { answers: 65_536, bytes: 64 * MEBIBYTE } as const;

/** Most bytes that wait for the client until nothing more is begun. */
export const WAITING_BYTES = 8 * MEBIBYTE;

const encoder = new TextEncoder();

/** What a server is, beside its engine. */
export interface ServerOptions {
  /** The engine's, which no request may exceed. */
  readonly limits: Limits;
  readonly maxLineBytes: number;
  readonly versions: { readonly version: string; readonly python: string };
}

/** A program that was submitted; null until the engine has it. */
interface Running {
  submission: Submission | null;
}

/** A server from its first line to its last answer. */
export class Server {
  readonly #engine: Engine;
  readonly #options: ServerOptions;
  readonly #outbox: Outbox;
  readonly #order: InOrder;
  readonly #counters = new Counters<AnswerStatus>();
  #requests = 0;
  /** Programs and closes that have no answer yet. */
  #open = 0;
  readonly #programs = new Map<Id, Set<Running>>();
  /** Calls that the client has been told of, and that wait for its answer. */
  readonly #calls: CallDesk;
  readonly #deferred: DeferredLines;
  #isWaitingForClient = false;
  #nextAnswer = Promise.withResolvers<void>();

  constructor(engine: Engine, options: ServerOptions, outbox: Outbox) {
    this.#engine = engine;
    this.#options = options;
    this.#outbox = outbox;
    this.#order = new InOrder((line) => outbox.push(line));
    this.#calls = new CallDesk(options.limits);
    this.#deferred = new DeferredLines(() => this.#room(), (line) => this.#take(line));
  }

  /** Resolves when something may be read: at any time, where the client has calls to answer. */
  async mayRead(): Promise<void> {
    if (!this.#calls.isUsed) await this.#room();
  }

  /**
   * Takes one line when there is room for what it may bring; the answer to a call at once, because the client may wait until that is
   * read. False where nothing after it is to be read.
   */
  accept(line: Line): boolean | Promise<boolean> {
    this.#requests++;
    if (line.kind === "text" && this.#calls.mayTake(line.text)) {
      return this.#acceptAnswer(line.text);
    }
    return this.#acceptOther(line);
  }

  /** The client sends nothing more. */
  endOfInput(): void {
    this.#calls.close();
  }

  async #acceptAnswer(text: string): Promise<boolean> {
    const line = await this.#calls.take(text);
    return line === null || await this.#acceptOther(line);
  }

  #acceptOther(line: Taken): boolean | Promise<boolean> {
    if (!this.#isBehind() && this.#deferred.isEmpty) return this.#take(line);
    const isLast = line.kind === "text" && line.text.includes('"shutdown"');
    return this.#deferred.add(line, this.#calls.isUsed && !isLast);
  }

  /** Takes one line. False where nothing after it is to be read. A promise of that where the line is long enough to be read in steps. */
  #take(line: Taken): boolean | Promise<boolean> {
    switch (line.kind) {
      case "refused":
        this.#refuseAnswer(line.line);
        return true;
      case "too-long": {
        const most = formatSize(this.#options.maxLineBytes);
        this.#refuse(null, `Line is too long: expected at most ${most} (--max-line)`);
        return true;
      }
      case "not-utf8":
        this.#refuse(null, "Invalid JSON input: the line is not UTF-8");
        return true;
      case "text":
        return this.#takeText(line.text);
    }
  }

  /** Resolves when there is room for what another line may bring. */
  async #room(): Promise<void> {
    await this.#outbox.drained();
    while (this.#holdsTooMuch()) await this.#nextAnswer.promise;
  }

  /** Resolves when all that was accepted has been answered, and the client has it. */
  async finished(): Promise<void> {
    await this.#deferred.taken();
    while (this.#open > 0) await this.#nextAnswer.promise;
    await this.#outbox.flushed();
  }

  #takeText(text: string): boolean | Promise<boolean> {
    const steps = parseRequest(text, this.#options.limits);
    try {
      const step = steps.next();
      return step.done ? this.#begin(step.value, text.length) : this.#takeInSteps(steps, text);
    } catch (error) {
      return this.#refuseFor(error, text);
    }
  }

  async #takeInSteps(steps: Generator<void, Request>, text: string): Promise<boolean> {
    try {
      for (;;) {
        await othersTurn();
        const step = steps.next();
        if (step.done) return this.#begin(step.value, text.length);
      }
    } catch (error) {
      return this.#refuseFor(error, text);
    }
  }

  #refuseFor(error: unknown, text: string): boolean {
    if (!(error instanceof RequestError)) throw error;
    const call = namedCall(text);
    if (call !== null) this.#refuseAnswer(answerRefusal(error.id, call, error.message));
    else this.#refuse(error.id, error.message);
    return true;
  }

  /** @param size length of the line. */
  #begin(request: Request, size: number): boolean {
    switch (request.kind) {
      case "run":
        this.#run(request, size);
        break;
      case "close":
        this.#close(request, size);
        break;
      case "answer": {
        const { id, call } = request;
        this.#refuseAnswer(answerRefusal(id, call, nobodyWaits(call)));
        break;
      }
      case "cancel":
        this.#cancel(request);
        break;
      case "ping":
        this.#pong(request);
        break;
      case "shutdown":
        return false;
    }
    return true;
  }

  /** @param size length of the line. */
  #run(request: RunRequest, size: number): void {
    const { id, session, limits, stream, callTimeoutMs, maxCalls } = request;
    const tells = stream || Object.keys(request.functions).length > 0;
    const turn = this.#reserve(id);
    const running: Running = { submission: null };
    this.#open++;
    if (id !== null) {
      this.#programs.set(id, (this.#programs.get(id) ?? new Set()).add(running));
    }
    running.submission = this.#engine.submit(request, {
      limits,
      size,
      callTimeoutMs,
      maxCalls,
      onCall: (call) => this.#tell(id, call),
      ...(session !== null && { session }),
      ...(stream && { onOutput: (name, text) => this.#event(id, name, text) }),
      mayBegin: () => this.#mayBegin(turn, tells),
      onResult: (result) => {
        if (id !== null) this.#forget(id, running);
        const answer = runAnswer(id, result);
        if ("parts" in answer) this.#finishInParts(turn, answer);
        else this.#finish(turn, answer);
      },
    });
  }

  #close({ id, session }: CloseRequest, size: number): void {
    const turn = this.#reserve(id);
    this.#open++;
    this.#engine.closeSession(session, {
      size,
      onResult: (result) => this.#finish(turn, closeAnswer(id, result)),
    });
  }

  #cancel({ id, target }: CancelRequest): void {
    const programs = [...this.#programs.get(target) ?? []];
    for (const { submission } of programs) submission?.cancel();
    if (id !== null) this.#outbox.push(cancelLine(id, programs.length > 0));
  }

  #pong({ id }: PingRequest): void {
    const counters = { requests: this.#requests, ...this.#counters.all };
    const pong = { ...this.#options.versions, ...this.#engine.state(), counters };
    this.#send(this.#reserve(id), pongLine(id, pong));
  }

  /** Tells the client of a call. A client that is behind is told when it has caught up, if anybody still waits then. */
  async #tell(id: Id | null, call: ProgramCall): Promise<void> {
    if (this.#isClientBehind()) await this.#outbox.drained();
    if (this.#calls.add(call)) this.#outbox.push(callLine(id, call));
  }

  #refuseAnswer(line: string): void {
    this.#counters.add("invalid");
    this.#outbox.push(line);
  }

  #refuse(id: Id | null, message: string): void {
    const { status, line } = refusal(id, "invalid", message);
    this.#counters.add(status);
    this.#send(this.#reserve(id), line);
  }

  /** A piece of output. Resolves when the client has room for more. */
  #event(id: Id | null, stream: "stdout" | "stderr", text: string): Promise<void> {
    this.#outbox.push(eventLine(id, stream, text));
    return this.#outbox.drained();
  }

  /** Whether the client takes answers, and those of a program, or its events, would not wait for too many others. */
  #mayBegin(turn: Turn | null, tells: boolean): boolean {
    if (this.#isClientBehind()) {
      this.#waitForClient();
      return false;
    }
    if (turn === null || turn.isFirst) return true;
    return !tells && !this.#holdsTooMuch();
  }

  /** Whether another line may bring more than there is room for. */
  #isBehind(): boolean {
    return this.#isClientBehind() || this.#holdsTooMuch();
  }

  #holdsTooMuch(): boolean {
    const { heldAnswers, heldBytes } = this.#order;
    return heldAnswers > HELD.answers || heldBytes > HELD.bytes;
  }

  async #waitForClient(): Promise<void> {
    if (this.#isWaitingForClient) return;
    this.#isWaitingForClient = true;
    await this.#outbox.drained();
    this.#isWaitingForClient = false;
    this.#beginWaiting();
  }

  /** The turn of a request without an id; null where its id tells its answer from others. */
  #reserve(id: Id | null): Turn | null {
    return id === null ? this.#order.reserve() : null;
  }

  #send(turn: Turn | null, line: OutLine): void {
    if (turn === null) this.#outbox.push(line);
    else turn.settle(line);
  }

  #forget(id: Id, running: Running): void {
    const programs = this.#programs.get(id)!;
    programs.delete(running);
    if (programs.size === 0) this.#programs.delete(id);
  }

  /** Gives the one answer to a program. Of most there is one part only. */
  #finishInParts(turn: Turn | null, { status, parts }: LongAnswer): void {
    const begun = [parts.next(), parts.next()].flatMap(({ value }) => value ?? []);
    if (begun.length === 1) this.#finish(turn, { status, line: begun[0]! });
    else this.#finishLong(turn, { status, parts }, begun);
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

  /** Gives the one answer to a program or a close. */
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
    if (turn !== null) this.#beginWaiting();
  }

  #beginWaiting(): void {
    if (this.#isClientBehind()) this.#waitForClient();
    else this.#engine.beginWaiting();
  }

  #isClientBehind(): boolean {
    return this.#outbox.waitingBytes > WAITING_BYTES;
  }
}
