/**
 * TRUSTED. The prompt's interpreter: a jail that keeps its names from statement to statement, and applies the limits to
 * each.
 */
import type { Outcome } from "../core/outcome.ts";
import type { PromptAnswer, PromptTask } from "../core/prompt.ts";
import type { RunRequest } from "../core/request.ts";
import type { GivesFiles } from "../host/file_traffic.ts";
import { JailLink } from "../host/jail_link.ts";
import { type JailCommand, type JailProcess, SpawnedJail } from "../host/jail_process.ts";
import type { Sinks } from "../host/output.ts";
import type { Reason } from "../host/reason.ts";
import { type Run, superviseIn } from "../host/supervisor.ts";
import { exitCodeFor } from "../report/exit_code.ts";
import { ownLine } from "../report/text.ts";
import type {
  Completeness,
  Ended,
  Ending,
  Interpreter,
  ProgramStreams,
  Prompts,
} from "./prompt_interpreter.ts";

/** Limits of a request about unfinished text. */
const QUESTION_LIMITS = { timeoutMs: 1000, cpuMs: null, maxOutputBytes: 64 * 1024 } as const;

/**
 * The number of Ctrl-C during one statement from which the interpreter is killed: code may handle the first ones as it
 * likes.
 */
const KILLING_INTERRUPT = 3;

const DISCARD: Sinks["stdout"] = { write: () => Promise.resolve() };

/** The part of a request that is the same for all statements; only the program differs. */
export type Setting = Omit<RunRequest, "program" | "args" | "interactive">;

/** A Python whose names last until it is reset or lost. Disposing of it kills it. */
export class SandboxInterpreter implements Interpreter, AsyncDisposable {
  readonly #setting: Setting;
  readonly #command: JailCommand;
  readonly #streams: ProgramStreams;
  readonly #quiet: boolean;
  #link: JailLink;
  #prompts: Prompts = { ps1: ">>> ", ps2: "... " };
  #heapBytes = 0;
  /** Why the interpreter was lost while no statement ran that could have reported it. */
  #lost: string | null = null;
  #stop: ((reason: Reason) => void) | null = null;
  #interrupts = 0;

  /**
   * @param command starts a jail for `setting`.
   * @param jail the first jail, if it was started already.
   * @param quiet whether pysandbox's own messages are suppressed.
   */
  constructor(
    setting: Setting,
    command: JailCommand,
    jail: JailProcess,
    streams: ProgramStreams,
    quiet: boolean,
  ) {
    this.#setting = setting;
    this.#command = command;
    this.#streams = streams;
    this.#quiet = quiet;
    this.#link = new JailLink(jail);
  }

  /** Runs a first program, whose names the prompt then has. `files` go in before it. */
  async runProgram(
    program: RunRequest["program"],
    args: readonly string[],
    files?: GivesFiles,
  ): Promise<Ended> {
    return this.#conclude(await this.#supervise(program, args, this.#streams, {}, files));
  }

  async run(source: string): Promise<Ended> {
    if (this.#lost !== null) {
      return this.#ended({ kind: "lost", status: exitCodeFor("crashed"), reason: this.#lost });
    }
    const statement = { kind: "statement", source: encode(source) } as const;
    return this.#conclude(await this.#supervise(statement, [], this.#streams));
  }

  async check(source: string): Promise<Completeness> {
    const answer = await this.#ask({ kind: "check", source: encode(source) });
    return answer?.kind === "check" ? answer.completeness ?? "invalid" : "invalid";
  }

  async complete(source: string, cursor: number): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: "complete", source: encode(source), cursor });
    return answer?.kind === "complete" ? answer.names ?? [] : [];
  }

  prompts(): Prompts {
    return this.#prompts;
  }

  interrupt(): void {
    if (this.#stop === null) return;
    this.#interrupts++;
    if (this.#interrupts >= KILLING_INTERRUPT) return this.#stop({ kind: "cancelled" });
    this.#stop({ kind: "signal", signal: "SIGINT" });
    if (this.#interrupts !== KILLING_INTERRUPT - 1 || this.#quiet) return;
    const hint = "it still runs; Ctrl-C once more kills the interpreter, and all names with it";
    this.#streams.stderr.write(encode(ownLine(hint))).catch(() => {});
  }

  async reset(): Promise<void> {
    await this.#link.process[Symbol.asyncDispose]();
    this.#prompts = { ps1: ">>> ", ps2: "... " };
    this.#lost = null;
    while (!await this.#boot());
  }

  /**
   * Starts a jail. False where Ctrl-C ended it: a terminal sends that to all of its processes, and one that has just begun does not
   * ignore it yet.
   */
  async #boot(): Promise<boolean> {
    const { process } = this.#link = new JailLink(new SpawnedJail(this.#command));
    try {
      await this.#link.booted();
      return true;
    } catch (error) {
      if (process.hasEnded && (await process.status()).signal === "SIGINT") return false;
      throw error;
    }
  }

  heapBytes(): number {
    return this.#heapBytes;
  }

  async #ask(question: PromptTask): Promise<PromptAnswer | null> {
    if (this.#lost !== null) return null;
    const quiet = { stdout: DISCARD, stderr: DISCARD, readStdin: () => Promise.resolve(null) };
    const run = await this.#supervise(question, [], quiet, QUESTION_LIMITS);
    if (run.isKept) return run.promptAnswer;
    this.#lost = `${reasonOf(run.outcome)}, while a statement was being typed`;
    return null;
  }

  async #supervise(
    program: RunRequest["program"],
    args: readonly string[],
    streams: ProgramStreams,
    limits: Partial<RunRequest["limits"]> = {},
    files?: GivesFiles,
  ): Promise<Run> {
    const setting = { ...this.#setting, limits: { ...this.#setting.limits, ...limits } };
    const request: RunRequest = { ...setting, program, args, interactive: true };
    this.#interrupts = 0;
    const mode = { describe: false, keep: true, renewInput: false };
    return await superviseIn(this.#link, request, mode, {
      sinks: streams,
      readStdin: streams.readStdin,
      ...(files && { files: { in: files } }),
      stopRequests: (listener) => {
        this.#stop = listener;
        return { [Symbol.dispose]: () => this.#stop = null };
      },
    });
  }

  #conclude({ outcome, isKept, promptAnswer }: Run): Ended {
    const { status, exitCode, reason, stats } = outcome;
    this.#heapBytes = stats.peakHeapBytes;
    const ended = (ending: Ending): Ended => this.#ended(ending, stats);
    if (!isKept) {
      // The program has ended its process by itself.
      if (reason === null) return ended({ kind: "exit", status: exitCode });
      return ended({ kind: "lost", status: exitCode, reason });
    }
    if (promptAnswer?.kind === "statement" && promptAnswer.state !== null) {
      const { ps1, ps2, leaves } = promptAnswer.state;
      this.#prompts = { ps1, ps2 };
      if (leaves) return ended({ kind: "exit", status: exitCode });
    }
    if (reason !== null) return ended({ kind: "limit", status: exitCode, reason });
    return ended(status === "ok" ? { kind: "done" } : { kind: "error", status: exitCode });
  }

  #ended(ending: Ending, stats?: Outcome["stats"]): Ended {
    const { wallMs, cpuMs } = stats ?? { wallMs: 0, cpuMs: 0 };
    return { ...ending, wallMs, cpuMs, heapBytes: this.#heapBytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link.process[Symbol.asyncDispose]();
  }
}

function reasonOf({ reason, status }: Outcome): string {
  return reason ?? `the interpreter ended (${status})`;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
