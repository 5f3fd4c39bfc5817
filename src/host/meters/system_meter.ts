/** TRUSTED. What a meter can do, on every system. */

/** Reads and bounds one process. */
export interface Meter {
  /** Processor time used so far, all threads, in milliseconds. Null where the process is gone. */
  cpuMs(): number | null;
  /** Processor time of all children of this process that have ended and were waited for, in milliseconds. Null on systems that do not count it. */
  endedChildrenMs(): number | null;
  /** Resident and data memory, in bytes. Null where the process is gone. */
  memory(): { readonly residentBytes: number; readonly dataBytes: number } | null;
  /** Bounds the process's data memory for good. False where the system refuses, or has no such limit. */
  limitData(bytes: number): boolean;
  /** Told when the process has ended: what the system keeps for this meter's sake is given up. */
  ended(): void;
}
