/** Lists directories of `/proc`, with nothing but system calls. */
import { type Kernel, placeText } from "./kernel.ts";

const AT_FDCWD = -100;
const O_CLOEXEC = 0o2_000_000;
const SEEK_SET = 0;

/** More entries than fit in here come in several calls. */
const BUFFER_BYTES = 4096;

/** Where `struct linux_dirent64` has its length and its name. */
const LENGTH_AT = 16;
const NAME_AT = 19;

/** Opens a directory for reading. A descriptor, or the error. */
export function openDirectory(kernel: Kernel, path: string): number {
  return kernel.call("openat", AT_FDCWD, placeText(kernel, path).address, O_CLOEXEC);
}

/** The threads of the process as they are now; none where they cannot be listed. */
export function listThreads(kernel: Kernel): number[] {
  const directory = openDirectory(kernel, "/proc/self/task");
  if (directory < 0) return [];
  const threads = listDirectory(kernel, directory).map(Number);
  kernel.call("close", directory);
  return threads;
}

/** The names in a directory as they are now, without `.` and `..`. */
export function listDirectory(kernel: Kernel, directory: number): string[] {
  kernel.call("lseek", directory, 0, SEEK_SET);
  const { address, view } = kernel.place(BUFFER_BYTES);
  const names: string[] = [];
  for (;;) {
    const length = kernel.call("getdents64", directory, address, BUFFER_BYTES);
    if (length <= 0) return names;
    for (let at = 0; at < length; at += view.getUint16(at + LENGTH_AT, true)) {
      const name = readText(view, at + NAME_AT, length);
      if (name !== "." && name !== "..") names.push(name);
    }
  }
}

/** ASCII from `start` to the next zero byte. */
function readText(view: DataView, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Reads what symbolic links in an open directory point to; empty where one cannot be read. */
export function linkReader(kernel: Kernel, directory: number): (name: string) => string {
  const path = kernel.place(NAME_BYTES);
  const target = kernel.place(LINK_BYTES);
  const pathBytes = new Uint8Array(path.view.buffer, path.view.byteOffset, NAME_BYTES);
  return (name) => {
    pathBytes.fill(0);
    new TextEncoder().encodeInto(name, pathBytes.subarray(0, NAME_BYTES - 1));
    const { address, view } = target;
    const length = kernel.call("readlinkat", directory, path.address, address, LINK_BYTES);
    return length <= 0 ? "" : readText(view, 0, length);
  };
}

/** Names here are numbers. The kinds of targets that we compare fit; of others the beginning is enough. */
const NAME_BYTES = 16;
const LINK_BYTES = 64;
