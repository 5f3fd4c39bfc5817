/** Lists directories of `/proc`, by system calls only. */
import { type Kernel, type Place, placeText } from "./kernel.ts";

const AT_FDCWD = -100;
const O_CLOEXEC = 0o2_000_000;
const SEEK_SET = 0;

/** A directory with more entries than fit takes several calls. */
const BUFFER_BYTES = 4096;

/** The offsets of the length and the name in `struct linux_dirent64`. */
const LENGTH_AT = 16;
const NAME_AT = 19;

/** Opens a directory for reading. Returns a descriptor, or the error. */
export function openDirectory(kernel: Kernel, path: string): number {
  return kernel.call("openat", AT_FDCWD, placeText(kernel, path).address, O_CLOEXEC);
}

/** The current threads of the process; an empty list if they cannot be listed. */
export function listThreads(kernel: Kernel): number[] {
  const directory = openDirectory(kernel, "/proc/self/task");
  if (directory < 0) return [];
  const threads = listDirectory(kernel, directory).map(Number);
  kernel.call("close", directory);
  return threads;
}

/**
 * The current names in a directory, without `.` and `..`.
 *
 * @param place where the kernel is to write them: for callers that look many times.
 */
export function listDirectory(
  kernel: Kernel,
  directory: number,
  place: Place = kernel.place(BUFFER_BYTES),
): string[] {
  kernel.call("lseek", directory, 0, SEEK_SET);
  const { address, view } = place;
  const names: string[] = [];
  for (;;) {
    const length = kernel.call("getdents64", directory, address, view.byteLength);
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

/** Returns a function that reads the target of a symbolic link in an open directory; empty if it cannot be read. */
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

/** The target of a symbolic link; empty if it cannot be read. */
export function linkOf(kernel: Kernel, path: string): string {
  const { address, view } = kernel.place(PATH_BYTES);
  const link = placeText(kernel, path).address;
  const length = kernel.call("readlinkat", AT_FDCWD, link, address, PATH_BYTES);
  return length <= 0
    ? ""
    : new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, length));
}

/** No path is longer. */
const PATH_BYTES = 4096;

/** Names here are numbers. The targets that we compare fit; of others the beginning is enough. */
const NAME_BYTES = 16;
const LINK_BYTES = 64;
