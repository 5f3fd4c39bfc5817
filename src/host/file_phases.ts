/**
 * TRUSTED. The phases of a run in which its jail has no program: files go in before the program starts, and come out when it has
 * ended. The jail is held to its memory and to a clock of the phase's own meanwhile.
 */
import { messageOf } from "../core/errors.ts";
import type { RunRequest } from "../core/request.ts";
import type { TakenFiles } from "../core/taken_files.ts";
import { formatSize } from "../core/units.ts";
import { decodeFilesIn, FilesInStatus } from "../wire/file_messages.ts";
import { encodeFrame, FrameType } from "../wire/frame.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import type { Files, GivesFiles } from "./file_traffic.ts";
import type { JailLink } from "./jail_link.ts";
import { type FirstReason, type Reason, reasonOf } from "./reason.ts";
import { startWatch, type Watch } from "./watch.ts";

/** Both phases of one run. */
export class FilePhases implements Disposable {
  readonly #link: JailLink;
  readonly #request: RunRequest;
  readonly #files: Files;
  readonly #reason: FirstReason;
  /** Watches the jail while files go in. */
  #watch: Watch | null = null;
  /** Settles when all files are sent; null before the first, and when the jail has them. */
  #sent: Promise<void> | null = null;
  /** Why a file could not be read that was to go in. */
  #unreadable: unknown = null;
  #isTaking = false;
  #taken: TakenFiles | null = null;

  constructor(link: JailLink, request: RunRequest, files: Files, reason: FirstReason) {
    this.#link = link;
    this.#request = request;
    this.#files = files;
    this.#reason = reason;
  }

  /** Files that go in; undefined where there are none. */
  get given(): GivesFiles | undefined {
    return this.#files.in;
  }

  /** Whether files come out. */
  get areWanted(): boolean {
    return this.#files.out !== undefined;
  }

  /** Whether files go in, and the jail has not said that it has them. */
  get areGoingIn(): boolean {
    return this.#sent !== null;
  }

  /** Whether files come out at this moment. */
  get isTaking(): boolean {
    return this.#isTaking;
  }

  /** What came out; null where no files are wanted. */
  get taken(): TakenFiles | null {
    return this.#taken;
  }

  /** Sends the request and its files. The jail says when it has them; nothing waits here, because it may say so early. */
  async send(request: JailRequest, given: GivesFiles): Promise<void> {
    const { maxHeapBytes } = this.#request.limits;
    if (given.bytes > maxHeapBytes - this.#link.hello!.heapBytes) {
      return this.#reason.give(noRoom(maxHeapBytes));
    }
    const watch = this.#watch = this.#startWatch(given.patienceMs);
    // The time that it takes to read a file is not the jail's.
    watch.pause();
    const send = async (frame: Uint8Array<ArrayBuffer>) => {
      watch.resume();
      const isSent = await this.#link.process.send(frame);
      watch.pause();
      return isSent;
    };
    await this.#link.process.send(encodeFrame(FrameType.Request, encodeRequest(request)));
    this.#sent = given.sendTo(send).then(() => watch.resume()).catch((error) => {
      this.#unreadable = error;
      this.#reason.give({ kind: "files", status: "internal", message: messageOf(error) });
    });
  }

  /**
   * Takes what the jail says of the files that went in.
   *
   * @returns whether the program can start: it has all of them, and there is no reason to stop.
   * @throws {MessageError} where `payload` is not of the protocol.
   */
  async takeStatus(payload: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const status = decodeFilesIn(payload);
    if (status !== FilesInStatus.done) {
      const { maxHeapBytes } = this.#request.limits;
      this.#reason.give(status === FilesInStatus.noRoom ? noRoom(maxHeapBytes) : IN_THE_WAY);
      return false;
    }
    await this.#sent;
    this.#sent = null;
    this.#watch![Symbol.dispose]();
    return this.#reason.current === null;
  }

  /** @throws what was thrown when a file was read that was to go in. */
  expectReadable(): void {
    if (this.#unreadable !== null) throw this.#unreadable;
  }

  /**
   * Takes the files that are wanted.
   *
   * @param hasEnded whether the program has ended by itself, or was interrupted: a killed process has no files to give.
   */
  async take(hasEnded: boolean): Promise<void> {
    const takes = this.#files.out;
    if (takes === undefined) return;
    if (!hasEnded) {
      this.#taken = { files: [], problem: "the program was killed, and has no files to give" };
      return;
    }
    this.#isTaking = true;
    using _watch = this.#startWatch(null);
    try {
      const { taken, reason } = await takes.takeFrom(this.#link);
      this.#taken = taken;
      if (reason !== null) this.#reason.give(reason);
    } catch (error) {
      this.#reason.give(reasonOf(error));
      this.#taken = { files: [], problem: "no files were taken" };
    }
    this.#isTaking = false;
  }

  /** Ends the watch of files that went in. */
  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
  }

  /** Holds the jail to its memory, and to so many milliseconds of its own. */
  #startWatch(timeoutMs: number | null): Watch {
    const { limits, walls } = this.#request;
    const bounds = this.#link.bounds(limits.maxHeapBytes, walls !== "off");
    return startWatch({ ...limits, timeoutMs, cpuMs: null }, this.#link.meter, bounds, {
      give: (reason) => {
        this.#reason.give(reason.kind === "timeout" ? TOO_LONG : reason);
        this.#link.process.kill();
      },
    });
  }
}

function noRoom(maxHeapBytes: number): Reason {
  const limit = formatSize(maxHeapBytes);
  const message = `out of memory: the files given do not fit: the limit is ${limit} (--max-heap)`;
  return { kind: "files", status: "memory", message };
}

const IN_THE_WAY: Reason = {
  kind: "files",
  status: "internal",
  message: "a file could not be given: the program has a file or folder in its way",
};

const TOO_LONG: Reason = {
  kind: "files",
  status: "internal",
  message: "the sandbox took too long for the files of the program",
};
