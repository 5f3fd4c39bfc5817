/** TRUSTED. `getrusage(2)` of the children that have ended. */

const RUSAGE_CHILDREN = -1;

/** `struct rusage` begins with user and system time, each 64 bits of seconds and 32 of microseconds, and is this long. */
export const RUSAGE_BYTES = 144;
const USER_TIME = 0;
const SYSTEM_TIME = 16;

/** Processor time of all children that were waited for, in milliseconds; null where the call fails. */
export function childrenMs(
  getrusage: (who: number, usage: Uint8Array<ArrayBuffer>) => number,
): number | null {
  const usage = new Uint8Array(RUSAGE_BYTES);
  return getrusage(RUSAGE_CHILDREN, usage) === 0 ? usedMs(usage) : null;
}

/** Processor time in a `struct rusage`, in milliseconds. */
export function usedMs(usage: Uint8Array<ArrayBuffer>): number {
  const fields = new DataView(usage.buffer);
  const time = (offset: number) =>
    Number(fields.getBigInt64(offset, true)) * 1000 + fields.getInt32(offset + 8, true) / 1000;
  return time(USER_TIME) + time(SYSTEM_TIME);
}
