/**
 * TRUSTED. Runs programs on an engine, each in an interpreter of its own, and says what came of each as it ends. No more than run are
 * held, and one that waits for its turn.
 */
import { NO_CLAIMS, type Outcome } from "../../core/outcome.ts";
import type { Limits } from "../../core/limits.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Program } from "../../engine/program.ts";
import type { Ended, Result } from "../../engine/result.ts";
import { type Place, type Refused, type VetProgram } from "../program.ts";
import { type Failure, judge } from "./judge.ts";

/** What came of one program. */
export interface Vetted {
  readonly place: Place;
  /** What was run; null where nothing could be. */
  readonly subject: VetProgram | null;
  readonly outcome: Outcome;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** Null where it passed. */
  readonly failure: Failure | null;
}

/** How programs are run. */
export interface RunOptions {
  readonly jobs: number;
  /** The command's own, for what is said of a program that could not be run. */
  readonly limits: Limits;
  /** What all programs are given. */
  readonly shared: Pick<Program, "files" | "seed">;
  /** Whether nothing more is wanted once a program has not passed. */
  readonly failFast: boolean;
  /** Settles when nothing more is to be run. */
  readonly stopped: Promise<unknown>;
}

/** What a refused program would have exited with: its file cannot be read. */
const UNREADABLE = 126;

/**
 * Runs them all, or those before the end that `options` name.
 *
 * @param onEnd takes what came of each, one at a time; while it does, its program's place is not given to another one.
 * @returns whether all have run.
 */
export async function runPrograms(
  engine: Pick<Engine, "submit">,
  programs: AsyncIterable<VetProgram | Refused>,
  options: RunOptions,
  onEnd: (vetted: Vetted) => Promise<void>,
): Promise<boolean> {
  const { jobs, limits, shared, failFast, stopped } = options;
  let isOver = false;
  let failed: { readonly error: unknown } | null = null;
  const over = Promise.withResolvers<void>();
  const finish = () => {
    isOver = true;
    over.resolve();
  };
  const fail = (error: unknown) => {
    failed ??= { error };
    finish();
  };
  stopped.then(finish);
  // One more than run is held, so that the next begins when one ends.
  const places = new Places(jobs + 1);
  let last = Promise.resolve();
  const take = (vetted: Vetted): Promise<void> => {
    const taken = last.then(async () => {
      if (isOver) return;
      await onEnd(vetted);
      if (failFast && vetted.failure !== null) finish();
    });
    last = taken.catch(fail);
    return last;
  };
  const run = async (subject: VetProgram | Refused) => {
    try {
      await take(
        "problem" in subject ? refused(subject, limits) : await runOne(engine, subject, shared),
      );
    } catch (error) {
      fail(error);
    }
    places.free();
  };
  const runAll = async () => {
    for await (const subject of programs) {
      await places.take();
      if (isOver) return;
      run(subject);
    }
    await places.allFree();
  };
  let haveAllRun = false;
  try {
    await Promise.race([runAll().then(() => haveAllRun = !isOver), over.promise]);
  } finally {
    // What ends from now on is nobody's business.
    isOver = true;
  }
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return haveAllRun;
}

async function runOne(
  engine: Pick<Engine, "submit">,
  subject: VetProgram,
  shared: RunOptions["shared"],
): Promise<Vetted> {
  const { place, program, limits, expected } = subject;
  const { result } = engine.submit({ ...program, ...shared }, {
    limits,
    // What all programs share is held once.
    size: program.code.length,
  });
  const { outcome, stdout, stderr, truncated } = expectEnded(await result);
  const failure = judge(expected, { outcome, stdout });
  return { place, subject, outcome, stdout, stderr, truncated, failure };
}

/** No session is used, and no more than one program waits: it has ended. */
function expectEnded(result: Result): Ended {
  if (result.kind === "ended") return result;
  throw new Error(`unreachable: the engine has answered '${result.kind}'`);
}

function refused({ place, problem }: Refused, limits: Limits): Vetted {
  return {
    place,
    subject: null,
    outcome: {
      status: "internal",
      exitCode: UNREADABLE,
      reason: problem,
      claimed: NO_CLAIMS,
      stats: { startupMs: 0, wallMs: 0, cpuMs: 0, peakHeapBytes: 0, outputBytes: 0 },
      limits,
      walls: { wasm: false, permissions: false, seccomp: false, landlock: false, rlimit: false },
    },
    stdout: "",
    stderr: "",
    truncated: false,
    failure: { rule: "refused", message: `not run: ${problem}` },
  };
}

/** Places of which some are free. */
class Places {
  readonly #all: number;
  #free: number;
  #changed = Promise.withResolvers<void>();

  constructor(all: number) {
    this.#all = this.#free = all;
  }

  /** Takes one, when one is free. */
  async take(): Promise<void> {
    while (this.#free === 0) await this.#changed.promise;
    this.#free--;
  }

  free(): void {
    this.#free++;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves when all are. */
  async allFree(): Promise<void> {
    while (this.#free < this.#all) await this.#changed.promise;
  }
}
