/** Resident memory of the two processes of a run, as Linux counts it. */
import { CannotMeasure } from "./cannot_measure.ts";
import { SANDBOX, start, UNHURRIED } from "./command.ts";
import { figure, summarize } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 5;
const MEGABYTE = 1_000_000;
const SAMPLE_MS = 10;

const SLEEP = "print('ready'); import time; time.sleep(20)";

const FLOOD = `
import sys
block = b"x" * 65536
for _ in range(${Math.ceil(200 * MEGABYTE / 65536)}):
    sys.stdout.buffer.write(block)
`;

interface Resident {
  /** Now, in MB. */
  readonly now: number;
  /** The most so far, in MB. */
  readonly peak: number;
}

/** Prints the section. Targets: jail under 190 MB, host under 150 MB. */
export async function memory(): Promise<void> {
  if (Deno.build.os !== "linux") {
    throw new CannotMeasure("resident memory is read from /proc, which only Linux has");
  }
  const found: Record<string, number[]> = {};
  const note = (name: string, { now, peak }: Resident) => {
    (found[`${name}, resident`] ??= []).push(now);
    (found[`${name}, most so far`] ??= []).push(peak);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const { host, jail } = await atHello();
    note("host at hello", host);
    note("jail at hello", jail);
    note("host in a flood of 200 MB", await inFlood());
  }
  line(`resident memory of ${SANDBOX.name}, n = ${ROUNDS}`);
  table([
    ["", "median MB", "most MB"],
    ...Object.entries(found).map(([name, values]) => {
      const { median, most } = summarize(values);
      return [name, figure(median), figure(most)];
    }),
  ]);
  const jail = summarize(found["jail at hello, most so far"]!).most;
  const host = summarize(found["host in a flood of 200 MB, most so far"]!).most;
  target("jail under 190 MB", `${figure(jail)} MB at most`, jail < 190);
  target("host under 150 MB", `${figure(host)} MB at most`, host < 150);
}

/** Both processes while a program that has printed its first line sleeps. */
async function atHello(): Promise<{ host: Resident; jail: Resident }> {
  const child = start(SANDBOX, ["run", "-c", SLEEP]);
  try {
    const reader = child.stdout.getReader();
    await reader.read();
    reader.releaseLock();
    const [jail, ...others] = childrenOf(child.pid);
    if (jail === undefined || others.length > 0) {
      throw new Error(`Expected one child of the host, found ${jail === undefined ? 0 : "more"}`);
    }
    return { host: resident(child.pid)!, jail: resident(jail)! };
  } finally {
    child.kill("SIGKILL");
    await Promise.all([child.status, child.stdin.abort(), child.stderr.cancel()]);
    await child.stdout.cancel();
  }
}

/** The host, at the last look before its end. */
async function inFlood(): Promise<Resident> {
  const child = start(SANDBOX, [...UNHURRIED, "-c", FLOOD]);
  await child.stdin.close();
  let last: Resident = { now: 0, peak: 0 };
  const timer = setInterval(() => {
    const seen = resident(child.pid);
    if (seen !== null) last = { now: Math.max(last.now, seen.now), peak: seen.peak };
  }, SAMPLE_MS);
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += chunk.length;
  const [{ code }] = await Promise.all([child.status, child.stderr.cancel()]);
  clearInterval(timer);
  if (code !== 0 || bytes < 200 * MEGABYTE) throw new Error(`The flood ended with ${code}`);
  return last;
}

/** Null where the process is gone, or only its exit status is left of it. */
function resident(pid: number): Resident | null {
  let status: string;
  try {
    status = Deno.readTextFileSync(`/proc/${pid}/status`);
  } catch {
    return null;
  }
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024 / MEGABYTE;
  const now = megabytes("VmRSS");
  return Number.isNaN(now) ? null : { now, peak: megabytes("VmHWM") };
}

/** Processes that a thread of `pid` started. */
function childrenOf(pid: number): number[] {
  const threads = [...Deno.readDirSync(`/proc/${pid}/task`)];
  return threads.flatMap(({ name }) =>
    Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).split(" ").filter(Boolean)
      .map(Number)
  );
}
