/**
 * Closes every descriptor that the jail does not need. No filter can tell descriptors apart, and open ones stay usable
 * behind every wall: those inherited from the user's shell, the executable, and, from source, Deno's own databases,
 * whose cached code the next host process would run.
 */
import { linkReader, listDirectory, openDirectory } from "./directory.ts";
import type { Kernel } from "./kernel.ts";

/** Kinds of descriptors of the event loop: they do not lead out of the process. */
const KEPT_KINDS: ReadonlySet<string> = new Set(["anon_inode:[eventpoll]", "anon_inode:[eventfd]"]);

/** `getsockopt(2)`: process, user and group of the process that made the other end. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const PEER_BYTES = 12;

/** Opens the list of descriptors. Must be called while files can still be opened. Returns a descriptor, or the error. */
export function openDescriptors(kernel: Kernel): number {
  return openDirectory(kernel, "/proc/self/fd");
}

/**
 * Closes everything except the standard streams, copies of them (Deno has some), and what this process made to talk to
 * itself: its event loop, and the sockets by which signal handlers wake threads. Must be called when nothing can be
 * opened any more: then no other thread can get a number that was just closed.
 *
 * @param list the result of `openDescriptors()`. It is closed as well.
 * @returns what is missing, or null.
 */
export function closeDescriptors(kernel: Kernel, list: number): string | null {
  if (list < 0) return "open files could not be listed: /proc is not there; mount it";
  const readLink = linkReader(kernel, list);
  const targets = new Map<number, string>();
  for (const name of listDirectory(kernel, list)) targets.set(Number(name), readLink(name));
  const isOwnSocket = peerTest(kernel);
  const streams = new Set([0, 1, 2].map((stream) => targets.get(stream)));
  for (const [descriptor, target] of targets) {
    if (descriptor <= 2 || KEPT_KINDS.has(target)) continue;
    if (target !== "" && streams.has(target)) continue;
    if (target.startsWith("socket:") && isOwnSocket(descriptor)) continue;
    kernel.call("close", descriptor);
  }
  return null;
}

/** Returns a test for sockets of which this process made both ends. Threads that wait at such a socket do not survive its end. */
function peerTest(kernel: Kernel): (socket: number) => boolean {
  const process = kernel.call("getpid");
  const peer = kernel.place(PEER_BYTES);
  const length = kernel.place(4);
  return (socket) => {
    length.view.setUint32(0, PEER_BYTES, true);
    const args = [SOL_SOCKET, SO_PEERCRED, peer.address, length.address];
    const result = kernel.call("getsockopt", socket, ...args);
    return result === 0 && peer.view.getInt32(0, true) === process;
  };
}
