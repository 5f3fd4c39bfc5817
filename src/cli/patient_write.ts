/** Writes to a pipe whose reader may block. */
import { ReaderGoneError, type Sink } from "../host/output.ts";

/** Bytes per write: the size of a pipe's buffer on Linux. */
const PIECE_BYTES = 64 * 1024;

/** How often to look whether it is the reader that is waited for, in milliseconds. */
const TURN_MS = 5;

/** The most that a turn counts: where it took longer, the machine has no time for this process, and may have none for the reader. */
const MOST_OF_TURN_MS = 2 * TURN_MS;

/** The most turns in which nothing is written though the reader is not waited for: a file system that does not answer. */
const MOST_IDLE_TURNS = 2000;

/**
 * Writes all bytes as fast as they are read.
 *
 * @param patienceMs how long the reader may block without taking anything; null is without limit.
 * @param isFull says whether nothing more can be written until the reader reads; without it, that is assumed of each write that takes its time.
 * @throws {ReaderGoneError} where it blocks for longer. The pending write then stays pending.
 */
export async function writePatiently(
  sink: Sink,
  bytes: Uint8Array<ArrayBuffer>,
  patienceMs: number | null,
  isFull: () => boolean = () => true,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const write = sink.write(bytes.subarray(at, at + PIECE_BYTES));
    await (patienceMs === null ? write : within(write, patienceMs, isFull));
  }
}

async function within(write: Promise<void>, patienceMs: number, isFull: () => boolean) {
  const written = write.then(() => true);
  let [blockedMs, idleTurns] = [0, 0];
  while (blockedMs < patienceMs && idleTurns < MOST_IDLE_TURNS) {
    const began = performance.now();
    if (await turn(written)) return;
    if (isFull()) blockedMs += Math.min(performance.now() - began, MOST_OF_TURN_MS);
    else idleTurns++;
  }
  written.catch(() => {}); // What comes of it later is nobody's business.
  throw new ReaderGoneError();
}

/** Is over after a turn, or when it is written: no timer is left then. */
async function turn(written: Promise<boolean>): Promise<boolean> {
  const over = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => over.resolve(false), TURN_MS);
  try {
    return await Promise.race([written, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
