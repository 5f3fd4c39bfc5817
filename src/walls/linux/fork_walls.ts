/**
 * The walls around a process that is forked into jails, as far as forking permits, and those of a jail that is such a fork: built by
 * itself, inside of its parent's, which it has inherited.
 */
import { buildLandlock } from "../linux.ts";
import type { SystemWallName, WallState } from "../walls.ts";
import { allowedCalls } from "./allowed.ts";
import { ALLOW, type Entry } from "./bpf.ts";
import { dropCapabilities } from "./capabilities.ts";
import { FORK_FLAGS } from "./fork.ts";
import { describeResult, type Kernel } from "./kernel.ts";
import { limitDescriptors, limitResources } from "./resource_limits.ts";
import { emptyMappings, sharedFiles } from "./mappings.ts";
import { probeFilter } from "./probes.ts";
import { installFilter, installList } from "./seccomp.ts";
import { type Architecture, numberOf, type SyscallName } from "./syscalls.ts";

const LAST_DESCRIPTOR = 0xFFFF_FFFF;

/** What making jails takes beside what jails have: pipes, forks, and the walls of the forks, with what tries them. */
const FORKING_CALLS: readonly SyscallName[] = [
  ...["pipe2", "dup3", "close_range", "prctl", "getppid", "prlimit64", "seccomp"] as const,
  ...["landlock_create_ruleset", "landlock_restrict_self", "capget", "capset"] as const,
  // Refused by Landlock, which only what the filter lets through can try. The numbers of jails are not known yet.
  ...["openat", "socket", "bind", "connect", "kill", "tgkill", "dup"] as const,
];

/**
 * Closes everything but the standard streams, and gives up what no fork is to inherit. To be called when this thread is the only one.
 *
 * @returns what is missing, or null.
 */
export function giveUpInheritance(kernel: Kernel): string | null {
  return closeOthers(kernel, 3) ?? emptyMappings(kernel, sharedFiles(kernel)) ??
    (sharedFiles(kernel)?.length === 0 ? null : "a file stays mapped");
}

/** Builds what walls can stand around a process that makes jails. What cannot be built here is missing around the jails, which say so. */
export function confineParent(kernel: Kernel): void {
  dropCapabilities(kernel);
  buildLandlock(kernel, true);
  installList(kernel, parentEntries(kernel.architecture));
}

/** The calls that are left to a process that makes jails: those of jails, and what making them takes. */
export function parentEntries(architecture: Architecture): Entry[] {
  const forking = new Set(FORKING_CALLS);
  const entries: Entry[] = [];
  const add = (name: SyscallName, where: Entry["where"]) => {
    const number = numberOf(name, architecture);
    if (number !== null) entries.push({ number, answer: ALLOW, where });
  };
  for (const { calls, where = null } of allowedCalls({ process: 0, threads: [] })) {
    for (const name of calls) if (!forking.has(name)) add(name, where);
  }
  add("clone", { argument: 0, mask: 0xFFFFFFFF, values: FORK_FLAGS });
  for (const name of forking) add(name, null);
  return entries;
}

/**
 * Makes three descriptors the standard streams of this process, and closes all others.
 *
 * @returns what is missing, or null.
 */
export function takeStreams(kernel: Kernel, streams: readonly number[]): string | null {
  for (const [stream, descriptor] of streams.entries()) {
    const result = kernel.call("dup3", descriptor, stream, 0);
    if (result !== stream) return `stream ${stream} could not be taken (${describeResult(result)})`;
  }
  return closeOthers(kernel, streams.length);
}

/** The walls of a fork. */
export const FORK_WALLS: ReadonlySet<SystemWallName> = new Set(["landlock", "seccomp"]);

/** Builds the named walls around a fork, which has one thread and its streams only, and tries each from inside. */
export function buildForkWalls(
  kernel: Kernel,
  names: ReadonlySet<SystemWallName> = FORK_WALLS,
): readonly WallState[] {
  return [
    ...(names.has("landlock") ? [buildLandlock(kernel, true)] : []),
    ...(names.has("seccomp") ? [buildSeccomp(kernel)] : []),
  ];
}

function buildSeccomp(kernel: Kernel): WallState {
  const faults = [
    dropCapabilities(kernel),
    limitDescriptors(kernel),
    limitResources(kernel),
    installFilter(kernel, [kernel.call("gettid")]) ?? probeFilter(kernel),
  ];
  const missing = faults.find((fault) => fault !== null) ?? null;
  return { name: "seccomp", holds: missing === null, missing };
}

function closeOthers(kernel: Kernel, first: number): string | null {
  const result = kernel.call("close_range", first, LAST_DESCRIPTOR, 0);
  if (result === 0) return null;
  return `descriptors could not be closed (${describeResult(result)}); use Linux 5.9 or later`;
}
