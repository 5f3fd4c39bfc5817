/** What an engine is made with, and what is said with each program. */
import type { EnvironmentFacts } from "../core/environment.ts";
import type { Limits } from "../core/limits.ts";
import type { WallReport } from "../core/outcome.ts";
import type { WallsMode } from "../core/request.ts";
import type { HeldEnvironment } from "../host/environment.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import type { OutputListener } from "./job.ts";
import type { JailMakes } from "./pool.ts";
import type { ProgramCall } from "./program_call.ts";
import type { CloseResult, Result } from "./result.ts";

/** What an engine is. */
export interface EngineOptions {
  /** What a program has that is given no limits of its own, and what none may exceed. */
  readonly limits: Limits;
  /** Whether the operating system's walls are required, built where possible, or left out. */
  readonly walls: WallsMode;
  /** Most bytes of files that are taken out of one program. */
  readonly maxFilesBytes: number;
  /** How many programs run at once; on Windows no more than twice as many as processors, less two. */
  readonly workers: number;
  /** How many jails are kept ready. */
  readonly spares: number;
  /** How many processors the machine has: no more jails boot at once than what runs leaves free. */
  readonly processors: number;
  /** How many sessions may be open at once. */
  readonly maxSessions: number;
  /** How long a session may be idle, in milliseconds; null is for ever. */
  readonly sessionIdleMs: number | null;
  /** What its interpreters boot from; null is what pysandbox itself carries. The engine disposes of it. */
  readonly environment?: HeldEnvironment | null;
  /** Hears what is missing of the walls around the first program. */
  readonly onMissingWalls?: (missing: readonly MissingWall[]) => void;
}

/** How a program is run. */
export interface SubmitOptions {
  /**
   * The session: programs of one name run one after another in one interpreter, and find what the earlier ones left. A program
   * without one has an interpreter in which nothing has run.
   */
  readonly session?: string;
  /** Whose it is, where there are several: their programs begin in turn, and none may take all the room of what waits. */
  readonly client?: string;
  /** What is left out is the engine's own, or, for the cap on memory, the session's. */
  readonly limits?: Partial<Limits>;
  /** Receives the output while the program runs; without it the output is in the result. Where it throws, the program is ended. */
  readonly onOutput?: OutputListener;
  /** Receives the calls of the program's functions, in the place of those. Must not throw. */
  readonly onCall?: (call: ProgramCall) => void;
  /** How long a call may wait for its answer, in milliseconds, until the program has a TimeoutError: 30 s. */
  readonly callTimeoutMs?: number;
  /** How many calls the program may make: 1,000. */
  readonly maxCalls?: number;
  /** Receives the result before `result` resolves, and before any other program begins. Must not throw. */
  readonly onResult?: (result: Result) => void;
  /**
   * Whether the program may begin now: for a user that cannot always take output and results. Asked when the program has its turn,
   * and, once it has refused, when `Engine.beginWaiting` is called.
   */
  readonly mayBegin?: () => boolean;
  /** What the program holds while it waits, in bytes, where that is more than its own size. */
  readonly size?: number;
}

/** How a session is closed. */
export interface CloseOptions {
  /** Receives the result before the promise resolves. Must not throw. */
  readonly onResult?: (result: CloseResult) => void;
  /** What the request holds while it waits, in bytes. */
  readonly size?: number;
}

/** A program that was submitted. */
export interface Submission {
  /** What came of it. Never rejects. */
  readonly result: Promise<Result>;
  /**
   * Stops it: one that waits never begins; one that runs is interrupted, as by Ctrl-C, and killed where it does not end within 2 s
   * or this is repeated. False where it has its result already.
   */
  readonly cancel: () => boolean;
}

/** How an engine is. */
export interface EngineState {
  /** The ceilings of every program. */
  readonly limits: Limits;
  /** The environment whose packages programs can import; null where there is none. */
  readonly environment: EnvironmentFacts | null;
  /** As the last program found them; null before the first. */
  readonly walls: WallReport | null;
  /** How many there are at this moment. */
  readonly load: Readonly<Record<"running" | "queued" | "spares" | "sessions" | "workers", number>>;
  readonly interpreters: JailMakes;
  /** How many results there were since the start: by status where a program ended, else by kind. */
  readonly counters: Readonly<Record<string, number>>;
  readonly uptimeMs: number;
}
