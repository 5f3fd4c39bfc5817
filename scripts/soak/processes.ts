/** Which processes are there: those of a group that was made for a soak, so that nobody else's are counted. */

/** A process. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** As `ps` has it; a `Z` at the start is one that ended and that nobody reaped. */
  readonly state: string;
  readonly residentBytes: number;
  readonly words: string;
}

/** All processes of the machine. */
export async function allProcesses(): Promise<Process[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-A", "-o", "pid=,ppid=,pgid=,stat=,rss=,args="],
    stdin: "null",
  }).output();
  const rows = new TextDecoder().decode(stdout).split("\n").filter((row) => row.trim() !== "");
  return rows.map((row) => {
    const [pid, parent, group, state = "", kibibytes, ...words] = row.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      state,
      residentBytes: 1024 * Number(kibibytes),
      words: words.join(" "),
    };
  });
}

/** How long a killed process may take to be gone. */
const PATIENCE_MS = 5000;

/** The one that inherits orphans. In a container it may be a program that reaps none of them, which is no fault of theirs. */
const INIT = 1;

/** The processes of `group` that are still there after a while, without orphans that have ended and wait to be reaped. */
export async function survivorsOf(
  group: number,
  patienceMs: number = PATIENCE_MS,
): Promise<Process[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const left = (await allProcesses()).filter((one) =>
      one.group === group && !(one.parent === INIT && one.state.startsWith("Z"))
    );
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Children of this process, ended or not. `ps` itself is none. */
export async function ownChildren(): Promise<Process[]> {
  const processes = await allProcesses();
  return processes.filter(({ parent, words }) =>
    parent === Deno.pid && !/^\S*\bps -A /.test(words)
  );
}
