/**
 * TRUSTED. The host's end of one jail, over all the programs that it runs: its process, the stream of its frames, its hello, and the
 * bounds of its memory.
 */
import { InternalError } from "../core/errors.ts";
import {
  FrameError,
  type FramePart,
  FrameReader,
  FrameType,
  JAIL_FRAME_CAPS,
  STREAMED_TYPES,
} from "../wire/frame.ts";
import type { WallReport } from "../core/outcome.ts";
import { MessageError } from "../wire/fields.ts";
import { decodeFailure, decodeHello, type Hello } from "../wire/jail_answer.ts";
import type { JailProcess } from "./jail_process.ts";
import { boundMemory, type MemoryBounds } from "./memory_bounds.ts";
import { type Meter, openMeter } from "./meter.ts";
import { READS_HOLD_THREADS } from "./pipe_threads.ts";
import { startFailure } from "./verdict.ts";
import { type MissingWall, missingWalls, reportWalls } from "./wall_watch.ts";
import { within } from "./within.ts";

/** How long a jail may take to boot. Far more than it needs, on a machine far slower than ours. */
export const BOOT_TIMEOUT_MS = 60_000;

/** How much is read at once: more where that much comes. Most programs never do. */
const READ_BYTES = { first: 4096, then: 64 * 1024 } as const;

type Chunk = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

/** The walls around a jail, and which of those that this system supports are missing. */
export interface Walls {
  readonly report: WallReport;
  readonly missing: readonly MissingWall[];
}

/** The host's end of one jail. */
export class JailLink {
  readonly process: JailProcess;
  readonly meter: Meter | null;
  /** The jail's hello; null before it has booted. */
  hello: Hello | null = null;
  readonly #reader = new FrameReader(JAIL_FRAME_CAPS, STREAMED_TYPES);
  #next: Promise<Chunk> | null = null;
  /** What the next bytes are read into; detached meanwhile. */
  #buffer = new ArrayBuffer(READ_BYTES.first);
  #bounds: MemoryBounds | null = null;
  #walls: Walls | null = null;

  constructor(process: JailProcess) {
    this.process = process;
    const meter = openMeter(process.pid);
    this.meter = meter === null ? null : meterOf(process, meter);
    process.status().then(() => meter?.ended());
  }

  /** The next bytes of the jail: the same until `frames` has taken them, however often this is called. */
  next(): Promise<Chunk> {
    return this.#next ??= this.process.stdout.read(new Uint8Array(this.#buffer));
  }

  /**
   * The frames, or parts of frames, of what `next` gave: valid until `next` is called again.
   *
   * @throws {FrameError} at the first byte that breaks the format.
   */
  frames(chunk: Uint8Array<ArrayBuffer>): Generator<FramePart> {
    this.#next = null;
    const isFull = chunk.byteLength === chunk.buffer.byteLength;
    this.#buffer = isFull && chunk.byteLength < READ_BYTES.then
      ? new ArrayBuffer(READ_BYTES.then)
      : chunk.buffer;
    return this.#reader.read(chunk);
  }

  /** @throws {FrameError} where the jail has sent half a frame. */
  expectWholeFrames(): void {
    this.#reader.end();
  }

  /** Settles when an idle jail sends something, or, where waiting for that would hold a thread, when it ends: it must not be used any more. */
  async stirred(): Promise<void> {
    if (READS_HOLD_THREADS) await this.process.status();
    else await this.next();
  }

  /**
   * The bounds of the process's memory, set before its first program for all that follow.
   *
   * @param withKernel whether the kernel is to bound its data memory as well.
   */
  bounds(maxHeapBytes: number, withKernel: boolean): MemoryBounds {
    const heapBytes = this.hello?.heapBytes ?? 0;
    return this.#bounds ??= boundMemory(maxHeapBytes, this.meter, heapBytes, withKernel);
  }

  /** The walls as they are known: all of them when the hello is there and the bounds are set. */
  get walls(): Walls {
    if (this.#walls !== null) return this.#walls;
    const byKernel = this.#bounds?.byKernel ?? false;
    const job = this.process.job?.state ?? null;
    const report = reportWalls(this.hello, byKernel, job);
    // Of a process that was killed, no wall is reported as missing.
    const isBound = byKernel || this.#bounds?.isGone === true;
    const missing = this.hello === null ? [] : missingWalls(this.hello, isBound, job);
    const found = { report, missing };
    if (this.#bounds !== null) this.#walls = found;
    return found;
  }

  /**
   * Waits until the jail has booted, for a host that has no program for it yet.
   *
   * @param mostMs how long it may take, in milliseconds.
   * @throws {InternalError} where it does not, for whatever reason: the process is of no use then.
   */
  async booted(mostMs = BOOT_TIMEOUT_MS): Promise<Hello> {
    try {
      const hello = await within(mostMs, this.#readHello());
      if (hello === null) throw new InternalError("the sandbox did not start in time");
      return this.hello = hello;
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof MessageError)) throw error;
      throw new InternalError(startFailure(error.message));
    }
  }

  async #readHello(): Promise<Hello> {
    for (;;) {
      const { value: chunk, done } = await this.next();
      if (done) {
        const { code, signal } = await this.process.status();
        throw new InternalError(`the sandbox did not start (${signal ?? `status ${code}`})`);
      }
      let hello: Hello | null = null;
      for (const { type, payload } of this.frames(chunk)) {
        if (hello !== null) throw new MessageError("A frame came before the program was sent");
        if (type === FrameType.Failure) {
          throw new InternalError(startFailure(decodeFailure(payload).message));
        }
        if (type !== FrameType.Hello) {
          throw new MessageError(`A frame of type ${type} came before the program was sent`);
        }
        hello = decodeHello(payload);
      }
      if (hello === null) continue;
      this.expectWholeFrames();
      return hello;
    }
  }
}

/** The meter of a jail, which tells its processor time after its end as well. */
function meterOf(process: JailProcess, meter: Meter): Meter {
  const { job } = process;
  const before = meter.endedChildrenMs();
  // Deno reaps a process as soon as it has ended, so that its own times cannot be read any more.
  const endedMs = () => {
    const now = process.isOnlyOne ? meter.endedChildrenMs() : null;
    return now === null || before === null || now === before ? null : now - before;
  };
  return {
    ...meter,
    cpuMs: () => process.usedMs ?? meter.cpuMs() ?? endedMs(),
    ...(job !== null && { limitData: (bytes: number) => job.limitMemory(bytes) }),
  };
}
