/** What the walls make of kernels that lack a part of them, or that have one which does not hold. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { linuxWalls } from "../../../src/walls/linux.ts";
import type { SystemWallName, WallState } from "../../../src/walls/walls.ts";
import { type Flaws, model } from "./model.ts";

const BOTH = ["landlock", "seccomp"] as const;
const HOLDS = { holds: true, missing: null };
const REPORT = "report this with the kernel's version";

function build(flaws: Flaws = {}, names: readonly SystemWallName[] = BOTH): readonly WallState[] {
  return linuxWalls(model(flaws).kernel).build(new Set(names));
}

Deno.test("with a kernel of today both walls hold", () => {
  deepEqual(build(), [{ name: "landlock", ...HOLDS }, { name: "seccomp", ...HOLDS }]);
  deepEqual(linuxWalls(model().kernel).names, BOTH);
});

Deno.test("only what is named is built, and nothing is called where nothing is", () => {
  deepEqual(build({}, ["seccomp"]), [{ name: "seccomp", ...HOLDS }]);
  deepEqual(build({}, ["landlock"]), [{ name: "landlock", ...HOLDS }]);
  const { kernel, calls } = model();
  deepEqual(linuxWalls(kernel).build(new Set()), []);
  deepEqual(calls, []);
});

for (
  const [error, missing] of [
    [38, "this kernel has no Landlock; use Linux 5.13 or later"],
    [95, "Landlock is switched off; add it to the kernel's boot parameter lsm="],
    [
      1,
      "whatever runs this process forbids Landlock; allow landlock_create_ruleset(2) and landlock_restrict_self(2)",
    ],
    [14, `the kernel refused the ruleset (error 14); ${REPORT}`],
  ] as const
) {
  Deno.test(`without Landlock (error ${error}) the filter still stands, and the state says why`, () => {
    deepEqual(build({ landlock: -error }), [
      { name: "landlock", holds: false, missing },
      { name: "seccomp", ...HOLDS },
    ]);
  });
}

for (
  const [result, missing] of [
    [
      -38,
      "this kernel has no seccomp filters; use one built with CONFIG_SECCOMP_FILTER (Linux 3.17 or later)",
    ],
    [
      -22,
      "this kernel has no seccomp filters; use one built with CONFIG_SECCOMP_FILTER (Linux 3.17 or later)",
    ],
    [
      -1,
      "whatever runs this process forbids seccomp; allow the system call seccomp(2) in the container's profile",
    ],
    [
      4321,
      "the thread 4321 has a filter of its own that the others do not have; start without that filter",
    ],
    [-12, `the kernel refused the filter (error 12); ${REPORT}`],
  ] as const
) {
  Deno.test(`without seccomp (${result}) Landlock still stands, and the state says why`, () => {
    deepEqual(build({ seccomp: result }), [
      { name: "landlock", ...HOLDS },
      { name: "seccomp", holds: false, missing },
    ]);
  });
}

for (
  const [abi, lacking] of [
    [
      1,
      "the emptying of files (Linux 6.2), TCP (Linux 6.7), signals and abstract sockets (Linux 6.12)",
    ],
    [3, "TCP (Linux 6.7), signals and abstract sockets (Linux 6.12)"],
    [5, "signals and abstract sockets (Linux 6.12)"],
  ] as const
) {
  Deno.test(`Landlock of version ${abi} holds, and says what it does not know`, () => {
    const missing =
      `this kernel's Landlock (version ${abi}) does not know ${lacking}; use a later kernel`;
    deepEqual(build({ landlock: abi }, ["landlock"]), [{ name: "landlock", holds: true, missing }]);
  });
}

Deno.test("where Landlock can do all threads by itself, no thread gets a signal", () => {
  const signals = (landlock: number) => {
    const { kernel, calls } = model({ landlock });
    deepEqual(linuxWalls(kernel).build(new Set(["landlock"])), [{ name: "landlock", ...HOLDS }]);
    const restrict = calls.find((call) => call.startsWith("landlock_restrict_self"))!;
    return [calls.some((call) => call.startsWith("rt_tgsigqueueinfo")), restrict.slice(-2)];
  };
  deepEqual(signals(7), [true, "1)"]);
  deepEqual(signals(8), [false, "9)"]);
  deepEqual(signals(20), [false, "9)"]);
});

for (
  const [what, flaws, why] of [
    ["another thread refuses", { thread: -1 }, "one got EPERM"],
    ["another thread never answers", { thread: null }, "one did not answer"],
    ["there is always another thread", { manyThreads: true }, "there were always new ones"],
    ["no code can be made", { mprotect: -13 }, "no handler: EACCES"],
  ] as const
) {
  Deno.test(`Landlock does not hold where ${what}`, () => {
    const missing =
      `threads other than the main one could not all be restricted (${why}); use Linux 7.0 or later, which needs no signals for that`;
    deepEqual(build(flaws), [
      { name: "landlock", holds: false, missing },
      { name: "seccomp", ...HOLDS },
    ]);
  });
}

for (const pageBytes of [4096, 16_384, 65_536]) {
  Deno.test(`with pages of ${pageBytes} bytes, walls hold, and nothing but code is in a page of code`, () => {
    const { kernel, calls, placed } = model({ pageBytes, capset: 0 });
    const states = linuxWalls(kernel).build(new Set(["landlock", "seccomp"]));
    deepEqual(states, [{ name: "landlock", ...HOLDS }, { name: "seccomp", ...HOLDS }]);
    const pages = calls.flatMap((call) => {
      const [, address, length] = /^mprotect\((\d+), (\d+), 5\)$/.exec(call) ?? [];
      return address === undefined ? [] : [[Number(address), Number(length)] as const];
    });
    // For capabilities and for Landlock.
    equal(pages.length, 2);
    for (const [start, length] of pages) {
      equal(start % pageBytes, 0);
      const end = start + Math.ceil(length / pageBytes) * pageBytes;
      const inside = placed.filter(([at, bytes]) => at < end && at + bytes > start);
      deepEqual(inside, [[start, pageBytes]]);
    }
  });
}

Deno.test("a thread that refuses is asked again, and Landlock holds where it does not refuse then", () => {
  const [landlock] = build({ thread: { result: -12, times: 3 } });
  deepEqual(landlock, { name: "landlock", ...HOLDS });
});

Deno.test("without /proc neither wall holds, and both say so", () => {
  deepEqual(build({ withoutProc: true }), [
    {
      name: "landlock",
      holds: false,
      missing: "threads could not be listed: /proc is not there; mount it",
    },
    {
      name: "seccomp",
      holds: false,
      missing: "open files could not be listed: /proc is not there; mount it",
    },
  ]);
});

for (
  const [name, result, missing] of [
    ["openat", 30, `listing a folder was not refused (expected EACCES, got 30); ${REPORT}`],
    ["openat", -2, `listing a folder was not refused (expected EACCES, got error 2); ${REPORT}`],
    ["bind", 0, `listening for TCP was not refused (expected EACCES, got 0); ${REPORT}`],
    [
      "connect",
      -111,
      `connecting by TCP was not refused (expected EACCES, got error 111); ${REPORT}`,
    ],
    ["kill", 0, `signalling the parent was not refused (expected EPERM, got 0); ${REPORT}`],
  ] as const
) {
  Deno.test(`a Landlock that lets ${name} answer ${result} does not hold`, () => {
    const [landlock] = build({ passes: { [name]: result } }, ["landlock"]);
    deepEqual(landlock, { name: "landlock", holds: false, missing });
  });
}

for (
  const [name, result, missing] of [
    ["openat", -13, `reading a file was not refused (expected EPERM, got EACCES); ${REPORT}`],
    ["execve", -2, `running a program was not refused (expected EPERM, got error 2); ${REPORT}`],
    ["clone", -22, `starting a process was not refused (expected EAGAIN, got EINVAL); ${REPORT}`],
    [
      "clone3",
      -1,
      `starting a process by clone3 was not refused (expected EAGAIN, got EPERM); ${REPORT}`,
    ],
    ["socket", 12, `making a socket was not refused (expected EPERM, got 12); ${REPORT}`],
    ["kill", -3, `signalling a process was not refused (expected EPERM, got error 3); ${REPORT}`],
    ["ptrace", -3, `tracing a process was not refused (expected EPERM, got error 3); ${REPORT}`],
    ["unshare", 0, `leaving a namespace was not refused (expected EPERM, got 0); ${REPORT}`],
    [
      "io_uring_setup",
      -22,
      `making an I/O ring was not refused (expected EPERM, got EINVAL); ${REPORT}`,
    ],
    ["prctl", 0, `controlling the process was not refused (expected EPERM, got 0); ${REPORT}`],
  ] as const
) {
  Deno.test(`a filter that lets ${name} answer ${result} does not hold`, () => {
    const [seccomp] = build({ passes: { [name]: result } }, ["seccomp"]);
    deepEqual(seccomp, { name: "seccomp", holds: false, missing });
  });
}

Deno.test("the superuser's capabilities are dropped first of all, on all threads; nobody else needs to", () => {
  const asked = model({ capset: 0 });
  const states = linuxWalls(asked.kernel).build(new Set(BOTH));
  ok(states.every(({ holds }) => holds), JSON.stringify(states));
  const { calls } = asked;
  const at = (start: string) => calls.findIndex((call) => call.startsWith(start));
  ok(at("rt_tgsigqueueinfo(") < at("capset("));
  ok(at("capset(") < at("landlock_restrict_self("));
  const others = model();
  linuxWalls(others.kernel).build(new Set(BOTH));
  ok(others.calls.every((call) => !call.startsWith("capset(")));
});

for (
  const [flaws, missing] of [
    [
      { capset: -1 },
      "capabilities could not be dropped (EPERM); allow the system call capset(2), or start as another user than root",
    ],
    [
      { capset: "forgotten" },
      `1 threads keep capabilities; ${REPORT}`,
    ],
  ] as const
) {
  Deno.test(`a filter does not hold where ${missing}`, () => {
    const [seccomp] = build(flaws, ["seccomp"]);
    deepEqual(seccomp, { name: "seccomp", holds: false, missing });
  });
}

Deno.test("a socket that a probe got is closed again", () => {
  const { kernel, calls } = model({ passes: { socket: 12 } });
  linuxWalls(kernel).build(new Set(["seccomp"]));
  ok(calls.at(-1) === "close(12)", calls.at(-1));
});

Deno.test("what stays open are the streams, their copies, and what the process made for itself", () => {
  const { kernel, open } = model();
  linuxWalls(kernel).build(new Set(BOTH));
  deepEqual([...open].sort((first, second) => first - second), [0, 1, 2, 3, 4, 5, 8]);
});

Deno.test("the limits are hard ones, and files are closed before writing to one would end the process", () => {
  const { kernel, limits, calls } = model();
  linuxWalls(kernel).build(new Set(["seccomp"]));
  const stack = 128n * 1024n * 1024n;
  deepEqual(limits, [[7, 1n, 1n], [4, 0n, 0n], [1, 0n, 0n], [6, 0n, 0n], [3, stack, stack]]);
  const at = (start: string) => calls.findIndex((call) => call.startsWith(start));
  ok(at("prlimit64(0, 7,") < at("close(7)"));
  ok(at("close(7)") < at("prlimit64(0, 1,"));
  ok(at("prlimit64(0, 6,") < at("seccomp("));
});

Deno.test("a stack that is smaller already stays as it is", () => {
  const { kernel, limits } = model({ stackLimit: 8n * 1024n * 1024n });
  linuxWalls(kernel).build(new Set(["seccomp"]));
  deepEqual(limits.map(([resource]) => resource), [7, 4, 1, 6]);
});

Deno.test("nobody can gain privileges, before anything else", () => {
  for (const name of BOTH) {
    const { kernel, calls } = model();
    linuxWalls(kernel).build(new Set([name]));
    equal(calls[0], "prctl(38, 1)");
  }
});
