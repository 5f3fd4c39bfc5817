/** Lists processes: those of a group that was made for a soak, so that no other process is counted. */
import { JAIL_WORD } from "../../src/core/jail_word.ts";

/** A process. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Begins with the letter that `ps` shows: `Z` is a process that ended and was not reaped, `T` a stopped one. */
  readonly state: string;
  readonly residentBytes: number;
  /** Empty where this system tells no names. */
  readonly name: string;
  readonly command: string;
}

/** All processes of the machine. */
export async function allProcesses(): Promise<Process[]> {
  return Deno.build.os === "linux" ? await processesOfLinux() : await processesByPs();
}

/** Whether a process is a jail of this server: a child of it, and not what it forks jails from. One that has ended may be either. */
export function isJailOf(server: number, { parent, name, state, command }: Process): boolean {
  if (parent !== server) return false;
  // A process that ends while it is looked at has no command line any more.
  const isBooted = command.includes(JAIL_WORD) && !command.includes('"purpose":"fork"');
  return name === "jail" || isBooted || state.startsWith("Z");
}

/** Seconds of CPU time that a process has used. */
export async function processorSeconds(pid: number): Promise<number> {
  if (Deno.build.os === "linux") {
    const stat = await printed("cat", `/proc/${pid}/stat`);
    // The name may contain anything. After it, the state is the first field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
    return (fields[11]! + fields[12]!) / TICKS_PER_SECOND;
  }
  const parts = (await printed("ps", "-o", "time=", "-p", `${pid}`)).trim().split(/[:-]/);
  return parts.map(Number).reduce((sum, part) => 60 * sum + part, 0);
}

/** The unit in which Linux reports CPU times, on every machine. */
const TICKS_PER_SECOND = 100;

/** The beginning of each of the files that are read at once: `head` prints their names. */
const NAMED = /^==> \/proc\/(\d+)\/(status|cmdline) <==\n/m;

/**
 * For Linux without `ps`, as in small images. A command has to read the files: Deno allows reading them only with all
 * permissions.
 */
async function processesOfLinux(): Promise<Process[]> {
  const line = "exec head -v -c 100000 /proc/[0-9]*/status /proc/[0-9]*/cmdline 2>/dev/null";
  const [, ...parts] = (await printed("sh", "-c", line)).split(NAMED);
  const files: Record<string, Map<number, string>> = { status: new Map(), cmdline: new Map() };
  for (let at = 0; at < parts.length; at += 3) {
    const [pid, file, text] = parts.slice(at, at + 3) as [string, string, string];
    files[file]!.set(Number(pid), text);
  }
  return [...files["status"]!].map(([pid, status]) => {
    const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(status)?.[1];
    return {
      pid,
      parent: Number(field("PPid")),
      group: Number(field("NSpgid")),
      state: field("State") ?? "",
      residentBytes: 1024 * Number(field("VmRSS") ?? 0),
      name: field("Name") ?? "",
      command: (files["cmdline"]!.get(pid) ?? "").trim().split("\0").join(" ").trim(),
    };
  });
}

async function printed(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout);
}

async function processesByPs(): Promise<Process[]> {
  const rows = (await printed("ps", "-A", "-o", "pid=,ppid=,pgid=,stat=,rss=,args=")).split("\n")
    .filter((row) => row.trim() !== "");
  return rows.map((row) => {
    const [pid, parent, group, state = "", kibibytes, ...command] = row.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      state,
      residentBytes: 1024 * Number(kibibytes),
      name: "",
      command: command.join(" "),
    };
  });
}

/** How long a killed process may take to disappear, in milliseconds. */
const PATIENCE_MS = 5000;

/** The process that inherits orphans. In a container it may be a program that does not reap them; that is not their fault. */
const INIT = 1;

/** The processes of `group` that still exist after a while, without orphans that have ended and wait to be reaped. */
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

/** Children of this process, ended or not, except the one that lists them. */
export async function ownChildren(): Promise<Process[]> {
  const processes = await allProcesses();
  return processes.filter(({ parent, command }) =>
    parent === Deno.pid && !/^\S*\b(ps -A|head -v -c) /.test(command)
  );
}
