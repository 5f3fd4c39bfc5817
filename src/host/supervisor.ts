/**
 * TRUSTED. One program in a jail, to the verdict: sends it the program, passes its output on, holds it to
 * its limits, and says how it ended. Everything that arrives from the jail is hostile.
 */
import { InternalError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRequest } from "../core/request.ts";
import type { PromptAnswer } from "../core/prompt.ts";
import type { TakenFiles } from "../core/taken_files.ts";
import { kindOfQuestion } from "../wire/asks.ts";
import { othersTurn } from "../core/turns.ts";
import { MessageError } from "../wire/fields.ts";
import { encodeFrame, encodeFrames, FrameType, type FrameTypeNumber } from "../wire/frame.ts";
import {
  type AnyEnd,
  decodeEnd,
  decodeFailure,
  decodeHello,
  type Failure,
} from "../wire/jail_answer.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import { FilePhases } from "./file_phases.ts";
import type { TakesCalls } from "./jail_calls.ts";
import { type Answerers, JailQuestions } from "./jail_questions.ts";
import { BOOT_TIMEOUT_MS, JailLink } from "./jail_link.ts";
import type { ExitStatus, JailProcess } from "./jail_process.ts";
import { Output } from "./output.ts";
import { promptAnswerOf } from "./prompt_answer.ts";
import { FirstReason, type Reason, reasonOf } from "./reason.ts";
import { isGentle, stopFor } from "./stopping.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Mode, sourceOf, toJailRequest } from "./to_jail_request.ts";
import { outcomeOf } from "./verdict.ts";
import { type MissingWall, refusal } from "./wall_watch.ts";
import { within } from "./within.ts";
import { startWatch, type Watch } from "./watch.ts";

/** What comes in frames of output. */
const STREAMS = {
  [FrameType.Stdout]: "stdout",
  [FrameType.Stderr]: "stderr",
  [FrameType.Display]: "display",
} as const;

/** How long the beginning of a line waits for the rest of it, on a terminal and on a pipe, which programs may share. */
const LINE_MS = { terminal: 5, pipe: 50 } as const;

/** How long a jail that has closed its pipe may take to end. */
const EXIT_MS = 500;

/** After how many frames it is checked whether timers are due. */
const FRAMES_PER_LOOK = 64;

/** How long the rest of the output may take after a kill, where its reader is slow or stuck. */
const DRAIN_MS = 150;

type Timer = ReturnType<typeof setTimeout>;

/** An outcome, and what there is to know of the output. */
export interface Run {
  readonly outcome: Outcome;
  /** Whether the output was cut off. */
  readonly truncated: boolean;
  /** Whether stderr ends within a line. */
  readonly openLine: boolean;
  /** What is missing of the walls that this system can have. */
  readonly missingWalls: readonly MissingWall[];
  /** Whether the jail can take another program, which finds what this one left. */
  readonly isKept: boolean;
  /** What came back of a prompt's statement or question; null where the run was of a program, or the jail has not answered. */
  readonly promptAnswer: PromptAnswer | null;
  /** What came out; null where no files are wanted. */
  readonly files: TakenFiles | null;
  /** A module that the program says it has not found, and ended by that. */
  readonly missingModule: string | null;
}

/** Runs one program in a jail that was just spawned, and kills the jail. Nothing that the jail does makes this throw. */
export async function supervise(
  request: RunRequest,
  describe: boolean,
  surroundings: Surroundings,
  jail: JailProcess,
): Promise<Run> {
  return await superviseIn(new JailLink(jail), request, {
    describe,
    keep: false,
    renewInput: false,
  }, surroundings);
}

/** The same in a jail that may have booted, and run programs, before; it is killed unless it was kept. */
export async function superviseIn(
  link: JailLink,
  request: RunRequest,
  mode: Mode,
  surroundings: Surroundings,
): Promise<Run> {
  const run = new Supervision(link, request, mode, surroundings);
  using _requests = surroundings.stopRequests((reason) => run.askToStop(reason));
  let isKept = false;
  try {
    await run.toTheEnd();
    await run.takeFiles();
    const ended = await run.conclude();
    isKept = ended.isKept;
    return ended;
  } finally {
    if (!isKept) link.process.kill();
  }
}

