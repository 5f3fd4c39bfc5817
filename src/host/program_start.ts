/**
 * TRUSTED. The start of one program: waits for the jail's hello, sends the files, starts the clocks, and sends the request with the
 * source.
 */
import type { RunRequest } from "../core/request.ts";
import { encodeFrames, FrameType, type FrameTypeNumber } from "../wire/frame.ts";
import { decodeHello } from "../wire/jail_answer.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import type { FilePhases } from "./file_phases.ts";
import { BOOT_TIMEOUT_MS, type JailLink } from "./jail_link.ts";
import type { FirstReason } from "./reason.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Mode, sourceOf, toJailRequest } from "./to_jail_request.ts";
import { type MissingWall, refusal } from "./wall_watch.ts";
import { startWatch, type Watch } from "./watch.ts";

/** What the start of a program takes. */
export interface StartParts {
  readonly link: JailLink;
  readonly request: RunRequest;
  readonly mode: Mode;
  readonly surroundings: Surroundings;
  readonly files: FilePhases;
  readonly reason: FirstReason;
}

/** The start of one program, and its clocks. */
export class ProgramStart implements Disposable {
  readonly #parts: StartParts;
  readonly #jailRequest: JailRequest;
  /** When the wait for the program's start began, by `performance.now()`. */
  readonly asked: number;
  #watch: Watch | null = null;
  #started: number | null = null;
  #missingWalls: readonly MissingWall[] = [];
  #bootTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: StartParts) {
    const { link, request, mode, surroundings } = parts;
    this.#parts = parts;
    this.#jailRequest = toJailRequest(request, mode, surroundings);
    this.asked = link.hello === null ? link.process.spawned : performance.now();
  }

  /** What is requested: the kind of the answer. */
  get kind(): JailRequest["kind"] {
    return this.#jailRequest.kind;
  }

  /** The program's clocks and limits; null before they start. */
  get watch(): Watch | null {
    return this.#watch;
  }

  /** When the clocks started, by `performance.now()`; null where the jail never had the program. */
  get started(): number | null {
    return this.#started;
  }

  /** What is missing of the walls that this system can have. */
  get missingWalls(): readonly MissingWall[] {
    return this.#missingWalls;
  }

  /** From now on, a jail that has not booted has a limited time to do so. */
  limitBoot(): void {
    if (this.#parts.link.hello !== null) return;
    const late = () => this.#parts.reason.give({ kind: "boot-timeout" });
    this.#bootTimer = setTimeout(late, BOOT_TIMEOUT_MS);
  }

  /**
   * Takes the jail's hello, and begins.
   *
   * @throws {MessageError} where `payload` is none.
   */
  async takeHello(payload: Uint8Array): Promise<void> {
    this.#parts.link.hello = decodeHello(payload);
    await this.begin();
  }

  /** Begins in a jail that has booted: with the files, or with the program where there are none. */
  async begin(): Promise<void> {
    clearTimeout(this.#bootTimer);
    const { files } = this.#parts;
    if (files.given !== undefined) return await files.send(this.#jailRequest, files.given);
    await this.#sendProgram([[FrameType.Request, encodeRequest(this.#jailRequest)]]);
  }

  /**
   * Takes what the jail says of the files that went in, and sends the program if it has them all.
   *
   * @throws {MessageError} where `payload` is not of the protocol.
   */
  async takeFilesStatus(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    if (await this.#parts.files.takeStatus(payload)) await this.#sendProgram([]);
  }

  /** Starts the clocks, and sends the program behind `frames`. */
  async #sendProgram(frames: (readonly [FrameTypeNumber, Uint8Array])[]): Promise<void> {
    const { link, request, surroundings: { calls, inputs }, reason } = this.#parts;
    const withKernel = request.walls !== "off";
    // The clocks start before the jail has the program: one that does not listen is held to the limits as well.
    const bounds = link.bounds(request.limits.maxHeapBytes, withKernel);
    this.#started = performance.now();
    const watch = this.#watch = startWatch(request.limits, link.meter, bounds, reason);
    calls?.begin({ watch, send: (frame) => link.process.send(frame) });
    if (withKernel) this.#missingWalls = link.walls.missing;
    if (request.walls === "require" && this.#missingWalls.length > 0) {
      return reason.give({ kind: "walls", message: refusal(this.#missingWalls) });
    }
    await link.process.send(encodeFrames([
      ...frames,
      ...(inputs === undefined ? [] : [[FrameType.Inputs, inputs] as const]),
      [FrameType.Source, sourceOf(request)],
    ]));
  }

  /** Ends the wait for a boot, and the clocks. */
  [Symbol.dispose](): void {
    clearTimeout(this.#bootTimer);
    this.#watch?.[Symbol.dispose]();
  }
}
