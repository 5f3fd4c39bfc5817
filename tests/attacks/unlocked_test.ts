/**
 * The kernel's walls alone: hostile JavaScript that has every permission of Deno, the whole realm, Node's modules and the
 * C library. Behind the walls it gets no file, no process, no connection; without them, it gets them all.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { Status } from "../../src/core/outcome.ts";
import { openKernel } from "../../src/walls/linux/kernel.ts";
import { landlockAbi } from "../../src/walls/linux/landlock.ts";
import { Ears } from "../fixtures/heard.ts";
import { type Aftermath, Scene, UNTOUCHED } from "../fixtures/scene.ts";
import { type AttackedWalls, runHonestly, type Supervised } from "../fixtures/supervised.ts";
import { SLOWNESS } from "../slowness.ts";
import { attacked } from "./attacked.ts";

const LINUX = Deno.build.os === "linux";
const ONLY_LINUX = LINUX ? "" : " (only on Linux)";

/** Who listens for all of these attacks. */
const ears = LINUX ? await Ears.open() : null;
Deno.test.afterAll(() => ears?.[Symbol.asyncDispose]());

/** More than any of these attacks takes: none is meant to end by the clock. */
const TIMEOUT_MS = 30_000 * SLOWNESS;

const FILES = [
  ...["read", "read by Node", "open", "open for appending", "read a process", "list", "stat"],
  ...["real path", "write", "write over", "append", "truncate", "make folder", "temporary file"],
  ...["copy", "rename", "remove", "symbolic link", "hard link", "change mode", "change times"],
  ...["change folder", "database", "library"],
];
const FILES_LATER = [
  ...["read", "read by Node", "fetch", "import", "open", "list", "write", "write by Node"],
  ...["append", "truncate", "make folder", "rename", "remove", "symbolic link"],
  "openat(2)",
];
const NETWORK = [
  ...["TCP", "TCP by Node", "TLS", "HTTP", "web socket", "UDP", "UNIX socket", "abstract socket"],
  ...["listen for TCP", "listen on a path", "name of a host"],
];
const PROCESSES = ["run", "start", "start itself", "signal", "signal by Node", "kill"];
const SYSTEM_CALLS = [
  ...["openat", "openat to make", "openat2", "unlinkat", "readlinkat", "execve", "execveat"],
  ...["clone", "clone3", "socket for TCP", "socket for UDP", "raw socket", "UNIX socket"],
  ...["netlink socket", "socket of virtual machines", "socketpair", "connect", "bind", "sendto"],
  ...["kill the host", "kill a thread of the host", "tkill the host", "signal the group"],
  ...["signal everybody", "queue a signal to the host", "trace the host", "read the host"],
  ...["write the host", "advise the host", "refer to the host", "a descriptor of the host"],
  ...["signal by descriptor", "limit the host", "slow the host down", "move the host"],
  ...["raise its own limit", "io_uring", "file in memory", "shared memory by key", "page faults"],
  ...["bpf", "events of the processor", "keyring", "add a key", "namespace of its own"],
  ...["enter a namespace", "mount", "another filter", "die later than the host", "be dumped"],
  ...["type into the terminal", "copy a descriptor", "flags of a descriptor"],
  ...["map a descriptor", "wait for a lock with priority", "merge pages with others"],
  ...["put pages into swap", "leave a second mapping", "make a stack of memory"],
];

/** The lines of an attack whose attempts all fail with EPERM, but for some. */
function refused(names: readonly string[], others: Readonly<Record<string, string>> = {}): string {
  return names.map((name) => `${name}: ${others[name] ?? "EPERM"}\n`).join("");
}

interface Expected {
  readonly name: string;
  readonly attack: string;
  readonly stdout: string;
  readonly status: Status;
  readonly exitCode: number;
  readonly reason?: string;
  readonly timeoutMs?: number;
}

const ok0 = { status: "ok", exitCode: 0 } as const;
const outOfMemory = {
  status: "memory",
  exitCode: 137,
  reason: "out of memory: the limit is 64MiB (--max-heap)",
} as const;

