/** Writing to somebody who may not read. */
import { ReaderGoneError, type Sink } from "../host/output.ts";

/** Written at once: as much as a pipe holds. */
const PIECE_BYTES = 64 * 1024;

/** A longer timer would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Writes all bytes as fast as they are read.
 *
 * @param patienceMs how long the reader may take nothing; null is for ever.
 * @throws {ReaderGoneError} where it takes nothing for longer. The write goes on, and must not be waited for.
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
