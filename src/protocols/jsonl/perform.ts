/** TRUSTED. What becomes of a client's requests: each is given to the engine, or answered at once. */
import type { Engine } from "../../engine/engine.ts";
import type { Submission } from "../../engine/engine_options.ts";
import type { ProgramCall } from "../../engine/program_call.ts";
import { answerRefusal, callLine, cancelLine, closeAnswer, pongLine, runAnswer } from "./answer.ts";
import { type CallDesk, nobodyWaits } from "./call_desk.ts";
import type {
  CancelRequest,
  CloseRequest,
  PingRequest,
  Request,
  RunRequest,
} from "./client_request.ts";
import type { Delivery } from "./delivery.ts";
import type { Id } from "./members.ts";

/** What a ping tells beside the engine's state. */
export interface ServerFacts {
  readonly versions: { readonly version: string; readonly python: string };
  /** How many lines have come. */
  readonly lines: () => number;
}

/** A program that was submitted; null until the engine has it. */
interface Running {
  submission: Submission | null;
}

/** The requests of one client. */
export class Performer {
  readonly #engine: Engine;
  readonly #delivery: Delivery;
  readonly #calls: CallDesk;
  readonly #facts: ServerFacts;
  readonly #programs = new Map<Id, Set<Running>>();

  /** @param calls gets the calls of which the client is told. */
  constructor(engine: Engine, delivery: Delivery, calls: CallDesk, facts: ServerFacts) {
    this.#engine = engine;
    this.#delivery = delivery;
    this.#calls = calls;
    this.#facts = facts;
  }

  /**
   * Begins a request.
   *
   * @param size length of its line.
   * @returns false where nothing after it is to be read.
   */
  begin(request: Request, size: number): boolean {
    switch (request.kind) {
      case "run":
        this.#run(request, size);
        break;
      case "close":
        this.#close(request, size);
        break;
      case "answer": {
        const { id, call } = request;
        this.#delivery.refuseCallAnswer(answerRefusal(id, call, nobodyWaits(call)));
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

  #run(request: RunRequest, size: number): void {
    const { id, session, limits, stream, callTimeoutMs, maxCalls } = request;
    const tells = stream || Object.keys(request.functions).length > 0;
    const turn = this.#delivery.expect(id);
    const running: Running = { submission: null };
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
      ...(stream && { onOutput: (name, text) => this.#delivery.event(id, name, text) }),
      mayBegin: () => this.#delivery.mayBegin(turn, tells),
      onResult: (result) => {
        if (id !== null) this.#forget(id, running);
        this.#delivery.finish(turn, runAnswer(id, result));
      },
    });
  }

  #close({ id, session }: CloseRequest, size: number): void {
    const turn = this.#delivery.expect(id);
    this.#engine.closeSession(session, {
      size,
      onResult: (result) => this.#delivery.finish(turn, closeAnswer(id, result)),
    });
  }

  #cancel({ id, target }: CancelRequest): void {
    const programs = [...this.#programs.get(target) ?? []];
    for (const { submission } of programs) submission?.cancel();
    if (id !== null) this.#delivery.push(cancelLine(id, programs.length > 0));
  }

  #pong({ id }: PingRequest): void {
    const { versions, lines } = this.#facts;
    const counters = { requests: lines(), ...this.#delivery.counts };
    this.#delivery.reply(id, pongLine(id, { ...versions, ...this.#engine.state(), counters }));
  }

  /** Tells the client of a call. A client that is behind is told when it has caught up, if anybody still waits then. */
  async #tell(id: Id | null, call: ProgramCall): Promise<void> {
    if (this.#delivery.isClientBehind) await this.#delivery.caughtUp();
    if (this.#calls.add(call)) this.#delivery.push(callLine(id, call));
  }

  #forget(id: Id, running: Running): void {
    const programs = this.#programs.get(id)!;
    programs.delete(running);
    if (programs.size === 0) this.#programs.delete(id);
  }
}
