/** Writes to a pipe whose reader may block. */
import { ReaderGoneError, type Sink } from "../host/output.ts";

/** Bytes per write: the size of a pipe's buffer on Linux. */
const PIECE_BYTES = 64 * 1024;

/** The longest delay of setTimeout; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Writes all bytes as fast as they are read.
 *
 * @param patienceMs how long the reader may block without taking anything; null is without limit.
 * @throws {ReaderGoneError} where it blocks for longer. The pending write then stays pending.
 */
export async function writePatiently(
  sink: Sink,
  bytes: Uint8Array<ArrayBuffer>,
  patienceMs: number | null,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const late = Promise.withResolvers<never>();
    const timer = patienceMs === null ? undefined : setTimeout(
      () => late.reject(new ReaderGoneError()),
      Math.min(patienceMs, LONGEST_TIMER_MS),
    );
    try {
      await Promise.race([sink.write(bytes.subarray(at, at + PIECE_BYTES)), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
