/** How much memory the machine has left. */
import { equal } from "node:assert/strict";
import { freeMemory } from "../../src/engine/machine_memory.ts";

/** Files of a Linux system. */
function systemOf(files: Readonly<Record<string, string>>): (path: string) => string {
  return (path) => {
    const text = files[path];
    if (text === undefined) throw new Deno.errors.NotFound(path);
    return text;
  };
}

const MEMINFO = "MemTotal:       24683524 kB\nMemFree:        100 kB\nMemAvailable:   2048 kB\n";

Deno.test("free memory is what the machine has, where no group bounds it", () => {
  equal(freeMemory(systemOf({ "/proc/meminfo": MEMINFO })), 2048 * 1024);
});

Deno.test("a container's memory is what its group may have beyond what cannot be given up", () => {
  const group = {
    "/sys/fs/cgroup/memory.max": "1000000\n",
    "/sys/fs/cgroup/memory.current": "700000\n",
    "/sys/fs/cgroup/memory.stat": "anon 1\ninactive_file 200000\nactive_file 3\n",
  };
  equal(freeMemory(systemOf({ "/proc/meminfo": MEMINFO, ...group })), 500_000);
  const unbounded = { ...group, "/sys/fs/cgroup/memory.max": "max\n" };
  equal(freeMemory(systemOf({ "/proc/meminfo": MEMINFO, ...unbounded })), 2048 * 1024);
});

Deno.test("a system that does not say has memory without end", () => {
  equal(freeMemory(systemOf({})), Infinity);
});
