/** What a host process holds at a moment when nothing runs in it, and whether that grows. */
import { allProcesses, isJailOf, ownChildren } from "./processes.ts";

/** What a process holds. */
export interface Sample {
  /** Runs so far. */
  readonly runs: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly children: number;
  readonly residentBytes: number;
  /** JavaScript's own heap and the arrays outside of it, after a collection; 0 if it is not accessible. */
  readonly heapBytes: number;
}

/** Growth that is not a leak: what a process needs late, fragments of the allocator, compiled code. */
const SLACK = {
  descriptors: { once: 2, perRun: 0 },
  // Threads of the runtime's pool end after ten idle seconds, and may all exist again later.
  threads: { once: 6, perRun: 0 },
  heapBytes: { once: 4 * 2 ** 20, perRun: 4 * 2 ** 10 },
  residentBytes: { once: 48 * 2 ** 20, perRun: 16 * 2 ** 10 },
} as const;

/** Takes a sample of this process. Collects garbage first, if it can. */
export async function takeSample(runs: number): Promise<Sample> {
  const collect = (globalThis as { gc?: () => void }).gc;
  for (let count = 0; count < 3; count++) {
    collect?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const children = (await ownChildren()).length;
  const { rss, heapUsed, external } = Deno.memoryUsage();
  return {
    runs,
    descriptors: countOf(Deno.build.os === "linux" ? "/proc/self/fd" : "/dev/fd"),
    threads: Deno.build.os === "linux" ? countOf("/proc/self/task") : 0,
    children,
    residentBytes: rss,
    heapBytes: heapUsed + external,
  };
}

/** Takes a sample of a server. `expected` jails of it do not count as left behind, nor does the process that it forks them from. */
export async function sampleOf(pid: number, runs: number, expected: number): Promise<Sample> {
  const processes = await allProcesses();
  const children = processes.filter((one) => isJailOf(pid, one)).length;
  const isLinux = Deno.build.os === "linux";
  return {
    runs,
    descriptors: isLinux ? countOf(`/proc/${pid}/fd`) : 0,
    threads: isLinux ? countOf(`/proc/${pid}/task`) : 0,
    children: children - expected,
    residentBytes: processes.find((one) => one.pid === pid)?.residentBytes ?? 0,
    heapBytes: 0,
  };
}

/** What grew between the samples. The first is taken when everything was used once. */
export function growthOf(samples: readonly Sample[]): string[] {
  const complaints: string[] = [];
  const [earlier, later] = halves(samples);
  const runs = (samples.at(-1)?.runs ?? 0) - (samples[0]?.runs ?? 0);
  for (const name of ["descriptors", "threads", "heapBytes", "residentBytes"] as const) {
    // The minimum of each half: what one sample holds by chance is not in all of them.
    const [before, after] = [earlier, later].map((half) =>
      Math.min(...half.map((sample) => sample[name]))
    ) as [number, number];
    const { once, perRun } = SLACK[name];
    if (after <= before + once + perRun * runs / 2) continue;
    complaints.push(`${name} grew from ${before} to ${after} in ${runs} runs`);
  }
  const orphans = samples.find(({ children }) => children > 0);
  if (orphans !== undefined) {
    complaints.push(`${orphans.children} children were left after ${orphans.runs} runs`);
  }
  return complaints;
}

function halves(samples: readonly Sample[]): [readonly Sample[], readonly Sample[]] {
  const middle = samples.length / 2;
  return [samples.slice(0, Math.ceil(middle)), samples.slice(Math.floor(middle))];
}

function countOf(folder: string): number {
  return [...Deno.readDirSync(folder)].length;
}
