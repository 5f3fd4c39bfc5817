/** What doctor finds on a machine where all holds, and on one that is busy. */
import assert from "node:assert/strict";

/** Walls of the system that this is. */
const SYSTEM_WALLS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["seccomp", "landlock", "rlimit"],
  darwin: ["seatbelt"],
  windows: ["job"],
};

/** The table where all holds: a pattern for each line. */
export const TABLE: readonly [name: string, detail: RegExp][] = [
  ["system", /[ -~]+, (x86_64|aarch64)/],
  ["image", /all that Python boots from matches its checksums/],
  ["sandbox", /starts, and computes that 6 \* 7 is 42/],
  ["wasm", /Python's memory cannot grow beyond its cap/],
  ["permissions", /every permission is given up; each was tried and refused/],
  ...(SYSTEM_WALLS[Deno.build.os] ?? []).map((name): [string, RegExp] => [name, /\w[ -~]+/]),
  ["timeout", /an endless loop ended \d+ ms after its 200 ms/],
  ["kill", /a loop that ignores interrupts ended \d+ ms after its 50 ms/],
  ["cpu", /an endless loop used \d+ ms more than its 100 ms of processor time/],
  ["max-heap", /a program that hoards memory ended at its 64MiB/],
  ["max-output", /exactly the first 100000 bytes came through/],
  ["next", /the program after all these runs like the first/],
  ["start", /\d+ ms from spawn to program, the median of \d+/],
  [
    "forks",
    /an interpreter was forked in \d+ ms, walls included|none: interpreters are booted [ -~]+/,
  ],
  ["traces", /none of \d+ sandboxes is left/],
];

/** Above how many milliseconds these fail, which they do on a machine as busy as tests may find it. */
const MOST_MS: Readonly<Record<string, number>> = {
  timeout: 500,
  kill: 500,
  cpu: 500,
  start: 2000,
};
const BUSY = "the machine is too busy to be on time: give it fewer programs, or more processors";
const SLOW = "the machine is busy, or reads its executable from a slow disk";

/** The remedy that a measured time asks for; null where it is short enough, or there is none. */
export function remedyFor(name: string, detail: string): string | null {
  const milliseconds = Number(/\d+(?= ms)/.exec(detail)?.[0] ?? 0);
  if (milliseconds <= (MOST_MS[name] ?? Infinity)) return null;
  return name === "start" ? SLOW : BUSY;
}

/** Asserts that each check holds, but for `damage` where it is given. Answers the exit status that says the same. */
export function assertTable(stdout: string, damage: string | null): number {
  const lines = stdout.split("\n");
  assert.equal(lines.length, TABLE.length + 1, stdout);
  assert.equal(lines.at(-1), "");
  let exitCode = 0;
  for (const [at, [name, expected]] of TABLE.entries()) {
    const [, verdict, label, detail, remedy] = /^(ok {2}|FAIL) {2}([a-z-]+) {2,}(.+?)(?: - (.+))?$/
      .exec(lines[at]!)!;
    assert.equal(lines[at]!.slice(6, 19), `${name.padEnd(11)}  `);
    const failure = name === "image" ? damage : remedyFor(name, detail!);
    const found = [verdict, label, remedy ?? null];
    assert.deepEqual(found, [failure === null ? "ok  " : "FAIL", name, failure], stdout);
    if (name !== "image" || damage === null) {
      assert.match(detail!, new RegExp(`^${expected.source}$`));
    }
    if (failure !== null) exitCode = 1;
  }
  return exitCode;
}
