/**
 * Tries from inside what must not work behind Seatbelt. Without Seatbelt, each attempt would succeed or fail in another
 * way. Each is harmless if it succeeds.
 */
import { cString, errorNumber, type MacSystem } from "./system.ts";

const EPERM = 1;
/** launchd's error for a process that may not look up a service. A service that does not exist has another error. */
const BOOTSTRAP_NOT_PRIVILEGED = 1100;

const O_RDONLY = 0;
const O_WRONLY = 1;
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
/** A signal that does nothing to a process that is not stopped. */
const SIGCONT = 19;

/** An address that is never mapped: a list of arguments that the kernel could not read, if it came that far. */
const NOWHERE = 1n;

/** One attempt: returns an error number, or 0 if it worked. */
interface Attempt {
  readonly action: string;
  /** The error with which Seatbelt refuses. */
  readonly refusal: number;
  run(system: MacSystem): number;
}

const ATTEMPTS: readonly Attempt[] = [
  {
    action: "read a file",
    refusal: EPERM,
    run: (system) => descriptorError(system, () => system.open(cString("/etc/passwd"), O_RDONLY)),
  },
  {
    action: "write to a file",
    refusal: EPERM,
    run: (system) => descriptorError(system, () => system.open(cString("/dev/null"), O_WRONLY)),
  },
  {
    action: "connect to the network",
    refusal: EPERM,
    run: (system) => connectError(system, AF_INET, internetAddress(0x7F000001, 1)),
  },
  {
    // The resolver's socket: requested names leave the machine.
    action: "connect to a service's socket",
    refusal: EPERM,
    run: (system) => connectError(system, AF_UNIX, localAddress("/var/run/mDNSResponder")),
  },
  {
    // The kernel consults Seatbelt before it reads the arguments.
    action: "execute a program",
    refusal: EPERM,
    run: (system) =>
      errorOf(system, () => system.execve(cString("/usr/bin/true"), NOWHERE, NOWHERE)),
  },
  {
    // The kernel checks whether the process may fork before it looks for the program, which does not exist.
    action: "start a process",
    refusal: EPERM,
    run: (system) => {
      const path = cString("/pysandbox-no-such-program");
      return system.posix_spawn(new Uint8Array(4), path, 0n, 0n, NOWHERE, NOWHERE);
    },
  },
  {
    action: "send a signal to its host",
    refusal: EPERM,
    run: (system) => errorOf(system, () => system.kill(system.getppid(), SIGCONT)),
  },
  {
    // The directory of users, a service that runs on every macOS.
    action: "look up a service of the system",
    refusal: BOOTSTRAP_NOT_PRIVILEGED,
    run: (system) => {
      const name = cString("com.apple.system.opendirectoryd.libinfo");
      return system.bootstrap_look_up(system.bootstrap_port, name, new Uint8Array(4));
    },
  },
];

/** Runs all attempts. Returns as clauses what was not refused in Seatbelt's way. */
export function attemptAll(system: MacSystem): string[] {
  return ATTEMPTS.flatMap(({ action, refusal, run }) => {
    const number = run(system);
    if (number === refusal) return [];
    return number === 0
      ? [`it can still ${action}`]
      : [`the attempt to ${action} failed with error ${number} in place of ${refusal}`];
  });
}

/** A `struct sockaddr_in`: size, family, port and address, the latter two in big-endian order. */
function internetAddress(address: number, port: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, bytes.length);
  view.setUint8(1, AF_INET);
  view.setUint16(2, port);
  view.setUint32(4, address);
  return bytes;
}

/** A `struct sockaddr_un`: its size, its family, 104 bytes of path. */
function localAddress(path: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(106);
  bytes[0] = bytes.length;
  bytes[1] = AF_UNIX;
  bytes.set(cString(path), 2);
  return bytes;
}

/** Connects a socket. Nothing has to wait: both addresses are on this machine. */
function connectError(
  system: MacSystem,
  family: number,
  address: Uint8Array<ArrayBuffer>,
): number {
  const socket = system.socket(family, SOCK_STREAM, 0);
  if (socket < 0) return errorNumber(system);
  const number = errorOf(system, () => system.connect(socket, address, address.length));
  system.close(socket);
  return number;
}

/** The error of a call that returns a descriptor, which is closed at once. */
function descriptorError(system: MacSystem, call: () => number): number {
  const descriptor = call();
  if (descriptor < 0) return errorNumber(system);
  system.close(descriptor);
  return 0;
}

function errorOf(system: MacSystem, call: () => number): number {
  return call() < 0 ? errorNumber(system) : 0;
}
