/**
 * TRUSTED. One program in a jail, to the verdict: has it started, reads what the jail sends, stops it for a reason, and says how it
 * ended. Everything that arrives from the jail is hostile.
 */
import { InternalError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import type { PromptAnswer } from "../core/prompt.ts";
import type { RunRequest } from "../core/request.ts";
import type { TakenFiles } from "../core/taken_files.ts";
import { encodeFrame, FrameType } from "../wire/frame.ts";
import { answerersOf } from "./answerers.ts";
import { FilePhases } from "./file_phases.ts";
import { JailFrames } from "./jail_frames.ts";
import { JailLink } from "./jail_link.ts";
import type { ExitStatus, JailProcess } from "./jail_process.ts";
import { JailQuestions } from "./jail_questions.ts";
import { Output } from "./output.ts";
import { ProgramStart } from "./program_start.ts";
import { promptAnswerOf } from "./prompt_answer.ts";
import { FirstReason, type Reason } from "./reason.ts";
import { isGentle, stopFor } from "./stopping.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Mode } from "./to_jail_request.ts";
import { outcomeOf } from "./verdict.ts";
import type { MissingWall } from "./wall_watch.ts";
import { within } from "./within.ts";

/** How long a jail that has closed its pipe may take to end. */
const EXIT_MS = 500;

/** How long the rest of the output may take after a kill, where its reader is slow or stuck. */
const DRAIN_MS = 150;

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

/** One run, in the order of its methods. */
export class Supervision {
  readonly #link: JailLink;
  readonly #jail: JailProcess;
  readonly #request: RunRequest;
  readonly #keep: boolean;
  readonly #surroundings: Surroundings;
  readonly #reason = new FirstReason();
  readonly #output: Output;
  readonly #questions: JailQuestions;
  readonly #files: FilePhases;
  readonly #start: ProgramStart;
  readonly #frames: JailFrames;
  #ended = Number.NaN;
  #cpuMs = 0;
  #isKilled = false;

  constructor(link: JailLink, request: RunRequest, mode: Mode, surroundings: Surroundings) {
    const reason = this.#reason;
    this.#link = link;
    this.#jail = link.process;
    this.#request = request;
    this.#keep = mode.keep;
    this.#surroundings = surroundings;
    const files = this.#files = new FilePhases(link, request, surroundings.files ?? {}, reason);
    const output = this.#output = new Output(surroundings.sinks, request.limits.maxOutputBytes);
    const start = this.#start = new ProgramStart({
      ...{ link, request, mode, surroundings, files, reason },
    });
    const questions = this.#questions = new JailQuestions({
      answerers: answerersOf(surroundings),
      atPrompt: request.interactive,
      watch: () => start.watch,
      send: (frame) => this.#jail.send(frame),
      failed: ({ message }) => reason.give({ kind: "sink-failed", message }),
    });
    this.#frames = new JailFrames({
      ...{ link, start, files, output, questions, reason },
      calls: surroundings.calls ?? null,
      toTerminal: request.terminals.stdout,
      shows: surroundings.sinks.display !== undefined,
      keep: mode.keep,
    });
  }

  /** A request to stop: gently at first, at once when it is repeated. At a prompt, Ctrl-C only interrupts. */
  askToStop(reason: Reason): void {
    const isCtrlC = reason.kind === "signal" && reason.signal === "SIGINT";
    if (isCtrlC && this.#request.interactive && this.#start.watch !== null) {
      this.#questions.interrupt();
      this.#interrupt();
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
    this.#start.limitBoot();
    const abandoned = Promise.withResolvers<void>();
    let drainTimer: ReturnType<typeof setTimeout> | undefined;
    const stopping = stopFor(this.#reason, this.#keep, {
      isRunning: () => this.#start.watch !== null,
      interrupt: () => this.#interrupt(),
      kill: () => {
        // A process that was reaped has no clock to be read any more.
        this.#start.watch?.cpuMs();
        this.#kill();
        drainTimer ??= setTimeout(abandoned.resolve, DRAIN_MS);
      },
    });
    try {
      await Promise.race([this.#frames.readAll(), abandoned.promise]);
    } finally {
      clearTimeout(drainTimer);
      stopping[Symbol.dispose]();
      this.#questions.close();
      this.#surroundings.calls?.end();
      this.#ended = performance.now();
      this.#cpuMs = this.#start.watch?.cpuMs() ?? 0;
      this.#start[Symbol.dispose]();
      this.#files[Symbol.dispose]();
    }
    this.#files.expectReadable();
  }

  /** Takes the files that are wanted of a program that was not killed. */
  async takeFiles(): Promise<void> {
    await this.#files.take(this.#frames.end !== null);
  }

  /** The verdict on what was seen. */
  async conclude(): Promise<Run> {
    const { end, failure } = this.#frames;
    const isExplained = (end ?? failure ?? this.#reason.current) !== null;
    const death = isExplained ? { exit: null, diagnostics: "" } : await this.#death();
    const outcome = outcomeOf(
      { reason: this.#reason.current, end, failure, ...death, limits: this.#request.limits },
      {
        asked: this.#start.asked,
        started: this.#start.started,
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
      missingWalls: this.#start.missingWalls,
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

  #interrupt(): void {
    this.#jail.send(encodeFrame(FrameType.Interrupt));
  }

  #kill(): void {
    this.#isKilled = true;
    this.#jail.kill();
  }

  /** Whether the jail sent its whole end, in time, and is as good as before. An end may have been on its way when it was killed. */
  #isKept(): boolean {
    const reason = this.#reason.current;
    return this.#keep && !this.#isKilled && this.#frames.end?.kept === true &&
      (reason === null || isGentle(reason, this.#keep));
  }
}
