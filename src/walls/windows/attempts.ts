/** Tries from inside what must not work behind the wall of Windows. Each attempt is harmless if it succeeds. */
import {
  decodeAddress,
  encodeStartupInfo,
  PROCESS_INFORMATION_BYTES,
  wideString,
} from "./structures.ts";
import { NONE, type WindowsSystem } from "./system.ts";

const CREATE_SUSPENDED = 0x4;
/** The longest possible path, in characters. */
const PATH_LENGTH = 32_768;

/**
 * Rights with which a process can be taken over: its threads, reading and writing its memory, its handles, children in
 * its name.
 */
const RIGHTS_TO_HOST = [0x2, 0x10, 0x20, 0x40, 0x80];

/** `HKEY_CURRENT_USER`, sign-extended to 64 bits. */
const CURRENT_USER = 0xFFFF_FFFF_8000_0001n;
const KEY_SET_VALUE = 0x2;
const ERROR_ACCESS_DENIED = 5;

const PARENT_PROCESS = 0xFFFF_FFFF;

/**
 * Whether this program can be started again. It is running, so nothing but a refusal can prevent that. The new process
 * would be suspended before its first instruction.
 */
export function canStartProcess(system: WindowsSystem): boolean {
  const path = new Uint8Array(2 * PATH_LENGTH);
  system.GetModuleFileNameW(NONE, path, PATH_LENGTH);
  const made = new Uint8Array(PROCESS_INFORMATION_BYTES);
  const flags = CREATE_SUSPENDED;
  const info = encodeStartupInfo();
  if (system.CreateProcessW(path, NONE, NONE, NONE, 0, flags, NONE, NONE, info, made) === 0) {
    return false;
  }
  const process = decodeAddress(made.slice(0, 8));
  system.TerminateProcess(process, 1);
  system.CloseHandle(decodeAddress(made.slice(8, 16)));
  system.CloseHandle(process);
  return true;
}

/** Whether any of these rights to the host's process is granted. */
export function canOpenHost(system: WindowsSystem, hostPid: number): boolean {
  return RIGHTS_TO_HOST.map((right) => {
    const handle = system.OpenProcess(right, 0, hostPid);
    if (handle === NONE) return false;
    system.CloseHandle(handle);
    return true;
  }).includes(true);
}

/** The result of opening the user's part of the registry for writing: 0, or an error number. */
export function openRegistry(system: WindowsSystem): number {
  const key = new Uint8Array(8);
  const path = wideString("Software");
  const number = system.RegOpenKeyExW(CURRENT_USER, path, 0, KEY_SET_VALUE, key);
  if (number === 0) system.RegCloseKey(decodeAddress(key));
  return number;
}

/** Tries everything that a lowered token must not reach. Returns as clauses what was not refused. */
export function attemptAll(system: WindowsSystem, hostPid: number): string[] {
  const problems: string[] = [];
  if (canOpenHost(system, hostPid)) problems.push("it can still open the process of its host");
  const registry = openRegistry(system);
  if (registry === 0) problems.push("it can still write to the registry");
  else if (registry !== ERROR_ACCESS_DENIED) {
    problems.push(
      `the attempt to write to the registry failed with error ${registry} in place of 5`,
    );
  }
  if (system.AttachConsole(PARENT_PROCESS) !== 0) {
    system.FreeConsole();
    problems.push("it can still attach to the console of its host");
  }
  return problems;
}
