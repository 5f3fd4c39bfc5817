/**
 * TRUSTED. The engine: runs programs in jails for whoever submits them, whatever protocol they speak. Accepts jobs, gives each its
 * turn, and gives one result for each, whatever its users and the programs do.
 */
import type { EnvironmentFacts } from "../core/environment.ts";
import { InternalError } from "../core/errors.ts";
import type { Limits } from "../core/limits.ts";
import { MEBIBYTE } from "../core/units.ts";
import type { Forks } from "../host/forks/forks.ts";
import type { JailCommand } from "../host/jail_process.ts";
import { refusal } from "../host/wall_watch.ts";
import { limitsWithin } from "./ceilings.ts";
import { type CallOptions, callOptions } from "./call_options.ts";
import { Counters } from "./counters.ts";
import { type CloseJob, type Job, type ProgramJob, stopProgram, type StopReason } from "./job.ts";
import type {
  CloseOptions,
  EngineOptions,
  EngineState,
  Submission,
  SubmitOptions,
} from "./engine_options.ts";
import { JailPool } from "./pool.ts";
import { type CheckedProgram, checkProgram, checkSessionName, type Program } from "./program.ts";
import { Queue } from "./queue.ts";
import type { CloseResult, Result } from "./result.ts";
import { Runner, stoppedBefore } from "./runner.ts";
import { Sessions } from "./sessions.ts";

/** Most that waits: jobs, and bytes of what they hold. */
const QUEUE_BOUNDS = { jobs: 16_384, size: 64 * MEBIBYTE } as const;

/** Where jails come from. */
export interface JailSource {
  /** Starts one that can hold as much memory as the engine allows any program. */
  readonly command: JailCommand;
  /** Forks such jails, which is much less work; left out where they are always booted. */
  readonly forks?: Forks | null;
  /** Whether the machine has the memory for one more that no program waits for. */
  readonly hasRoom: () => boolean;
}

/** Runs programs until it is disposed of, which stops what runs and leaves no process. Made by `createEngine`. */
export class Engine implements AsyncDisposable {
  readonly #options: EngineOptions;
  readonly #pool: JailPool;
  readonly #queue = new Queue(QUEUE_BOUNDS);
  readonly #sessions: Sessions;
  readonly #counters = new Counters<string>();
  readonly #runner: Runner;
  readonly #created = performance.now();
  /** Jobs that were accepted and have no result yet. */
  readonly #open = new Set<Job>();
  #running = 0;
  #isClosed = false;
  #nextResult = Promise.withResolvers<void>();

