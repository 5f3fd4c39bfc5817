/**
 * The walls of Linux: Landlock, which keeps the file system and the network away, and a filter of system calls, with the
 * limits that it needs to mean something (what is open already, and what it costs to try). Nobody has to be the superuser
 * to build them, and nobody, not even the superuser, can take them down again.
 */
import { installFilter, renounceNewPrivileges } from "./linux/seccomp.ts";
import { landlockAbi, restrict, shortcomingsOf } from "./linux/landlock.ts";
import { probeLandlock } from "./linux/landlock_probes.ts";
import { closeDescriptors, openDescriptors } from "./linux/descriptors.ts";
import { listThreads } from "./linux/directory.ts";
import { type Kernel, openKernel } from "./linux/kernel.ts";
import { limitDescriptors, limitResources } from "./linux/limits.ts";
import { emptyMappings, type Mapping, sharedFiles } from "./linux/mappings.ts";
import { probeFilter } from "./linux/probes.ts";
import type { SystemWalls, WallState } from "./walls.ts";

/** The walls of Linux, or null where the C library or the processor is none that we know. */
export function openLinuxWalls(): SystemWalls | null {
  const kernel = openKernel();
  return kernel === null ? null : linuxWalls(kernel);
}

/** The walls that `kernel` can build. Nothing of Deno is needed any more when they are built. */
export function linuxWalls(kernel: Kernel): SystemWalls {
  return {
    names: ["landlock", "seccomp"],
    build: (names) => {
      if (names.size === 0) return [];
      renounceNewPrivileges(kernel);
      // In this order: each wall refuses what it takes to build and to try the ones before it.
      const threads = listThreads(kernel);
      const list = names.has("seccomp") ? openDescriptors(kernel) : -1;
      const mappings = names.has("seccomp") ? sharedFiles(kernel) : null;
      const states: WallState[] = [];
      if (names.has("landlock")) states.push(buildLandlock(kernel));
      if (names.has("seccomp")) states.push(buildSeccomp(kernel, list, mappings, threads));
      return states;
    },
  };
}

function buildLandlock(kernel: Kernel): WallState {
  const abi = landlockAbi(kernel);
  if (typeof abi === "string") return { name: "landlock", holds: false, missing: abi };
  const missing = restrict(kernel, abi) ?? probeLandlock(kernel, abi);
  return {
    name: "landlock",
    holds: missing === null,
    missing: missing ?? shortcomingsOf(abi),
  };
}

function buildSeccomp(
  kernel: Kernel,
  descriptors: number,
  mappings: readonly Mapping[] | null,
  threads: readonly number[],
): WallState {
  const faults = [
    limitDescriptors(kernel),
    closeDescriptors(kernel, descriptors),
    emptyMappings(kernel, mappings),
    limitResources(kernel),
    installFilter(kernel, threads) ?? probeFilter(kernel),
  ];
  const missing = faults.find((fault) => fault !== null) ?? null;
  return { name: "seccomp", holds: missing === null, missing };
}
