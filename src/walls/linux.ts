/**
 * The walls of Linux: Landlock, which denies the file system and the network; a filter of system calls; and the limits
 * that complete the filter (what is open already, and how much can be used). Building them takes no privileges, and
 * nobody, not even the superuser, can remove them again.
 */
import { installFilter, renounceNewPrivileges } from "./linux/seccomp.ts";
import { landlockAbi, restrict, shortcomingsOf } from "./linux/landlock.ts";
import { probeLandlock } from "./linux/landlock_probes.ts";
import { dropCapabilities } from "./linux/capabilities.ts";
import { closeDescriptors, openDescriptors } from "./linux/descriptors.ts";
import { listThreads } from "./linux/directory.ts";
import { type Kernel, openKernel } from "./linux/kernel.ts";
import { limitDescriptors, limitResources } from "./linux/resource_limits.ts";
import { emptyMappings, type Mapping, sharedFiles } from "./linux/mappings.ts";
import { probeFilter } from "./linux/probes.ts";
import type { SystemWalls, WallState } from "./walls.ts";

/** The walls of Linux; null if the C library or the processor is not one that we know. */
export function openLinuxWalls(): SystemWalls | null {
  const kernel = openKernel();
  return kernel === null ? null : linuxWalls(kernel);
}

/** The walls that `kernel` can build. After that, nothing of Deno is needed. */
export function linuxWalls(kernel: Kernel): SystemWalls {
  return {
    names: ["landlock", "seccomp"],
    build: (names) => {
      if (names.size === 0) return [];
      renounceNewPrivileges(kernel);
      // The order matters: each wall refuses what building and trying the earlier ones took.
      const capabilities = names.has("seccomp") ? dropCapabilities(kernel) : null;
      const threads = listThreads(kernel);
      const list = names.has("seccomp") ? openDescriptors(kernel) : -1;
      const mappings = names.has("seccomp") ? sharedFiles(kernel) : null;
      const states: WallState[] = [];
      if (names.has("landlock")) states.push(buildLandlock(kernel, false));
      if (names.has("seccomp")) {
        states.push(buildSeccomp(kernel, capabilities, list, mappings, threads));
      }
      return states;
    },
  };
}

/**
 * Builds Landlock around this process, and tries it.
 *
 * @param isAlone whether the calling thread is known to be the only one.
 */
export function buildLandlock(kernel: Kernel, isAlone: boolean): WallState {
  const abi = landlockAbi(kernel);
  if (typeof abi === "string") return { name: "landlock", holds: false, missing: abi };
  const missing = restrict(kernel, abi, isAlone) ?? probeLandlock(kernel, abi);
  return {
    name: "landlock",
    holds: missing === null,
    missing: missing ?? shortcomingsOf(abi),
  };
}

function buildSeccomp(
  kernel: Kernel,
  capabilities: string | null,
  descriptors: number,
  mappings: readonly Mapping[] | null,
  threads: readonly number[],
): WallState {
  const faults = [
    capabilities,
    limitDescriptors(kernel),
    closeDescriptors(kernel, descriptors),
    emptyMappings(kernel, mappings),
    limitResources(kernel),
    installFilter(kernel, threads) ?? probeFilter(kernel),
  ];
  const missing = faults.find((fault) => fault !== null) ?? null;
  return { name: "seccomp", holds: missing === null, missing };
}
