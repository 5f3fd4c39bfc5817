/** The functions of Windows with which the wall is built and tried. */

/**
 * Handles and addresses are numbers here: reading through a pointer takes a permission that may be gone when the wall
 * is built.
 */
const KERNEL32 = {
  CreateJobObjectW: { parameters: ["usize", "usize"], result: "usize" },
  SetInformationJobObject: { parameters: ["usize", "i32", "buffer", "u32"], result: "i32" },
  QueryInformationJobObject: {
    parameters: ["usize", "i32", "buffer", "u32", "usize"],
    result: "i32",
  },
  AssignProcessToJobObject: { parameters: ["usize", "usize"], result: "i32" },
  IsProcessInJob: { parameters: ["usize", "usize", "buffer"], result: "i32" },
  OpenProcess: { parameters: ["u32", "i32", "u32"], result: "usize" },
  CloseHandle: { parameters: ["usize"], result: "i32" },
  GetLastError: { parameters: [], result: "u32" },
  GetModuleFileNameW: { parameters: ["usize", "buffer", "u32"], result: "u32" },
  CreateProcessW: {
    parameters: [
      ...["buffer", "usize", "usize", "usize", "i32"] as const,
      ...["u32", "usize", "usize", "buffer", "buffer"] as const,
    ],
    result: "i32",
  },
  TerminateProcess: { parameters: ["usize", "u32"], result: "i32" },
  SetProcessMitigationPolicy: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  GetProcessMitigationPolicy: { parameters: ["usize", "i32", "buffer", "usize"], result: "i32" },
  FreeConsole: { parameters: [], result: "i32" },
  AttachConsole: { parameters: ["u32"], result: "i32" },
  LocalFree: { parameters: ["usize"], result: "usize" },
} as const;

const ADVAPI32 = {
  OpenProcessToken: { parameters: ["usize", "u32", "buffer"], result: "i32" },
  GetTokenInformation: { parameters: ["usize", "i32", "buffer", "u32", "buffer"], result: "i32" },
  SetTokenInformation: { parameters: ["usize", "i32", "buffer", "u32"], result: "i32" },
  AdjustTokenPrivileges: {
    parameters: ["usize", "i32", "buffer", "u32", "usize", "usize"],
    result: "i32",
  },
  ConvertStringSidToSidW: { parameters: ["buffer", "buffer"], result: "i32" },
  RegOpenKeyExW: { parameters: ["usize", "buffer", "u32", "u32", "buffer"], result: "i32" },
  RegCloseKey: { parameters: ["usize"], result: "i32" },
} as const;

/** These functions, or replacements in tests. */
export type WindowsSystem =
  & Deno.DynamicLibrary<typeof KERNEL32>["symbols"]
  & Deno.DynamicLibrary<typeof ADVAPI32>["symbols"];

/** `GetCurrentProcess()`: the handle by which every process refers to itself. */
export const THIS_PROCESS = 0xFFFF_FFFF_FFFF_FFFFn;

/** The value of an omitted handle or address. */
export const NONE = 0n;

/** Opened once: a library that is opened again for each process takes memory each time. */
let opened: WindowsSystem | null = null;

/** The functions of this Windows; null on other systems, or if some are missing. */
export function openWindows(): WindowsSystem | null {
  return opened ??= open();
}

function open(): WindowsSystem | null {
  try {
    const kernel32 = Deno.dlopen("kernel32.dll", KERNEL32);
    const advapi32 = Deno.dlopen("advapi32.dll", ADVAPI32);
    return { ...kernel32.symbols, ...advapi32.symbols };
  } catch {
    // The caller reports what is missing without them.
    return null;
  }
}
