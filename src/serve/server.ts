/**
 * TRUSTED. The server: lines in, answers out. Accepts requests, gives each its turn, and answers it once, whatever the client and
 * the programs do.
 */
import type { Limits } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import type { JailPool } from "../host/pool.ts";
import type { Reason } from "../host/reason.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import { cancelAnswer, closeAnswer, pongAnswer, refusal } from "./answer.ts";
import { Backlog } from "./backlog.ts";
import { type AnswerStatus, Counters } from "./counters.ts";
import { isRun, type Job, stopJob } from "./job.ts";
import type { Line } from "./lines.ts";
import { InOrder, type Place } from "./order.ts";
import type { Outbox } from "./outbox.ts";
import {
  type Ask,
  type CancelAsk,
  type CloseAsk,
  parseRequest,
  type PingAsk,
  type RunAsk,
} from "./request.ts";
import { type Id, RequestError } from "./request_members.ts";
import { Runner } from "./runner.ts";
import { type Session, Sessions } from "./sessions.ts";

/** Most that waits: requests, and characters of their lines. */
const BACKLOG = { requests: 16_384, length: 64 * MEBIBYTE } as const;

/** Most answers, and bytes of them, that wait for the ones before them until no further line is read, and nothing more is begun. */
const HELD = { answers: 65_536, bytes: 64 * MEBIBYTE } as const;

/** Most bytes that wait for the client until nothing more is begun. */
export const WAITING_BYTES = 8 * MEBIBYTE;

/** What a server is. */
export interface ServerOptions {
  /** What no request may exceed. */
  readonly limits: Limits;
  readonly walls: WallsMode;
  /** How many programs run at once. */
  readonly workers: number;
  readonly maxSessions: number;
  /** Null is for ever. */
  readonly sessionIdleMs: number | null;
  readonly maxLineBytes: number;
  readonly versions: { readonly version: string; readonly python: string };
}

/** A server from its first line to its last answer. Disposing of it ends the jails of its sessions. */
export class Server implements Disposable {
  readonly #options: ServerOptions;
  readonly #pool: JailPool;
  readonly #outbox: Outbox;
  readonly #order: InOrder;
  readonly #backlog = new Backlog(BACKLOG);
  readonly #sessions: Sessions;
  readonly #counters = new Counters();
  readonly #runner: Runner;
  /** Programs that were accepted and not answered. */
  readonly #open = new Set<Job>();
  readonly #openById = new Map<Id, Set<Job>>();
  #running = 0;
  #isWaitingForClient = false;
  #nextAnswer = Promise.withResolvers<void>();