const CASES: readonly Expected[] = [
  {
    name: "no file can be read, made, changed or deleted",
    attack: "unlocked files",
    stdout: refused(FILES, { database: "ERR_SQLITE_ERROR", library: "Error" }) + "honest\n",
    ...ok0,
  },
  {
    name: "nor on Deno's other threads",
    attack: "unlocked files later",
    stdout: refused(FILES_LATER, {
      fetch: "TypeError",
      import: "ERR_MODULE_NOT_FOUND",
      "openat(2)": "Error",
    }),
    ...ok0,
  },
  {
    name: "nobody can be connected to, listened to or asked",
    attack: "unlocked network later",
    stdout: refused(NETWORK, {
      "TCP by Node": "EACCES",
      HTTP: "TypeError",
      "web socket": "Error",
      "name of a host": "ENOTFOUND",
    }),
    ...ok0,
  },
  {
    name: "no process can be started, signalled or killed",
    attack: "unlocked processes",
    stdout: refused(PROCESSES, { signal: "PermissionDenied", kill: "PermissionDenied" }) +
      "honest\n",
    ...ok0,
  },
  {
    name: "nor with an event loop",
    attack: "unlocked processes later",
    stdout: refused(["run", "start"]),
    ...ok0,
  },
  {
    name: "Node's way to start one ends the sandbox, which asks for its own executable first",
    attack: "unlocked process by Node later",
    stdout: "",
    status: "crashed",
    exitCode: 139,
    reason: "the sandbox ended without a result (status 1)",
  },
  {
    name: "no thread can be started",
    attack: "unlocked threads later",
    stdout: "worker: EAGAIN\nworker by Node: EPERM\n",
    ...ok0,
  },
  {
    name: "no system call does what it should not",
    attack: "unlocked system calls",
    stdout: refused(SYSTEM_CALLS, { clone: "EAGAIN", clone3: "EAGAIN" }) + "honest\n",
    ...ok0,
  },
  {
    name: "every number that is on no list is refused",
    attack: "unlocked: every system call",
    stdout: "clone: EAGAIN\nclone3: EAGAIN\nas ever: EPERM\nas x32: EPERM\nhonest\n",
    ...ok0,
  },
  {
    name: "nothing can be read from any descriptor",
    attack: "unlocked: every descriptor",
    stdout: "closed nothing\nhonest\n",
    ...ok0,
  },
  {
    name: "a file that is mapped already is out of reach",
    attack: "unlocked: mapped file",
    stdout: "before\nafter\nhonest\n",
    ...ok0,
  },
  {
    name: "there is no more memory than what is left",
    attack: "unlocked: memory",
    stdout: "ENOMEM\nhonest\n",
    ...ok0,
  },
  {
    name: "no memory can be shared, which nothing would count",
    attack: "unlocked: shared memory",
    stdout: "EPERM\nhonest\n",
    ...ok0,
  },
  {
    name: "tables of pages are memory as well",
    attack: "unlocked: page tables",
    stdout: "before\n",
    ...outOfMemory,
  },
  {
    name: "deafness to signals is no help",
    attack: "unlocked: deaf",
    stdout: "before\n",
    status: "timeout",
    exitCode: 124,
    reason: "timed out after 250ms (--timeout)",
    timeoutMs: 250,
  },
];

for (const { name, attack, stdout, status, exitCode, reason, timeoutMs } of CASES) {
  linuxTest(`with every permission granted: ${name}`, async () => {
    const { run, after } = await unlocked(attack, "walls", timeoutMs);
    const { outcome } = run;
    deepEqual([run.stdout, outcome.reason], [stdout, reason ?? null]);
    deepEqual([outcome.status, outcome.exitCode], [status, exitCode]);
    deepEqual(after, UNTOUCHED);
  });
}

if (Deno.build.arch === "x86_64") {
  linuxTest("with every permission granted: a call as of 32 bits kills", async () => {
    const { run, after } = await unlocked("unlocked: machine code as of 32 bits", "walls");
    deepEqual([run.stdout, run.outcome.status, run.outcome.exitCode], ["before\n", "crashed", 139]);
    deepEqual(after, UNTOUCHED);
  });
}

const WITHOUT_WALLS: readonly (readonly [string, readonly string[]])[] = [
  ["unlocked files", FILES],
  ["unlocked files later", FILES_LATER],
  ["unlocked network later", NETWORK.filter((name) => name !== "web socket")],
  ["unlocked processes", PROCESSES],
  ["unlocked processes later", ["run", "start"]],
  ["unlocked process by Node later", ["run by Node"]],
];

