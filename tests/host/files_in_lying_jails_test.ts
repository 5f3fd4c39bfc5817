/** Fake jails that do not take the files of their program, or lie about them. */
import { deepEqual, ok } from "node:assert/strict";
import { FilesIn } from "../../src/host/send_files.ts";
import { FrameType } from "../../src/wire/frame.ts";
import { fakeJail, runHonestly, runJail } from "../fixtures/supervised.ts";

const MIB = 1024 * 1024;

/** A file of so many bytes, all zero, and a jail that has so long for it. */
function filesOf(bytes: number, patienceMs = 20_000): FilesIn {
  const contents = {
    bytes,
    open: () =>
      Promise.resolve({
        read: (target: Uint8Array) => Promise.resolve(target.length),
        [Symbol.dispose]: () => {},
      }),
  };
  return new (class extends FilesIn {
    override readonly patienceMs = patienceMs;
  })([{ path: "zeros", contents }]);
}

const LATE = "the sandbox took too long for the files of the program";
const notStarted = (what: string) => ["internal", 125, `the sandbox did not start: ${what}`];

const CASES: readonly {
  name: string;
  does: unknown[];
  bytes?: number;
  patienceMs?: number;
  verdict: unknown[];
}[] = [
  {
    name: "never reads a large file",
    does: ["sleeps"],
    bytes: 20 * MIB,
    patienceMs: 700,
    verdict: ["internal", 125, LATE],
  },
  {
    name: "never says that it has a small one",
    does: ["sleeps"],
    patienceMs: 700,
    verdict: ["internal", 125, LATE],
  },
  {
    name: "says at once that it has them, and reads nothing",
    does: ["says", [FrameType.FilesIn, [0]]],
    bytes: 20 * MIB,
    patienceMs: 700,
    verdict: ["internal", 125, LATE],
  },
  {
    name: "ends",
    does: ["exits"],
    bytes: 20 * MIB,
    verdict: ["internal", 125, "the sandbox did not start (status 0)"],
  },
  {
    name: "has no room for them",
    does: ["says", [FrameType.FilesIn, [1]]],
    bytes: 20 * MIB,
    verdict: [
      "memory",
      137,
      "out of memory: the files given do not fit: the limit is 64MiB (--max-heap)",
    ],
  },
  {
    name: "has something in their way",
    does: ["says", [FrameType.FilesIn, [2]]],
    verdict: [
      "internal",
      125,
      "a file could not be given: the program has a file or folder in its way",
    ],
  },
  {
    name: "says something else of them",
    does: ["says", [FrameType.FilesIn, [3]]],
    verdict: notStarted("What became of the files is none of what is known"),
  },
  {
    name: "says it twice",
    does: ["says", [FrameType.FilesIn, [0]], [FrameType.FilesIn, [0]]],
    verdict: [
      "crashed",
      139,
      "the sandbox broke its protocol and was killed: A frame of type 8 came that nobody asked for",
    ],
  },
  {
    name: "writes output before its program is there",
    does: ["says", [FrameType.Stdout, [97]]],
    verdict: notStarted("A frame of type 2 came before the program was sent"),
  },
  {
    name: "lists files instead",
    does: ["says", [FrameType.FilesListed, [0, 0, 0, 0]]],
    verdict: notStarted("A frame of type 10 came before the program was sent"),
  },
  {
    name: "crashes",
    does: ["fails", "trap"],
    verdict: ["crashed", 139, "the interpreter crashed: m"],
  },
];

for (const { name, does, bytes = 1, patienceMs, verdict } of CASES) {
  Deno.test(`a jail that is given files and ${name}`, async () => {
    const run = await runJail(fakeJail("takes_files", [JSON.stringify(does)]), {
      files: { in: filesOf(bytes, patienceMs) },
      limits: { timeoutMs: 5000 },
    });
    const { status, exitCode, reason } = run.outcome;
    deepEqual([status, exitCode, reason], verdict);
    deepEqual([run.stdout, run.survivors], ["", []]);
    ok(run.milliseconds < 4000, `returned after ${run.milliseconds} ms`);
    ok(run.growthBytes < 100 * MIB, `the host grew by ${run.growthBytes} bytes`);
  });
}

Deno.test("a signal while files go in ends it at once", async () => {
  const run = await runJail(fakeJail("takes_files", ['["sleeps"]']), {
    files: { in: filesOf(20 * MIB) },
    limits: { timeoutMs: 5000 },
    stopAfterMs: 700,
  });
  deepEqual([run.outcome.status, run.outcome.reason], ["cancelled", "stopped by SIGTERM"]);
  ok(run.milliseconds < 3000, `returned after ${run.milliseconds} ms`);
});

Deno.test("after all of them, an honest run is what it always was", async () => {
  const { outcome, stdout } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, stdout], ["ok", 0, "honest\n"]);
});