  /** @param onMissingWalls hears what is missing of the walls around the first program. */
  constructor(
    options: ServerOptions,
    pool: JailPool,
    outbox: Outbox,
    onMissingWalls: (missing: readonly MissingWall[]) => void,
  ) {
    this.#options = options;
    this.#pool = pool;
    this.#outbox = outbox;
    this.#order = new InOrder((line) => outbox.push(line));
    this.#sessions = new Sessions({
      most: options.maxSessions,
      idleMs: options.sessionIdleMs,
      end: (link) => pool.end(link),
    });
    this.#runner = new Runner({
      walls: options.walls,
      pool,
      sessions: this.#sessions,
      outbox,
      counters: this.#counters,
      onMissingWalls,
    });
  }

  /** How many programs run in a jail; others that have begun wait for theirs. */
  get performing(): number {
    return this.#runner.performing;
  }

  /** Takes one line. False where nothing after it is to be read. */
  take(line: Line): boolean {
    this.#counters.request();
    switch (line.kind) {
      case "too-long": {
        const most = formatSize(this.#options.maxLineBytes);
        this.#refuse(null, "invalid", `Line is too long: expected at most ${most} (--max-line)`);
        return true;
      }
      case "not-utf8":
        this.#refuse(null, "invalid", "Invalid JSON input: the line is not UTF-8");
        return true;
      case "text":
        return this.#takeText(line.text);
    }
  }

  /** Resolves when there is room for what another line may bring. */
  async room(): Promise<void> {
    await this.#outbox.drained();
    while (this.#holdsTooMuch()) await this.#nextAnswer.promise;
  }

  /** Resolves when all that was accepted has been answered, and the client has it. */
  async finished(): Promise<void> {
    while (this.#open.size > 0) await this.#nextAnswer.promise;
    await this.#outbox.flushed();
  }

  /** Ends all that was accepted, for one reason. */
  stopAll(reason: Reason): void {
    for (const job of [...this.#open]) this.#stop(job, reason);
  }

  #takeText(text: string): boolean {
    let request: Ask;
    try {
      request = parseRequest(text, this.#options.limits);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#refuse(error.id, "invalid", error.message);
      return true;
    }
    switch (request.kind) {
      case "run":
      case "close":
        this.#accept(request, text.length);
        break;
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

  #accept(ask: RunAsk | CloseAsk, length: number): void {
    const { id } = ask;
    if (this.#backlog.isFull(length)) {
      const { count } = this.#backlog;
      const message =
        `The queue is full: ${count} requests wait; send fewer at once, or raise --workers`;
      return this.#refuse(id, "busy", message);
    }
    const session = this.#enter(ask);
    if (session === null && ask.kind === "close") return this.#say(id, closeAnswer(id, false));
    if (session === null && ask.session !== null) {
      const message =
        `Too many sessions: ${this.#sessions.count} are open (--max-sessions); close one first`;
      return this.#refuse(id, "busy", message);
    }
    const place = id === null ? this.#order.reserve() : null;
    const job: Job = { ask, session, length, place, hasBegun: false, stopReason: null, stop: null };
    this.#open.add(job);
    if (id !== null) {
      const same = this.#openById.get(id) ?? new Set();
      this.#openById.set(id, same.add(job));
    }
    this.#backlog.add(job);
    this.#beginMore();
  }

  #enter(ask: RunAsk | CloseAsk): Session | null {
    if (ask.session === null) return null;
    const sessions = this.#sessions;
    return ask.kind === "run" ? sessions.enter(ask.session) : sessions.enterToClose(ask.session);
  }

  /** Begins whatever has its turn and may begin now. */
  #beginMore(): void {
    for (;;) {
      const other = this.#backlog.takeOther();
      if (other !== null) {
        const closed = this.#sessions.close(other.session!);
        this.#answer(other, closeAnswer(other.ask.id, closed));
        continue;
      }
      if (this.#running >= this.#options.workers) return;
      if (this.#outbox.waitingBytes > WAITING_BYTES) {
        this.#waitForClient();
        return;
      }
      const job = this.#backlog.takeRun((waiting) => this.#mayBegin(waiting.place, waiting.ask));
      if (job === null) return;
      this.#running++;
      this.#run(job);
    }
  }

  /** Whether the answer, or the events, of a program would not wait for too many others. */
  #mayBegin(place: Place | null, { stream }: RunAsk): boolean {
    if (place === null || place.isFirst) return true;
    return !stream && !this.#holdsTooMuch();
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
    this.#beginMore();
  }

  async #run(job: Job<RunAsk>): Promise<void> {
    const line = await this.#runner.run(job);
    this.#running--;
    this.#answer(job, line);
  }

  #cancel({ id, target }: CancelAsk): void {
    const jobs = [...this.#openById.get(target) ?? []].filter(isRun);
    for (const job of jobs) this.#stop(job, { kind: "cancelled" });
    if (id !== null) this.#say(id, cancelAnswer(id, jobs.length > 0));
  }

  #stop(job: Job, reason: Reason): void {
    if (job.hasBegun) return stopJob(job, reason);
    this.#backlog.remove(job);
    const { id } = job.ask;
    this.#answer(
      job,
      isRun(job) ? this.#runner.stoppedBefore(job, reason) : closeAnswer(id, false),
    );
  }

  #pong({ id }: PingAsk): void {
    const load = {
      running: this.#running,
      queued: this.#backlog.count,
      spares: this.#pool.ready,
      sessions: this.#sessions.count,
      workers: this.#options.workers,
    };
    const { requests, answers, uptimeMs } = this.#counters;
    const counters = { requests, ...answers };
    const { limits, versions } = this.#options;
    const { walls } = this.#runner;
    this.#say(id, pongAnswer(id, { ...versions, limits, walls, load, counters, uptimeMs }));
  }

  #refuse(id: Id | null, status: AnswerStatus & ("invalid" | "busy"), message: string): void {
    this.#counters.answer(status);
    this.#say(id, refusal(id, status, message));
  }

  /** Gives an answer that nobody had to wait for. */
  #say(id: Id | null, line: string): void {
    if (id === null) this.#order.reserve().settle(line);
    else this.#outbox.push(line);
  }

  /** Gives the one answer to a request that was accepted, and its turn to the next. */
  #answer(job: Job, line: string): void {
    const { ask: { id }, place, session } = job;
    this.#open.delete(job);
    if (id !== null) {
      const same = this.#openById.get(id);
      same?.delete(job);
      if (same?.size === 0) this.#openById.delete(id);
    }
    if (place === null) this.#outbox.push(line);
    else place.settle(line);
    if (job.hasBegun) this.#backlog.over(job);
    if (session !== null) this.#sessions.leave(session);
    this.#nextAnswer.resolve();
    this.#nextAnswer = Promise.withResolvers();
    this.#beginMore();
  }

  [Symbol.dispose](): void {
    this.#sessions[Symbol.dispose]();
  }
}
