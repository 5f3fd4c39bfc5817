/**
 * TRUSTED. The job object around a jail's process, held by the host: one process, a limit of memory, and the end of the
 * process when the holder ends. Code in the process has no handle of the job, so it cannot change it.
 */
import type { WallState } from "../walls.ts";
import {
  decodeJobLimits,
  decodeNumber,
  encodeJobLimits,
  encodeNumber,
  JOB_LIMITS_BYTES,
  type JobLimits,
} from "./structures.ts";
import { NONE, type WindowsSystem } from "./system.ts";

/** Classes of information about a job. */
const BASIC_UI_RESTRICTIONS = 4;
const EXTENDED_LIMIT_INFORMATION = 9;

const LIMIT_ACTIVE_PROCESS = 0x8;
const LIMIT_PROCESS_MEMORY = 0x100;
/** No window that reports a crash and waits. */
const LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x400;
const LIMIT_KILL_ON_JOB_CLOSE = 0x2000;

/** Flags that would let child processes leave the job. */
const LIMITS_BREAKAWAY = 0x800 | 0x1000;

/** The limits of every job of ours, with or without a limit of memory. */
const ALWAYS = LIMIT_ACTIVE_PROCESS | LIMIT_DIE_ON_UNHANDLED_EXCEPTION | LIMIT_KILL_ON_JOB_CLOSE;

/**
 * Windows of other processes, reading and writing the clipboard, system parameters, display settings, global atoms,
 * desktops, ending the session.
 */
const UI_ALL = 0xFF;

/** The system counts memory in pages; this is a multiple of them. */
const GRAIN_BYTES = 65_536;

const PROCESS_TERMINATE = 0x1;
const PROCESS_SET_QUOTA = 0x100;
const PROCESS_QUERY_INFORMATION = 0x400;

/** What the host writes to the process when it has made the job, or could not. */
export const HELD = 1;
export const NOT_HELD = 0;

/** A job around a process. Disposing of it kills the process. */
export interface HeldJob extends Disposable {
  /** Whether the process is in the job, with its limits. */
  readonly state: WallState;
  /** Bounds the memory that the process may commit. False if the system refuses. */
  limitMemory(bytes: number): boolean;
}

/** Puts process `pid` into a new job. A failure is a state, never an error: the other walls still hold. */
export function holdProcess(system: WindowsSystem, pid: number): HeldJob {
  const job = system.CreateJobObjectW(NONE, NONE);
  let isOpen = job !== NONE;
  const problems = isOpen ? enclose(system, job, pid) : [failure(system, "made no job")];
  const missing = problems.length === 0 ? null : problems.join("; ");
  return {
    state: { name: "job", holds: missing === null, missing },
    limitMemory: (bytes) => isOpen && setLimits(system, job, bytes - bytes % GRAIN_BYTES),
    [Symbol.dispose]: () => {
      if (isOpen) system.CloseHandle(job);
      isOpen = false;
    },
  };
}

/** Returns what failed, as clauses. */
function enclose(system: WindowsSystem, job: bigint, pid: number): string[] {
  const problems: string[] = [];
  if (!setLimits(system, job, null)) {
    problems.push(failure(system, "did not take the limits of the job"));
  }
  const rights = PROCESS_SET_QUOTA | PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION;
  const process = system.OpenProcess(rights, 0, pid);
  if (process === NONE) return [...problems, failure(system, "did not open the process")];
  // A job that restricts the desktop cannot be nested in another. The jail checks whether it is restricted.
  if (isInJob(system, process, NONE) === false) {
    system.SetInformationJobObject(job, BASIC_UI_RESTRICTIONS, encodeNumber(UI_ALL), 4);
  }
  if (system.AssignProcessToJobObject(job, process) === 0) {
    problems.push(failure(system, "did not put the process into the job"));
  } else if (isInJob(system, process, job) !== true) {
    problems.push("the process is not in its job");
  }
  system.CloseHandle(process);
  return problems;
}

/** Sets the limits, with or without one of memory, and checks that they were set. */
function setLimits(system: WindowsSystem, job: bigint, processMemoryBytes: number | null): boolean {
  const wanted = encodeJobLimits({
    flags: processMemoryBytes === null ? ALWAYS : ALWAYS | LIMIT_PROCESS_MEMORY,
    activeProcesses: 1,
    processMemoryBytes: processMemoryBytes ?? 0,
  });
  if (
    system.SetInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, wanted, wanted.length) === 0
  ) return false;
  const found = readLimits(system, job);
  if (found === null || !isOurs(found)) return false;
  return processMemoryBytes === null ||
    (found.flags & LIMIT_PROCESS_MEMORY) !== 0 && found.processMemoryBytes === processMemoryBytes;
}

/** Whether a job has the limits that every job of ours has. */
function isOurs({ flags, activeProcesses }: JobLimits): boolean {
  return (flags & (ALWAYS | LIMITS_BREAKAWAY)) === ALWAYS && activeProcesses === 1;
}

/** The limits of a job, or, if none is named, of the one that this process is in. Null if there is none. */
function readLimits(system: WindowsSystem, job: bigint): JobLimits | null {
  const bytes = new Uint8Array(JOB_LIMITS_BYTES);
  const { length } = bytes;
  return system.QueryInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, bytes, length, NONE) ===
      0
    ? null
    : decodeJobLimits(bytes);
}

/** Whether this process is in a job such as `holdProcess` makes. */
export function isHeld(system: WindowsSystem): boolean {
  const limits = readLimits(system, NONE);
  return limits !== null && isOurs(limits);
}

/** Whether the job of this process denies it the desktop. */
export function isDesktopRestricted(system: WindowsSystem): boolean {
  const bytes = new Uint8Array(4);
  return system.QueryInformationJobObject(NONE, BASIC_UI_RESTRICTIONS, bytes, 4, NONE) !== 0 &&
    decodeNumber(bytes) === UI_ALL;
}

/** Whether a process is in a given job, or in any; null if that cannot be determined. */
function isInJob(system: WindowsSystem, process: bigint, job: bigint): boolean | null {
  const answer = new Uint8Array(4);
  return system.IsProcessInJob(process, job, answer) === 0 ? null : decodeNumber(answer) !== 0;
}

/** The error number is a hint: the engine may have made calls of its own meanwhile. */
function failure(system: WindowsSystem, what: string): string {
  return `Windows ${what} (error ${system.GetLastError()})`;
}
