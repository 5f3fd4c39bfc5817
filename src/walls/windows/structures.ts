/** Structures of the Windows API in their layout on 64-bit systems: pointers and sizes take 8 bytes, at multiples of 8. */

type Bytes = Uint8Array<ArrayBuffer>;

/** The limits of a job, from `JOBOBJECT_EXTENDED_LIMIT_INFORMATION`. */
export interface JobLimits {
  /** Which of the limits are in force, and how the job ends. */
  readonly flags: number;
  readonly activeProcesses: number;
  /** Memory that one process may commit. */
  readonly processMemoryBytes: number;
}

/** Size of `JOBOBJECT_EXTENDED_LIMIT_INFORMATION`: 64 bytes of basic limits, 48 of I/O counters, four sizes. */
export const JOB_LIMITS_BYTES = 144;
const LIMIT_FLAGS = 16;
const ACTIVE_PROCESSES = 40;
const PROCESS_MEMORY = 112;

export function encodeJobLimits(limits: JobLimits): Bytes {
  const bytes = new Uint8Array(JOB_LIMITS_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(LIMIT_FLAGS, limits.flags, true);
  view.setUint32(ACTIVE_PROCESSES, limits.activeProcesses, true);
  view.setBigUint64(PROCESS_MEMORY, BigInt(limits.processMemoryBytes), true);
  return bytes;
}

export function decodeJobLimits(bytes: Bytes): JobLimits {
  const view = new DataView(bytes.buffer);
  return {
    flags: view.getUint32(LIMIT_FLAGS, true),
    activeProcesses: view.getUint32(ACTIVE_PROCESSES, true),
    processMemoryBytes: Number(view.getBigUint64(PROCESS_MEMORY, true)),
  };
}

/** A `DWORD`, for structures that consist only of flags. */
export function encodeNumber(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function decodeNumber(bytes: Bytes): number {
  return new DataView(bytes.buffer).getUint32(0, true);
}

/** A handle or an address that a function returned. */
export function decodeAddress(bytes: Bytes): bigint {
  return new DataView(bytes.buffer).getBigUint64(0, true);
}

/** A NUL-terminated string of UTF-16. */
export function wideString(text: string): Bytes {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) {
    view.setUint16(2 * index, text.charCodeAt(index), true);
  }
  return bytes;
}

const SE_GROUP_INTEGRITY = 0x20;

/** A `TOKEN_MANDATORY_LABEL`: the address of the level's SID, and the SID's attributes. */
export function encodeIntegrityLabel(sid: bigint): Bytes {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, sid, true);
  view.setUint32(8, SE_GROUP_INTEGRITY, true);
  return bytes;
}

/** Size of a `TOKEN_MANDATORY_LABEL` and the SID after it, which ends with the level. */
export const INTEGRITY_LABEL_BYTES = 28;

export function decodeIntegrityLevel(bytes: Bytes): number {
  return new DataView(bytes.buffer).getUint32(INTEGRITY_LABEL_BYTES - 4, true);
}

const SE_PRIVILEGE_REMOVED = 0x4;

/** A `TOKEN_PRIVILEGES` with each privilege (two words of identifier, one of attributes) marked for removal. */
export function withoutPrivileges(privileges: Bytes): Bytes {
  const bytes = privileges.slice();
  const view = new DataView(bytes.buffer);
  const count = countPrivileges(privileges);
  for (let index = 0; index < count; index++) {
    view.setUint32(4 + 12 * index + 8, SE_PRIVILEGE_REMOVED, true);
  }
  return bytes;
}

export function countPrivileges(privileges: Bytes): number {
  return decodeNumber(privileges);
}

const STARTUP_INFO_BYTES = 104;

/** A `STARTUPINFOW` without any request; it only states its size. */
export function encodeStartupInfo(): Bytes {
  const bytes = new Uint8Array(STARTUP_INFO_BYTES);
  bytes.set(encodeNumber(STARTUP_INFO_BYTES));
  return bytes;
}

/** Size of a `PROCESS_INFORMATION`: handles of a process and its first thread, and both their ids. */
export const PROCESS_INFORMATION_BYTES = 24;
