/** TRUSTED. How much memory this machine, or the container around this process, has left. */

/** Where Linux says it: of the whole machine, and of the control group that a container is. */
const MEMINFO = "/proc/meminfo";
const GROUP_LIMIT = "/sys/fs/cgroup/memory.max";
const GROUP_USED = "/sys/fs/cgroup/memory.current";
const GROUP_STATISTICS = "/sys/fs/cgroup/memory.stat";

/** How long what the system has said is taken to be so, in milliseconds: asking takes as long as some programs. */
const REMEMBERED_MS = 50;

/** Whether processes may still take more than so many bytes, as far as was known a moment ago. */
export function hasFree(bytes: number): boolean {
  const now = performance.now();
  if (now >= known.until) known = { free: freeMemory(), until: now + REMEMBERED_MS };
  return known.free > bytes;
}

let known = { free: Number.NaN, until: -Infinity };

/** Bytes that processes may still take without others having to give some up; infinite where the system does not say. */
export function freeMemory(read: (path: string) => string = Deno.readTextFileSync): number {
  const number = (path: string, pattern: RegExp): number => {
    try {
      return Number(pattern.exec(read(path))?.[1] ?? Number.NaN);
    } catch {
      return Number.NaN;
    }
  };
  const machine = 1024 * number(MEMINFO, /^MemAvailable:\s*(\d+) kB$/m);
  // What is kept of files can be given up.
  const used = number(GROUP_USED, /^(\d+)$/m) - number(GROUP_STATISTICS, /^inactive_file (\d+)$/m);
  const group = number(GROUP_LIMIT, /^(\d+)$/m) - used;
  return Math.min(
    Number.isNaN(machine) ? Infinity : machine,
    Number.isNaN(group) ? Infinity : group,
  );
}
