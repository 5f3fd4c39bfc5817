/**
 * TRUSTED. One run in a jail, to the verdict: sends it the program, passes its output on, holds it to
 * its limits, and says how it ended. Everything that arrives from the jail is hostile.
 */
import { InternalError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRequest } from "../core/request.ts";
import { encodeFrame, FrameError, FrameReader, FrameType, JAIL_FRAME_CAPS } from "../wire/frame.ts";
import {
  decodeEnd,
  decodeFailure,
  decodeHello,
  encodeMessage,
  type End,
  type Failure,
  type Hello,
  MessageError,
} from "../wire/messages.ts";
import { classify } from "./classify.ts";
import type { ExitStatus, JailProcess } from "./jail_process.ts";
import { type Meter, openMeter } from "./meter.ts";
import { toProgramMessage } from "./program_message.ts";
import { Output, ReaderGoneError, type Sinks } from "./output.ts";
import { FirstReason, type Reason } from "./reason.ts";
import { StdinFeed } from "./stdin_feed.ts";
import { type MissingWall, missingWalls, refusal, reportWalls } from "./wall_watch.ts";
import { within } from "./within.ts";
import { startWatch, type Watch } from "./watch.ts";

/** How long a jail may take to boot. Far more than it needs, on a machine far slower than ours. */
const BOOT_TIMEOUT_MS = 60_000;

/** How long an interrupted program has to print its traceback. */
const GRACE_MS = 250;

/** How long the beginning of a line waits for the rest of it, where a person looks on and where programs may share a pipe. */
const LINE_MS = { terminal: 5, pipe: 50 } as const;

/** How long a jail that has closed its pipe may take to end. */
const EXIT_MS = 500;

/** How long the rest of the output may take after a kill, where its reader is slow or stuck. */
const DRAIN_MS = 150;

const STREAMED: ReadonlySet<number> = new Set([FrameType.Stdout, FrameType.Stderr]);

type Timer = ReturnType<typeof setTimeout>;

/** The surroundings of a run. */
export interface Surroundings {
  readonly sinks: Sinks;
  /** Reads at most `most` bytes of the program's standard input; null is its end. */
  readonly readStdin: (most: number) => Promise<Uint8Array | null>;
  /** Settles, with another reason to stop, when somebody asks for it; may settle again. */
  readonly stopRequests: (listener: (reason: Reason) => void) => Disposable;
}

/** An outcome, and what there is to know of the output. */
export interface Run {
  readonly outcome: Outcome;
  /** Whether the output was cut off. */
  readonly truncated: boolean;
  /** Whether stderr ends within a line. */
  readonly openLine: boolean;
  /** What is missing of the walls that this system can have. */
  readonly missingWalls: readonly MissingWall[];
}

/** Runs one program in a jail that was just spawned, and kills it. Never throws for anything that the jail does. */
export async function supervise(
  request: RunRequest,
  describe: boolean,
  surroundings: Surroundings,
  jail: JailProcess,
): Promise<Run> {
  const run = new Supervision(jail, request, describe, surroundings);
  using _requests = surroundings.stopRequests((reason) => run.askToStop(reason));
  try {
    await run.toTheEnd();
    return await run.conclude();
  } finally {
    jail.kill();
  }
}

class Supervision {
  readonly #jail: JailProcess;
  readonly #request: RunRequest;
  readonly #describe: boolean;
  readonly #reason = new FirstReason();
  readonly #output: Output;
  readonly #reader = new FrameReader(JAIL_FRAME_CAPS, STREAMED);
  readonly #meter: Meter | null;
  readonly #stdin: StdinFeed;
  #hello: Hello | null = null;
  #watch: Watch | null = null;
  #missingWalls: readonly MissingWall[] = [];
  #end: End | null = null;
  #failure: Failure | null = null;
  #started = Number.NaN;
  #ended = Number.NaN;
  #cpuMs = 0;
  #bootTimer: Timer | undefined;