  constructor(options: EngineOptions, { command, forks = null, hasRoom }: JailSource) {
    const { walls, maxFilesBytes, spares, processors, maxSessions, sessionIdleMs } = options;
    this.#options = options;
    let runner: Runner | null = null;
    // What runs keeps its processors.
    const mostBoots = () => processors - (runner?.performing ?? 0);
    const pool = this.#pool = new JailPool({ command, forks, spares, mostBoots, hasRoom });
    this.#sessions = new Sessions({
      most: maxSessions,
      idleMs: sessionIdleMs,
      end: (link) => pool.end(link),
    });
    const onMissingWalls = options.onMissingWalls ?? (() => {});
    runner = new Runner({ walls, maxFilesBytes, pool, sessions: this.#sessions, onMissingWalls });
    this.#runner = runner;
  }

  /**
   * Tries the walls around a jail before anything runs.
   *
   * @throws {InternalError} where one is missing that this system can have.
   */
  async requireWalls(): Promise<void> {
    const link = await this.#pool.take();
    link.bounds(this.#options.limits.maxHeapBytes, true);
    const { missing } = link.walls;
    this.#pool.end(link);
    if (missing.length > 0) throw new InternalError(refusal(missing));
  }

  /**
   * Runs a program when it has its turn. What the program does wrong is part of its result, and so is that it could not be accepted.
   *
   * @throws {ProgramError} where the program, or the session's name, is not one.
   * @throws {LimitError} where a limit is impossible, or more than the engine allows.
   */
  submit(program: Program, options: SubmitOptions = {}): Submission {
    this.#expectOpen();
    const checked = checkProgram(program);
    const limits = limitsWithin(options.limits ?? {}, this.#options.limits);
    const name = options.session ?? null;
    if (name !== null) checkSessionName("session", name);
    const calls = callOptions(program.functions ?? {}, options);
    const { promise: result, resolve } = Promise.withResolvers<Result>();
    const onResult = notify(options.onResult, resolve);
    const job = this.#acceptProgram(checked, limits, name, { ...options, ...calls }, onResult);
    const cancel = () => {
      if (job === null || !this.#open.has(job)) return false;
      this.#stop(job, { kind: "cancelled" });
      return true;
    };
    return { result, cancel };
  }

  /**
   * Ends a session, when the programs that were submitted for it before have ended.
   *
   * @throws {ProgramError} where the name is not one.
   */
  closeSession(name: string, options: CloseOptions = {}): Promise<CloseResult> {
    this.#expectOpen();
    checkSessionName("session", name);
    const { promise, resolve } = Promise.withResolvers<CloseResult>();
    const onResult = notify(options.onResult, resolve);
    const size = options.size ?? name.length;
    if (this.#queue.isFull(size, "")) {
      onResult({ kind: "queue-full", waiting: this.#queue.count });
      return promise;
    }
    if (this.#sessions.isWaiting(name)) {
      onResult({ kind: "session-waits" });
      return promise;
    }
    const session = this.#sessions.enterToClose(name);
    if (session === null) onResult({ kind: "closed", existed: false });
    else this.#add({ kind: "close", client: "", session, size, onResult, hasBegun: false });
    return promise;
  }

  /**
   * Begins what may begin now. To be called when a `mayBegin` that has refused a program would allow it: a program that was refused
   * is not looked at again before that.
   */
  beginWaiting(): void {
    this.#queue.reconsider();
    this.#begin();
  }

  /** How the engine is at this moment. */
  state(): EngineState {
    const { limits, workers, environment } = this.#options;
    return {
      limits,
      environment: environment ? factsOf(environment) : null,
      walls: this.#runner.walls,
      load: {
        running: this.#running,
        queued: this.#queue.count,
        spares: this.#pool.ready,
        sessions: this.#sessions.count,
        workers,
      },
      interpreters: this.#pool.makes,
      counters: this.#counters.all,
      uptimeMs: Math.round(performance.now() - this.#created),
    };
  }

  /** Stops all that was accepted: what runs is interrupted, and killed where that is repeated or not heeded within 2 s. */
  stop(reason: StopReason = { kind: "cancelled" }): void {
    for (const job of [...this.#open]) this.#stop(job, reason);
  }

  /** Resolves when all that was accepted has its result. */
  async finished(): Promise<void> {
    while (this.#open.size > 0) await this.#nextResult.promise;
  }

  #expectOpen(): void {
    if (this.#isClosed) throw new Error("The engine is closed: it takes no more programs");
  }

  /** The job; null where there is no room for it, which was its result. */
  #acceptProgram(
    program: CheckedProgram,
    limits: Limits,
    name: string | null,
    options: SubmitOptions & CallOptions,
    onResult: (result: Result) => void,
  ): ProgramJob | null {
    const size = options.size ?? sizeOf(program);
    const client = options.client ?? "";
    if (this.#queue.isFull(size, client)) {
      this.#give({ kind: "queue-full", waiting: this.#queue.count }, onResult);
      return null;
    }
    if (name !== null && this.#sessions.isWaiting(name)) {
      this.#give({ kind: "session-waits" }, onResult);
      return null;
    }
    const session = name === null ? null : this.#sessions.enter(name);
    if (name !== null && session === null) {
      this.#give({ kind: "too-many-sessions", open: this.#sessions.count }, onResult);
      return null;
    }
    const job: ProgramJob = {
      kind: "program",
      client,
      program,
      session,
      limits,
      setsHeap: options.limits?.maxHeapBytes !== undefined,
      size,
      onOutput: options.onOutput ?? null,
      onResult,
      onCall: options.onCall,
      callTimeoutMs: options.callTimeoutMs,
      maxCalls: options.maxCalls,
      mayBegin: options.mayBegin ?? (() => true),
      hasBegun: false,
      stopReason: null,
      stop: null,
    };
    this.#add(job);
    return job;
  }

  #add(job: Job): void {
    this.#open.add(job);
    this.#queue.add(job);
    this.#begin();
  }

  #begin(): void {
    for (let job = this.#queue.takeClose(); job !== null; job = this.#queue.takeClose()) {
      this.#finishClose(job, this.#sessions.close(job.session));
    }
    while (this.#running < this.#options.workers) {
      const job = this.#queue.takeProgram((waiting) => waiting.mayBegin());
      if (job === null) return;
      this.#run(job);
    }
  }

  async #run(job: ProgramJob): Promise<void> {
    this.#running++;
    const result = await this.#runner.run(job);
    this.#running--;
    this.#finishProgram(job, result);
  }

  #stop(job: Job, reason: StopReason): void {
    if (job.hasBegun) {
      if (job.kind === "program") stopProgram(job, reason);
      return;
    }
    this.#queue.remove(job);
    if (job.kind === "program") this.#finishProgram(job, stoppedBefore(job, reason));
    else this.#finishClose(job, false);
  }

  #finishProgram(job: ProgramJob, result: Result): void {
    this.#finish(job, () => this.#give(result, job.onResult));
  }

  #finishClose(job: CloseJob, existed: boolean): void {
    this.#finish(job, () => job.onResult({ kind: "closed", existed }));
  }

  #give(result: Result, onResult: (result: Result) => void): void {
    this.#counters.add(result.kind === "ended" ? result.outcome.status : result.kind);
    onResult(result);
  }

  /** Gives the one result of a job, and its turn to the next. */
  #finish(job: Job, give: () => void): void {
    this.#open.delete(job);
    if (job.hasBegun) this.#queue.finish(job);
    if (job.session !== null) this.#sessions.leave(job.session);
    try {
      give();
    } finally {
      this.#nextResult.resolve();
      this.#nextResult = Promise.withResolvers();
      this.#begin();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    // Repeated, it kills.
    this.stop();
    this.stop();
    await this.finished();
    this.#sessions[Symbol.dispose]();
    await this.#pool[Symbol.asyncDispose]();
    this.#options.environment?.[Symbol.dispose]();
  }
}

function factsOf({ name, digest, packages }: EnvironmentFacts): EnvironmentFacts {
  return { name, digest, packages };
}

/** Calls the listener at once; what awaits the promise runs a moment later. */
function notify<T>(listener: ((result: T) => void) | undefined, resolve: (result: T) => void) {
  return (result: T): void => {
    try {
      listener?.(result);
    } finally {
      resolve(result);
    }
  };
}

/** What a program holds while it waits, in bytes: about. */
function sizeOf({ code, stdin, args, env, files, inputs, functions }: CheckedProgram): number {
  const given = functions.length === 0 ? [] : [JSON.stringify(functions)];
  const texts = [...args, ...Object.entries(env).flat(), ...given];
  const bytes = [
    code,
    ...(stdin === null ? [] : [stdin]),
    ...(inputs === null ? [] : [inputs.bytes]),
    ...files.map(({ contents }) => contents),
  ];
  return [...texts, ...bytes].reduce((sum, { length }) => sum + length, 0);
}
