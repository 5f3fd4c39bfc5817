/** Tries from inside what Landlock must refuse, before other walls refuse it first. Harmless if it is not refused. */
import { EACCES, EPERM, EROFS, type Kernel, placeText } from "./kernel.ts";
import { rulesetFor } from "./landlock.ts";
import { firstAllowed } from "./probes.ts";

const AT_FDCWD = -100;
const O_WRONLY = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;

/** Bytes of a `struct sockaddr_in`. */
const ADDRESS_BYTES = 16;

/** Tries what version `abi` can refuse. Returns what was not refused, or null. */
export function probeLandlock(kernel: Kernel, abi: number): string | null {
  const { network, scopes } = rulesetFor(abi);
  return probeFiles(kernel) ??
    (network === 0 ? null : probeTcp(kernel)) ??
    (scopes === 0 ? null : probeSignals(kernel));
}

function probeFiles(kernel: Kernel): string | null {
  const root = placeText(kernel, "/").address;
  // A file that everybody has and may write to. A system that forbids all writing reports that first.
  const comm = placeText(kernel, "/proc/self/comm").address;
  return firstAllowed(kernel, [EACCES], [
    { what: "listing a folder", result: () => kernel.call("openat", AT_FDCWD, root) },
    { what: "reading a file", result: () => kernel.call("openat", AT_FDCWD, comm) },
  ]) ?? firstAllowed(kernel, [EACCES, EROFS], [
    { what: "writing a file", result: () => kernel.call("openat", AT_FDCWD, comm, O_WRONLY) },
  ]);
}

/** Uses port 0 of this machine: for listening it means "any", and connecting to it leads nowhere. */
function probeTcp(kernel: Kernel): string | null {
  const socket = kernel.call("socket", AF_INET, SOCK_STREAM, 0);
  // If no socket can be made, there is nothing for Landlock to refuse.
  if (socket < 0) return null;
  const { address, view } = kernel.place(ADDRESS_BYTES);
  view.setUint16(0, AF_INET, true);
  view.setUint32(4, 0x7F000001);
  const fault = firstAllowed(kernel, [EACCES], [
    {
      what: "listening for TCP",
      result: () => kernel.call("bind", socket, address, ADDRESS_BYTES),
    },
    {
      what: "connecting by TCP",
      result: () => kernel.call("connect", socket, address, ADDRESS_BYTES),
    },
  ]);
  kernel.call("close", socket);
  return fault;
}

function probeSignals(kernel: Kernel): string | null {
  const parent = kernel.call("getppid");
  // 0 if the parent is in another container. Signal 0 only tests whether a signal could be sent.
  if (parent === 0) return null;
  return firstAllowed(kernel, [EPERM], [
    { what: "signalling the parent", result: () => kernel.call("kill", parent, 0) },
  ]);
}
