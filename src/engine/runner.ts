/** TRUSTED. Runs programs that have their turn: finds each its jail, keeps to what its session is, and says what came of it. */
import { InternalError, messageOf } from "../core/errors.ts";
import { NO_CLAIMS, type WallReport } from "../core/outcome.ts";
import type { WallsMode } from "../core/request.ts";
import { classify, type Verdict } from "../host/verdict.ts";
import type { JailLink } from "../host/jail_link.ts";
import type { Run } from "../host/supervisor.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import type { ProgramJob, StopReason } from "./job.ts";
import { perform, type Performance, type Performed } from "./perform.ts";
import type { JailPool } from "./pool.ts";
import type { Ended, Result } from "./result.ts";
import type { Session, Sessions } from "./sessions.ts";
import { WallNews } from "./wall_news.ts";

/** What programs are run with. */
export interface RunnerParts {
  readonly walls: WallsMode;
  /** Most bytes of files that are taken out of one. */
  readonly maxFilesBytes: number;
  readonly pool: JailPool;
  readonly sessions: Sessions;
  /** Hears what is missing of the walls around the first program, and of what others lack beyond that. */
  readonly onMissingWalls: (missing: readonly MissingWall[]) => void;
}

/** Runs programs, any number at once. */
export class Runner {
  readonly #parts: RunnerParts;
  #performing = 0;
  #walls: WallReport | null = null;
  readonly #news = new WallNews();

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

  /** The result of a program that is taken from the queue: when it has ended, or cannot be run. Never rejects. */
  async run(job: ProgramJob): Promise<Result> {
    try {
      return await this.#run(job);
    } catch (error) {
      const { exitCode } = error instanceof InternalError ? error : new InternalError();
      const reason = messageOf(error);
      return unstarted(job, { status: "internal", exitCode, reason, claimed: NO_CLAIMS });
    }
  }

  async #run(job: ProgramJob): Promise<Result> {
    const { session, limits: { maxHeapBytes } } = job;
    const state = session?.link ?? null;
    if (state !== null && job.setsHeap && maxHeapBytes !== session!.maxHeapBytes) {
      const sessionBytes = session!.maxHeapBytes;
      return { kind: "heap-mismatch", sessionBytes, givenBytes: maxHeapBytes };
    }
    const link = state ?? await this.#jailFor(job);
    if (link === null) return stoppedBefore(job, job.stopReason!);
    const sessionLost = session?.isLost ?? false;
    let renewInput = false;
    if (session !== null) {
      this.#parts.sessions.wake(session);
      session.link = link;
      session.isLost = false;
      if (state === null) session.maxHeapBytes = maxHeapBytes;
      const { stdin } = job.program;
      renewInput = session.hadInput || stdin !== null;
      session.hadInput = stdin !== null;
    }
    const limits = { ...job.limits, maxHeapBytes: session?.maxHeapBytes ?? maxHeapBytes };
    const { walls, maxFilesBytes } = this.#parts;
    const mode = { walls, limits, keep: session !== null, renewInput, maxFilesBytes };
    const { run, ...output } = await this.#perform(job, link, mode);
    const { outcome, missingWalls, truncated } = run;
    const lost = this.#news.of(missingWalls);
    if (lost.length > 0) this.#parts.onMissingWalls(lost);
    this.#walls = outcome.walls;
    const survives = this.#release(session, link, run);
    // What a signal has stopped ends with the engine, as all sessions do.
    const isEnginesEnd = outcome.status === "cancelled" && job.stopReason?.kind === "signal";
    const sessionEnded = session !== null && !survives && !isEnginesEnd;
    return { kind: "ended", outcome, ...output, truncated, sessionLost, sessionEnded };
  }

  async #perform(job: ProgramJob, link: JailLink, mode: Performance): Promise<Performed> {
    this.#performing++;
    try {
      return await perform(job, link, mode);
    } catch (error) {
      this.#release(job.session, link, null);
      throw error;
    } finally {
      this.#performing--;
    }
  }

  /** Gives back the jail of a program that has ended. Whether its session survives. */
  #release(session: Session | null, link: JailLink, run: Run | null): boolean {
    if (session === null) {
      this.#parts.pool.end(link);
      return false;
    }
    // What a limit has ended was interrupted anywhere, and is no state to go on with.
    const survives = run !== null && run.isKept &&
      ["ok", "error", "cancelled"].includes(run.outcome.status);
    if (survives) this.#parts.sessions.rest(session);
    else this.#parts.sessions.lose(session);
    return survives;
  }

  /** A jail for a program; null where that was stopped before there was one, which another program may have then. */
  async #jailFor(job: ProgramJob): Promise<JailLink | null> {
    const taken = this.#parts.pool.take();
    const stopped = Promise.withResolvers<null>();
    job.stop = () => stopped.resolve(null);
    const link = await Promise.race([taken, stopped.promise]);
    job.stop = null;
    if (job.stopReason === null) return link;
    taken.then((late) => this.#parts.pool.giveBack(late)).catch(() => {});
    return null;
  }
}

/** What came of a program that was stopped before it had a jail. */
export function stoppedBefore(job: ProgramJob, reason: StopReason): Ended {
  const nothing = { end: null, failure: null, exit: null, diagnostics: "", running: false };
  return unstarted(job, classify({ ...nothing, reason, limits: job.limits }));
}

function unstarted({ limits }: ProgramJob, verdict: Verdict): Ended {
  return {
    kind: "ended",
    outcome: {
      ...verdict,
      stats: { startupMs: 0, wallMs: 0, cpuMs: 0, peakHeapBytes: 0, outputBytes: 0 },
      limits,
      walls: { wasm: false, permissions: false, seccomp: false, landlock: false, rlimit: false },
    },
    stdout: "",
    stderr: "",
    truncated: false,
    sessionLost: false,
    sessionEnded: false,
    files: null,
    filesOmitted: [],
    display: null,
  };
}