  constructor(
    jail: JailProcess,
    request: RunRequest,
    describe: boolean,
    surroundings: Surroundings,
  ) {
    this.#jail = jail;
    this.#request = request;
    this.#describe = describe;
    this.#output = new Output(surroundings.sinks, request.limits.maxOutputBytes);
    const meter = openMeter(jail.pid);
    const { job } = jail;
    this.#meter = meter === null || job === null
      ? meter
      : { ...meter, limitData: (bytes) => job.limitMemory(bytes) };
    this.#stdin = new StdinFeed(
      surroundings.readStdin,
      (bytes) => jail.send(encodeFrame(FrameType.Stdin, bytes)),
      (error) => this.#reason.give({ kind: "sink-failed", message: error.message }),
    );
  }

  /** A request to stop: gently at first, at once when it is repeated. At a prompt, Ctrl-C only interrupts. */
  askToStop(reason: Reason): void {
    const isCtrlC = reason.kind === "signal" && reason.signal === "SIGINT";
    if (isCtrlC && this.#request.interactive && this.#watch !== null) {
      this.#jail.send(encodeFrame(FrameType.Interrupt));
      return;
    }
    if (this.#reason.current !== null) this.#jail.kill();
    this.#reason.give(reason);
  }

  /** Reads what the jail says until it ends, is ended, or has said its last word. */
  async toTheEnd(): Promise<void> {
    if (this.#request.limits.cpuMs !== null && this.#meter === null) {
      throw new InternalError(
        "--cpu cannot be enforced on this system: its processor times cannot be read",
      );
    }
    this.#bootTimer = setTimeout(
      () => this.#reason.give({ kind: "boot-timeout" }),
      BOOT_TIMEOUT_MS,
    );
    const timers: Timer[] = [this.#bootTimer];
    const abandoned = Promise.withResolvers<void>();
    this.#reason.given.then((reason) => {
      const kill = () => {
        // A process that was reaped has no clock to be read any more.
        this.#watch?.cpuMs();
        this.#jail.kill();
        timers.push(setTimeout(abandoned.resolve, DRAIN_MS));
      };
      if (this.#watch === null || !isGentle(reason)) return kill();
      this.#jail.send(encodeFrame(FrameType.Interrupt));
      timers.push(setTimeout(kill, GRACE_MS));
    });
    try {
      await Promise.race([this.#readAll(), abandoned.promise]);
    } finally {
      timers.forEach(clearTimeout);
      this.#ended = performance.now();
      this.#cpuMs = this.#watch?.cpuMs() ?? 0;
      this.#watch?.[Symbol.dispose]();
    }
  }

  /** The verdict on what was seen. */
  async conclude(): Promise<Run> {
    const { limits } = this.#request;
    const explained = this.#end ?? this.#failure ?? this.#reason.current;
    const death = explained === null ? await this.#death() : { exit: null, diagnostics: "" };
    const verdict = classify({
      reason: this.#reason.current,
      end: this.#end,
      failure: this.#failure,
      ...death,
      running: this.#watch !== null,
      limits,
    });
    const began = Number.isNaN(this.#started) ? this.#ended : this.#started;
    const peak = this.#end?.peakHeapBytes ?? this.#hello?.heapBytes ?? 0;
    const outcome: Outcome = {
      ...verdict,
      stats: {
        startupMs: round(began - this.#jail.spawned),
        wallMs: round(this.#ended - began),
        cpuMs: round(this.#cpuMs),
        // The sandbox's own count, which no lie can take out of these bounds.
        peakHeapBytes: Math.min(Math.max(peak, this.#hello?.heapBytes ?? 0), limits.maxHeapBytes),
        outputBytes: this.#output.bytes,
      },
      limits,
      walls: reportWalls(
        this.#hello,
        this.#watch?.memoryLimited ?? false,
        this.#jail.job?.state ?? null,
      ),
    };
    return {
      outcome,
      truncated: this.#output.truncated,
      openLine: this.#output.openLine,
      missingWalls: this.#missingWalls,
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

  async #readAll(): Promise<void> {
    try {
      const lineMs = this.#request.terminals.stdout ? LINE_MS.terminal : LINE_MS.pipe;
      for (;;) {
        const next = this.#jail.stdout.read();
        // The rest of a line is likely to be on its way: whoever shares our streams should see whole lines.
        if (!this.#output.isLineOpen || await within(lineMs, next) === null) {
          await this.#output.flush();
        }
        const { value: chunk, done } = await next;
        if (done) break;
        for (const { type, payload } of this.#reader.read(chunk)) {
          await this.#take(type, payload);
          if (this.#end !== null || this.#failure !== null) return await this.#output.flush();
        }
      }
      await this.#output.flush();
      // A killed jail may end in the middle of a frame.
      if (this.#reason.current === null) this.#reader.end();
    } catch (error) {
      this.#reason.give(reasonOf(error));
      // What came before a violation counts; where writing itself failed, there is nothing left to flush.
      await this.#output.flush().catch(() => {});
    }
  }

  async #take(type: number, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    const running = this.#watch !== null;
    if (!running && type !== FrameType.Hello && type !== FrameType.Failure) {
      throw new MessageError(`A frame of type ${type} came before the program was sent`);
    }
    switch (type) {
      case FrameType.Stdout:
      case FrameType.Stderr: {
        await this.#output.add(type === FrameType.Stdout ? "stdout" : "stderr", payload);
        if (this.#output.truncated) this.#reason.give({ kind: "output" });
        break;
      }
      case FrameType.WantStdin:
        this.#stdin.wish(payload);
        break;
      case FrameType.End:
        this.#end = decodeEnd(payload);
        break;
      case FrameType.Failure:
        this.#failure = decodeFailure(payload);
        if (running && this.#failure.kind === "boot") {
          throw new MessageError("A failure to boot came after the hello");
        }
        break;
      case FrameType.Hello:
        if (running) throw new MessageError("A second hello came");
        this.#hello = decodeHello(payload);
        await this.#start(this.#hello);
        break;
    }
  }

  async #start(hello: Hello): Promise<void> {
    const { program, limits } = this.#request;
    const message = toProgramMessage(this.#request, this.#describe);
    const source = program.kind === "module" ? new Uint8Array(0) : program.source;
    clearTimeout(this.#bootTimer);
    const withKernel = this.#request.walls !== "off";
    // The clocks start before the jail has the program: one that does not listen is held to the limits as well.
    this.#started = performance.now();
    this.#watch = startWatch(limits, this.#meter, hello.heapBytes, withKernel, this.#reason);
    this.#missingWalls = withKernel
      ? missingWalls(hello, this.#watch.memoryLimited, this.#jail.job?.state ?? null)
      : [];
    if (this.#request.walls === "require" && this.#missingWalls.length > 0) {
      return this.#reason.give({ kind: "walls", message: refusal(this.#missingWalls) });
    }
    await Promise.all([
      this.#jail.send(encodeFrame(FrameType.Program, encodeMessage(message))),
      this.#jail.send(encodeFrame(FrameType.Source, source)),
    ]);
  }
}

/** Whether a program stopped for this reason gets the chance to say where it was. */
function isGentle(reason: Reason): boolean {
  return reason.kind === "timeout" || reason.kind === "cpu" || reason.kind === "signal";
}

function reasonOf(error: unknown): Reason {
  if (error instanceof FrameError || error instanceof MessageError) {
    return { kind: "violation", message: error.message };
  }
  if (error instanceof ReaderGoneError) return { kind: "reader-gone" };
  return { kind: "sink-failed", message: (error as Error).message };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