/** What is seen from outside of those that work. */
const SEEN: Readonly<Record<string, (after: Aftermath) => void>> = {
  "unlocked network later": ({ heard }) => {
    const kinds = heard.map((line) => line.split(":")[0]);
    deepEqual([...new Set(kinds)], ["TCP", "UDP", "UNIX socket", "abstract socket"]);
  },
  "unlocked files later": ({ files }) =>
    deepEqual(files, [
      ...["elsewhere: as it was", "folder: no file", "kept: ", "link: no file", "made: ESCAPED"],
      ...["secret: secret", "secret.js: secret"],
    ]),
  "unlocked processes": ({ markerLives }) => equal(markerLives, false),
};

for (const [attack, names] of WITHOUT_WALLS) {
  linuxTest(`without any wall, all of it works, and is seen: ${attack}`, async () => {
    const { run, scene, after } = await unlocked(attack, "no-walls");
    deepEqual(escaped(run), names);
    if (names.includes("read")) ok(run.stdout.includes(scene.secret));
    SEEN[attack]?.(after);
  });
}

for (const [attack, names] of WITHOUT_WALLS) {
  linuxTest(`the filter of system calls alone refuses as much: ${attack}`, async () => {
    const { run, after } = await unlocked(attack, "seccomp");
    deepEqual(escaped(run), []);
    ok(names.length > 0);
    deepEqual(after, UNTOUCHED);
  });
}

/**
 * What is not Landlock's business: sockets that are not TCP, even those in the file system, and whatever only tells about
 * files or changes their marks.
 */
const BEYOND_LANDLOCK: Readonly<Record<string, readonly string[]>> = {
  "unlocked files": ["stat", "real path", "change mode", "change times", "change folder"],
  "unlocked files later": [],
  "unlocked network later": ["UDP", "UNIX socket"],
  "unlocked processes": [],
  "unlocked processes later": [],
  "unlocked process by Node later": [],
};

/** The first version of Landlock that knows all that is expected of it here: TCP, and signals. */
const SCOPES_ABI = 6;
const landlock = LINUX ? landlockAbi(openKernel()!) : 0;
const TOO_OLD = typeof landlock === "string" || landlock < SCOPES_ABI;

for (const [attack, beyond] of Object.entries(BEYOND_LANDLOCK)) {
  Deno.test({
    name: `Landlock alone refuses files, TCP, processes and signals: ${attack}${ONLY_LINUX}` +
      (LINUX && TOO_OLD ? " (not with this kernel's)" : ""),
    ignore: !LINUX || TOO_OLD,
    fn: async () => {
      const { run, after } = await unlocked(attack, "landlock");
      deepEqual(escaped(run), beyond);
      const heard = after.heard.filter((line) => !beyond.includes(line.split(":")[0]!));
      deepEqual({ ...after, heard }, UNTOUCHED);
    },
  });
}

linuxTest(
  "after all attacks with every permission, an honest run is what it always was",
  async () => {
    const { outcome, stdout, stderr } = await runHonestly();
    deepEqual([outcome.status, outcome.exitCode, outcome.reason], ["ok", 0, null]);
    deepEqual([stdout, stderr, outcome.claimed.result?.value()], ["honest\n", "", 9]);
  },
);

function linuxTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${ONLY_LINUX}`, ignore: !LINUX, fn });
}

/** The names of the attempts that succeeded. */
function escaped(run: Supervised): string[] {
  return [...run.stdout.matchAll(/^(.*?): ESCAPED/gm)].map(([, name]) => name!);
}

interface Attacked {
  readonly run: Supervised;
  readonly scene: Scene;
  readonly after: Aftermath;
}

/** A run with the attack, behind the walls that are named, which has not told the secret unless there were none. */
async function unlocked(
  attack: string,
  walls: AttackedWalls,
  timeoutMs = TIMEOUT_MS,
): Promise<Attacked> {
  await using scene = await Scene.open(ears);
  const run = await attacked(attack, walls, JSON.stringify(scene.targets), timeoutMs);
  if (walls !== "no-walls") ok(!JSON.stringify(run).includes(scene.secret));
  return { run, scene, after: await scene.look() };
}
