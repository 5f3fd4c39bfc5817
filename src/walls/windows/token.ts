/**
 * A process's rights are in its token. A process may remove two things from its own token: every privilege,
 * permanently, and its integrity level, which decides what it may change. It may not remove or restrict its groups:
 * only the process that creates another one can do that.
 */
import {
  countPrivileges,
  decodeAddress,
  decodeIntegrityLevel,
  encodeIntegrityLabel,
  INTEGRITY_LABEL_BYTES,
  wideString,
  withoutPrivileges,
} from "./structures.ts";
import { NONE, THIS_PROCESS, type WindowsSystem } from "./system.ts";

const TOKEN_QUERY = 0x8;
const TOKEN_ADJUST_PRIVILEGES = 0x20;
const TOKEN_ADJUST_DEFAULT = 0x80;

/** Classes of information about a token. */
const PRIVILEGES = 3;
const INTEGRITY_LEVEL = 25;

/** Integrity levels, as SIDs. Untrusted processes may change nothing that matters; programs normally run at medium. */
const UNTRUSTED_SID = "S-1-16-0";
const UNTRUSTED = 0;
const MEDIUM_SID = "S-1-16-8192";

/** Far more than the 36 privileges that exist. */
const PRIVILEGES_BYTES = 4096;

/** Lowers the token of this process, and tries to raise it again. Returns as clauses what does not hold. */
export function lowerToken(system: WindowsSystem): string[] {
  const handle = new Uint8Array(8);
  const rights = TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_DEFAULT;
  if (system.OpenProcessToken(THIS_PROCESS, rights, handle) === 0) {
    return ["its token could not be opened"];
  }
  const token = decodeAddress(handle);
  try {
    const problems: string[] = [];
    if (!dropPrivileges(system, token)) problems.push("it still has privileges");
    if (!setLevel(system, token, UNTRUSTED_SID) || readLevel(system, token) !== UNTRUSTED) {
      problems.push("its integrity level was not lowered");
    } else if (setLevel(system, token, MEDIUM_SID) || readLevel(system, token) !== UNTRUSTED) {
      problems.push("it can still raise its integrity level");
    }
    return problems;
  } finally {
    system.CloseHandle(token);
  }
}

function dropPrivileges(system: WindowsSystem, token: bigint): boolean {
  const held = readPrivileges(system, token);
  if (held === null) return false;
  system.AdjustTokenPrivileges(token, 0, withoutPrivileges(held), 0, NONE, NONE);
  const left = readPrivileges(system, token);
  return left !== null && countPrivileges(left) === 0;
}

function readPrivileges(system: WindowsSystem, token: bigint): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(PRIVILEGES_BYTES);
  const length = new Uint8Array(4);
  return system.GetTokenInformation(token, PRIVILEGES, bytes, bytes.length, length) === 0
    ? null
    : bytes;
}

function setLevel(system: WindowsSystem, token: bigint, sid: string): boolean {
  const address = new Uint8Array(8);
  if (system.ConvertStringSidToSidW(wideString(sid), address) === 0) return false;
  const label = encodeIntegrityLabel(decodeAddress(address));
  const isSet = system.SetTokenInformation(token, INTEGRITY_LEVEL, label, label.length) !== 0;
  system.LocalFree(decodeAddress(address));
  return isSet;
}

function readLevel(system: WindowsSystem, token: bigint): number | null {
  const bytes = new Uint8Array(INTEGRITY_LABEL_BYTES);
  const length = new Uint8Array(4);
  return system.GetTokenInformation(token, INTEGRITY_LEVEL, bytes, bytes.length, length) === 0
    ? null
    : decodeIntegrityLevel(bytes);
}
