/**
 * TRUSTED. Reads the frames that a jail sends during one run, and gives each to what handles it. Everything in them is hostile: their
 * order, their amount and their timing.
 */
import { othersTurn } from "../core/turns.ts";
import { kindOfQuestion } from "../wire/asks.ts";
import { MessageError } from "../wire/fields.ts";
import { FrameType } from "../wire/frame.ts";
import { type AnyEnd, decodeEnd, decodeFailure, type Failure } from "../wire/jail_answer.ts";
import type { FilePhases } from "./file_phases.ts";
import type { TakesCalls } from "./jail_calls.ts";
import type { JailLink } from "./jail_link.ts";
import type { JailQuestions } from "./jail_questions.ts";
import type { Output } from "./output.ts";
import type { ProgramStart } from "./program_start.ts";
import { type FirstReason, reasonOf } from "./reason.ts";
import { within } from "./within.ts";

/** What comes in frames of output. */
const STREAMS = {
  [FrameType.Stdout]: "stdout",
  [FrameType.Stderr]: "stderr",
  [FrameType.Display]: "display",
} as const;

/** How long the beginning of a line waits for the rest of it, on a terminal and on a pipe, which programs may share. */
const LINE_MS = { terminal: 5, pipe: 50 } as const;

/** After how many frames it is checked whether timers are due. */
const FRAMES_PER_LOOK = 64;

/** What handles the frames of one run. */
export interface FrameHandlers {
  readonly link: JailLink;
  readonly start: ProgramStart;
  readonly files: FilePhases;
  readonly output: Output;
  readonly questions: JailQuestions;
  /** Null where the program has no functions to call. */
  readonly calls: TakesCalls | null;
  readonly reason: FirstReason;
  /** Whether standard output is a terminal. */
  readonly toTerminal: boolean;
  /** Whether somebody takes what the program shows. */
  readonly shows: boolean;
  /** Whether the jail may get another request. */
  readonly keep: boolean;
}

/** The frames of one run. */
export class JailFrames {
  readonly #to: FrameHandlers;
  #count = 0;
  #end: AnyEnd | null = null;
  #failure: Failure | null = null;

  constructor(handlers: FrameHandlers) {
    this.#to = handlers;
  }

  /** How the program ended; null where the jail has not said so. */
  get end(): AnyEnd | null {
    return this.#end;
  }

  /** How the jail failed; null where it has not said so. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Reads until the jail has sent its last frame or closes its pipe. What goes wrong becomes the reason for a stop. */
  async readAll(): Promise<void> {
    const { link, output, reason } = this.#to;
    try {
      if (link.hello !== null) await this.#to.start.begin();
      while (await this.#readSome());
      await output.flush();
    } catch (error) {
      reason.give(reasonOf(error));
      // What came before a violation counts; where writing itself failed, there is nothing left to flush.
      await output.flush().catch(() => {});
    }
  }

  /** Handles what the jail sent last. False where nothing more is to be read. */
  async #readSome(): Promise<boolean> {
    const { link, output, reason, toTerminal } = this.#to;
    const next = link.next();
    const lineMs = toTerminal ? LINE_MS.terminal : LINE_MS.pipe;
    // The rest of a line is likely to be on its way: others that write to the same stream should not tear it.
    if (!output.isLineOpen || await within(lineMs, next) === null) await output.flush();
    const { value: chunk, done } = await next;
    if (done) {
      await output.flush();
      // A killed jail may end in the middle of a frame.
      if (reason.current === null) link.expectWholeFrames();
      return false;
    }
    if (!await this.#handleAll(chunk)) return false;
    if (this.#end === null) return true;
    // A jail that is to get another request, or to give files, must not have sent anything of an answer to it.
    link.expectWholeFrames();
    return false;
  }

  /** Handles the frames of a chunk. False where what follows in it does not count. */
  async #handleAll(chunk: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const { link, start, files, keep } = this.#to;
    for (const { type, payload } of link.frames(chunk)) {
      // What is there already is taken without a turn of timers and of other jails: a jail can send without end.
      if (this.#count++ % FRAMES_PER_LOOK === 0 && start.watch?.isStarved()) await othersTurn();
      if (this.#end !== null) throw new MessageError("A frame came after the end");
      await this.#handle(type, payload);
      const goesOn = keep || files.areWanted;
      if (this.#failure !== null || (this.#end !== null && !goesOn)) return false;
    }
    return true;
  }

  async #handle(type: number, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    const { start, files, questions, output, reason, shows } = this.#to;
    const running = start.watch !== null;
    if (!running && files.areGoingIn && type === FrameType.FilesIn) {
      return await start.takeFilesStatus(payload);
    }
    if (!running && type !== FrameType.Hello && type !== FrameType.Failure) {
      throw new MessageError(`A frame of type ${type} came before the program was sent`);
    }
    const question = kindOfQuestion(type);
    if (question !== null) return questions.take(question, payload);
    switch (type) {
      case FrameType.Call:
        return await this.#call(payload);
      case FrameType.Waiting:
        return questions.takeWaiting(payload);
      case FrameType.Display:
      case FrameType.Stdout:
      case FrameType.Stderr:
        if (type === FrameType.Display && !shows) {
          throw new MessageError("It showed something that nobody asked for");
        }
        await output.add(STREAMS[type], payload);
        if (output.truncated) reason.give({ kind: "output" });
        return;
      case FrameType.End:
        // Whether it is late is known when it is there, and not when it is read.
        start.watch?.look();
        this.#end = decodeEnd(payload, start.kind) as AnyEnd;
        return;
      case FrameType.Failure:
        this.#failure = decodeFailure(payload);
        if (running && this.#failure.kind === "boot") {
          throw new MessageError("A failure to boot came after the hello");
        }
        return;
      case FrameType.Hello:
        if (running) throw new MessageError("A second hello came");
        return await start.takeHello(payload);
      default:
        throw new MessageError(`A frame of type ${type} came that nobody asked for`);
    }
  }

  async #call(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    const { calls, output } = this.#to;
    if (calls === null) throw new MessageError("A call came from a program without functions");
    // Whoever answers sees what was written before.
    await output.flush();
    calls.take(payload);
  }
}
