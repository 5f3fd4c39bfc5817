/** TRUSTED. Runs programs that have their turn: finds each its jail, holds to what its session is, and says what came of it. */
import { messageOf } from "../core/errors.ts";
import type { WallReport } from "../core/outcome.ts";
import type { WallsMode } from "../core/request.ts";
import { formatSize } from "../core/units.ts";
import type { JailLink } from "../host/jail_link.ts";
import type { JailPool } from "../host/pool.ts";
import type { Reason } from "../host/reason.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import { exitCodeFor, exitCodeForSignal } from "../report/exit_code.ts";
import { refusal, runAnswer, type SessionNews } from "./answer.ts";
import type { Counters } from "./counters.ts";
import type { Job } from "./job.ts";
import type { Outbox } from "./outbox.ts";
import { perform, unstarted } from "./perform.ts";
import type { RunAsk } from "./request.ts";
import type { Sessions } from "./sessions.ts";

const NO_NEWS: SessionNews = { sessionLost: false, sessionEnded: false };

/** What programs are run with. */
export interface RunnerParts {
  readonly walls: WallsMode;
  readonly pool: JailPool;
  readonly sessions: Sessions;
  readonly outbox: Outbox;
  readonly counters: Counters;
  /** Hears what is missing of the walls around the first program. */
  readonly onMissingWalls: (missing: readonly MissingWall[]) => void;
}

/** Runs programs, any number at once. */
export class Runner {
  readonly #parts: RunnerParts;
  #performing = 0;
  #walls: WallReport | null = null;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** How many programs run in a jail; others wait for theirs. */
  get performing(): number {
    return this.#performing;
  }

  /** The walls as the last program found them; null before the first. */
  get walls(): WallReport | null {
    return this.#walls;
  }

  /** The line that answers a program which has its turn: when it has ended, or cannot be run. Never rejects. */
  async run(job: Job<RunAsk>): Promise<string> {
    try {
      return await this.#perform(job);
    } catch (error) {
      const exitCode = exitCodeFor("internal");
      return this.#unstarted(job, { status: "internal", exitCode, reason: messageOf(error) });
    }
  }

  /** The line that answers a program which was stopped before it had a jail. */
  stoppedBefore(job: Job<RunAsk>, reason: Reason): string {
    const { signal } = reason.kind === "signal" ? reason : { signal: null };
    return this.#unstarted(job, {
      status: "cancelled",
      exitCode: exitCodeForSignal(signal ?? "SIGINT"),
      reason: signal === null ? "cancelled" : `stopped by ${signal}`,
    });
  }

  /** The answer to a program that has its turn. */
  async #perform(job: Job<RunAsk>): Promise<string> {
    const { ask, session } = job;
    const { maxHeapBytes } = ask.limits;
    const state = session?.link ?? null;
    if (state !== null && ask.maxHeapGiven && maxHeapBytes !== session!.maxHeapBytes) {
      const expected = formatSize(session!.maxHeapBytes);
      this.#parts.counters.answer("invalid");
      return refusal(
        ask.id,
        "invalid",
        `maxHeap: expected ${expected}, which the first request of this session set; got ${
          formatSize(maxHeapBytes)
        }`,
      );
    }
    const link = state ?? await this.#jailFor(job);
    if (link === null) return this.stoppedBefore(job, job.stopReason!);
    const sessionLost = session?.isLost ?? false;
    let renewInput = false;
    if (session !== null) {
      this.#parts.sessions.wake(session);
      session.link = link;
      session.isLost = false;
      if (state === null) session.maxHeapBytes = maxHeapBytes;
      renewInput = session.hadInput || ask.stdin !== null;
      session.hadInput = ask.stdin !== null;
    }
    const limits = { ...ask.limits, maxHeapBytes: session?.maxHeapBytes ?? maxHeapBytes };
    const { walls } = this.#parts;
    const mode = { walls, limits, keep: session !== null, renewInput };
    this.#performing++;
    const { run, ...captured } = await perform(job, link, mode, this.#parts.outbox)
      .finally(() => this.#performing--);
    const { outcome, missingWalls, isKept, truncated } = run;
    if (this.#walls === null) this.#parts.onMissingWalls(missingWalls);
    this.#walls = outcome.walls;
    // What a limit has ended was interrupted anywhere, and is no state to go on with.
    const survives = isKept && ["ok", "error", "cancelled"].includes(outcome.status);
    if (session === null) this.#parts.pool.end(link);
    else if (survives) this.#parts.sessions.rest(session);
    else this.#parts.sessions.lose(session);
    this.#parts.counters.answer(outcome.status);
    // What a signal has stopped ends with the server, as all sessions do.
    const isServersEnd = outcome.status === "cancelled" && job.stopReason?.kind === "signal";
    const sessionEnded = session !== null && !survives && !isServersEnd;
    const news = { sessionLost, sessionEnded };
    return runAnswer(ask.id, { outcome, ...captured, truncated }, news);
  }

  /** A jail for a program; null where that was stopped before there was one, which somebody else may have then. */
  async #jailFor(job: Job<RunAsk>): Promise<JailLink | null> {
    const taken = this.#parts.pool.take();
    const stopped = Promise.withResolvers<null>();
    job.stop = () => stopped.resolve(null);
    const link = await Promise.race([taken, stopped.promise]);
    job.stop = null;
    if (job.stopReason === null) return link;
    taken.then((late) => this.#parts.pool.giveBack(late)).catch(() => {});
    return null;
  }

  #unstarted({ ask }: Job<RunAsk>, ended: Parameters<typeof unstarted>[1]): string {
    const outcome = unstarted(ask, ended);
    this.#parts.counters.answer(outcome.status);
    return runAnswer(ask.id, { outcome, stdout: "", stderr: "", truncated: false }, NO_NEWS);
  }
}