class Supervision {
  readonly #link: JailLink;
  readonly #jail: JailProcess;
  readonly #request: RunRequest;
  readonly #jailRequest: JailRequest;
  readonly #mode: Mode;
  /** Whether somebody takes what the program shows. */
  readonly #shows: boolean;
  readonly #inputs: Uint8Array<ArrayBuffer> | null;
  readonly #reason = new FirstReason();
  readonly #output: Output;
  readonly #questions: JailQuestions;
  readonly #calls: TakesCalls | null;
  /** When the wait for the program's start began. */
  readonly #asked: number;
  readonly #files: FilePhases;
  #watch: Watch | null = null;
  #missingWalls: readonly MissingWall[] = [];
  #end: AnyEnd | null = null;
  #failure: Failure | null = null;
  #started: number | null = null;
  #ended = Number.NaN;
  #isKilled = false;
  #frames = 0;
  #cpuMs = 0;
  #bootTimer: Timer | undefined;

  constructor(
    link: JailLink,
    request: RunRequest,
    mode: Mode,
    surroundings: Surroundings,
  ) {
    this.#link = link;
    this.#jail = link.process;
    this.#request = request;
    this.#shows = surroundings.sinks.display !== undefined;
    this.#inputs = surroundings.inputs ?? null;
    this.#jailRequest = toJailRequest(request, mode, surroundings);
    this.#mode = mode;
    this.#files = new FilePhases(link, request, surroundings.files ?? {}, this.#reason);
    this.#asked = link.hello === null ? link.process.spawned : performance.now();
    this.#output = new Output(surroundings.sinks, request.limits.maxOutputBytes);
    this.#calls = surroundings.calls ?? null;
    this.#questions = new JailQuestions({
      answerers: answerersOf(surroundings),
      atPrompt: request.interactive,
      watch: () => this.#watch,
      send: (frame) => this.#jail.send(frame),
      failed: ({ message }) => this.#reason.give({ kind: "sink-failed", message }),
    });
  }

  /** A request to stop: gently at first, at once when it is repeated. At a prompt, Ctrl-C only interrupts. */
  askToStop(reason: Reason): void {
    const isCtrlC = reason.kind === "signal" && reason.signal === "SIGINT";
    if (isCtrlC && this.#request.interactive && this.#watch !== null) {
      this.#questions.interrupt();
      this.#jail.send(encodeFrame(FrameType.Interrupt));
      return;
    }
    if (this.#reason.current !== null || this.#files.isTaking) this.#kill();
    this.#reason.give(reason);
  }

  /** Reads what the jail sends until it ends, is ended, or has sent its last frame. */
  async toTheEnd(): Promise<void> {
    if (this.#request.limits.cpuMs !== null && this.#link.meter === null) {
      throw new InternalError(
        "--cpu cannot be enforced on this system: its processor times cannot be read",
      );
    }
    if (this.#link.hello === null) {
      const late = () => this.#reason.give({ kind: "boot-timeout" });
      this.#bootTimer = setTimeout(late, BOOT_TIMEOUT_MS);
    }
    const abandoned = Promise.withResolvers<void>();
    let drainTimer: Timer | undefined;
    const stopping = stopFor(this.#reason, this.#mode.keep, {
      isRunning: () => this.#watch !== null,
      interrupt: () => this.#jail.send(encodeFrame(FrameType.Interrupt)),
      kill: () => {
        // A process that was reaped has no clock to be read any more.
        this.#watch?.cpuMs();
        this.#kill();
        drainTimer ??= setTimeout(abandoned.resolve, DRAIN_MS);
      },
    });
    try {
      await Promise.race([this.#readAll(), abandoned.promise]);
    } finally {
      clearTimeout(this.#bootTimer);
      clearTimeout(drainTimer);
      stopping[Symbol.dispose]();
      this.#questions.close();
      this.#calls?.end();
      this.#ended = performance.now();
      this.#cpuMs = this.#watch?.cpuMs() ?? 0;
      this.#watch?.[Symbol.dispose]();
      this.#files[Symbol.dispose]();
    }
    this.#files.expectReadable();
  }

  /** Takes the files that are wanted of a program that was not killed. */
  async takeFiles(): Promise<void> {
    await this.#files.take(this.#end !== null);
  }

  /** The verdict on what was seen. */
  async conclude(): Promise<Run> {
    const isExplained = (this.#end ?? this.#failure ?? this.#reason.current) !== null;
    const death = isExplained ? { exit: null, diagnostics: "" } : await this.#death();
    const [end, failure] = [this.#end, this.#failure];
    const outcome = outcomeOf(
      { reason: this.#reason.current, end, failure, ...death, limits: this.#request.limits },
      {
        asked: this.#asked,
        started: this.#started,
        ended: this.#ended,
        cpuMs: this.#cpuMs,
        outputBytes: this.#output.bytes,
        heapBytes: this.#link.hello?.heapBytes ?? 0,
        walls: this.#link.walls.report,
      },
    );
    return {
      outcome,
      truncated: this.#output.truncated,
      openLine: this.#output.openLine,
      missingWalls: this.#missingWalls,
      isKept: this.#isKept(),
      promptAnswer: end === null ? null : promptAnswerOf(end),
      files: this.#files.taken,
      missingModule: end?.answer.missingModule ?? null,
    };
  }

  /** How the process ended that has closed its pipe; one that runs on is killed. */
  async #death(): Promise<{ exit: ExitStatus | null; diagnostics: string }> {
    const exit = await within(EXIT_MS, this.#jail.status());
    if (exit === null) {
      this.#reason.give({ kind: "violation", message: "It closed its pipe and ran on" });
      return { exit, diagnostics: "" };
    }
    return { exit, diagnostics: await within(EXIT_MS, this.#jail.diagnostics()) ?? "" };
  }

  #kill(): void {
    this.#isKilled = true;
    this.#jail.kill();
  }

  /** Whether the jail sent its whole end, in time, and is as good as before. An end may have been on its way when it was killed. */
  #isKept(): boolean {
    const reason = this.#reason.current;
    return this.#mode.keep && !this.#isKilled && this.#end?.kept === true &&
      (reason === null || isGentle(reason, this.#mode.keep));
  }

  async #readAll(): Promise<void> {
    try {
      if (this.#link.hello !== null) await this.#start();
      const lineMs = this.#request.terminals.stdout ? LINE_MS.terminal : LINE_MS.pipe;
      for (;;) {
        const next = this.#link.next();
        // The rest of a line is likely to be on its way: others that write to the same stream should not tear it.
        if (!this.#output.isLineOpen || await within(lineMs, next) === null) {
          await this.#output.flush();
        }
        const { value: chunk, done } = await next;
        if (done) break;
        for (const { type, payload } of this.#link.frames(chunk)) {
          // What is there already is taken without a turn of timers and of other jails: a jail can send without end.
          if (this.#frames++ % FRAMES_PER_LOOK === 0 && this.#watch?.isStarved()) {
            await othersTurn();
          }
          if (this.#end !== null) throw new MessageError("A frame came after the end");
          await this.#take(type, payload);
          const goesOn = this.#mode.keep || this.#files.areWanted;
          if (this.#failure !== null || (this.#end !== null && !goesOn)) {
            return await this.#output.flush();
          }
        }
        if (this.#end !== null) {
          // A jail that is to get another request, or to give files, must not have sent anything of an answer to it.
          this.#link.expectWholeFrames();
          return await this.#output.flush();
        }
      }
      await this.#output.flush();
      // A killed jail may end in the middle of a frame.
      if (this.#reason.current === null) this.#link.expectWholeFrames();
    } catch (error) {
      this.#reason.give(reasonOf(error));
      // What came before a violation counts; where writing itself failed, there is nothing left to flush.
      await this.#output.flush().catch(() => {});
    }
  }

  async #take(type: number, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    const running = this.#watch !== null;
    if (!running && this.#files.areGoingIn && type === FrameType.FilesIn) {
      if (await this.#files.takeStatus(payload)) await this.#begin([]);
      return;
    }
    if (!running && type !== FrameType.Hello && type !== FrameType.Failure) {
      throw new MessageError(`A frame of type ${type} came before the program was sent`);
    }
    const question = kindOfQuestion(type);
    if (question !== null) return this.#questions.take(question, payload);
    switch (type) {
      case FrameType.Call:
        if (this.#calls === null) {
          throw new MessageError("A call came from a program without functions");
        }
        // Whoever answers sees what was written before.
        await this.#output.flush();
        return this.#calls.take(payload);
      case FrameType.Waiting:
        return this.#questions.takeWaiting(payload);
      case FrameType.Display:
      case FrameType.Stdout:
      case FrameType.Stderr: {
        if (type === FrameType.Display && !this.#shows) {
          throw new MessageError("It showed something that nobody asked for");
        }
        await this.#output.add(STREAMS[type], payload);
        if (this.#output.truncated) this.#reason.give({ kind: "output" });
        break;
      }
      case FrameType.End:
        // Whether it is late is known when it is there, and not when it is read.
        this.#watch?.look();
        this.#end = decodeEnd(payload, this.#jailRequest.kind) as AnyEnd;
        break;
      case FrameType.Failure:
        this.#failure = decodeFailure(payload);
        if (running && this.#failure.kind === "boot") {
          throw new MessageError("A failure to boot came after the hello");
        }
        break;
      case FrameType.Hello:
        if (running) throw new MessageError("A second hello came");
        this.#link.hello = decodeHello(payload);
        await this.#start();
        break;
      default:
        throw new MessageError(`A frame of type ${type} came that nobody asked for`);
    }
  }

  async #start(): Promise<void> {
    clearTimeout(this.#bootTimer);
    const { given } = this.#files;
    if (given !== undefined) return await this.#files.send(this.#jailRequest, given);
    const request = [FrameType.Request, encodeRequest(this.#jailRequest)] as const;
    await this.#begin([request]);
  }

  /** Starts the clocks, and sends the program behind `frames`. */
  async #begin(frames: (readonly [FrameTypeNumber, Uint8Array])[]): Promise<void> {
    const { limits } = this.#request;
    const withKernel = this.#request.walls !== "off";
    // The clocks start before the jail has the program: one that does not listen is held to the limits as well.
    const bounds = this.#link.bounds(limits.maxHeapBytes, withKernel);
    this.#started = performance.now();
    const watch = this.#watch = startWatch(limits, this.#link.meter, bounds, this.#reason);
    this.#calls?.begin({ watch, send: (frame) => this.#jail.send(frame) });
    if (withKernel) this.#missingWalls = this.#link.walls.missing;
    if (this.#request.walls === "require" && this.#missingWalls.length > 0) {
      return this.#reason.give({ kind: "walls", message: refusal(this.#missingWalls) });
    }
    await this.#jail.send(encodeFrames([
      ...frames,
      ...(this.#inputs === null ? [] : [[FrameType.Inputs, this.#inputs] as const]),
      [FrameType.Source, sourceOf(this.#request)],
    ]));
  }
}

/** Who answers what a jail asks. Another kind of question gets its answerer here. */
function answerersOf({ readStdin }: Surroundings): Answerers {
  return {
    stdin: async (most) => {
      try {
        return (await readStdin(most) ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
      } catch (error) {
        throw new Error(`cannot read standard input: ${(error as Error).message}`);
      }
    },
  };
}
