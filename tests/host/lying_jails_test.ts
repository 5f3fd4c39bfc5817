/** Fake jails that lie, flood, hang and die: the host says what is true, in time, and is as good as before. */
import { RawJson } from "../../src/core/raw_json.ts";
import { deepEqual, equal, ok } from "node:assert/strict";
import type { Status } from "../../src/core/outcome.ts";
import {
  fakeJail,
  LIMITS,
  runHonestly,
  runJail,
  type Supervised,
  type Variation,
} from "../fixtures/supervised.ts";
import { onlyOn, tryTest } from "../needs.ts";
import { SLOWNESS } from "../slowness.ts";

const MIB = 1024 * 1024;

/** How much later than its limits a run may return here, where other work may share the processors. */
const PATIENCE_MS = 2500 * SLOWNESS;

/** What a jail's flood may add to the host's memory. */
const MOST_GROWTH_BYTES = 100 * MIB;

/** For how long a jail may leave the host's timers no turn: twice what is promised, because of all else that a test does. */
const MOST_HELD_MS = 100 * SLOWNESS;

interface Case extends Variation {
  readonly name: string;
  readonly jail: string;
  readonly args?: readonly string[];
  /** Why it is not tried on this system, if it is not. */
  readonly elsewhere?: string | null;
  readonly status: Status;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly stdout?: string;
}

const BROKE = "the sandbox broke its protocol and was killed:";
const timedOut = {
  // Most of them keep a processor busy until then.
  limits: { timeoutMs: 300 },
  status: "timeout",
  exitCode: 124,
  reason: "timed out after 300ms (--timeout)",
} as const;
const ended = (how: string) =>
  ({
    status: "crashed",
    exitCode: 139,
    reason: `the sandbox ended without a result (${how})`,
  }) as const;
const broke = (what: string) =>
  ({ status: "crashed", exitCode: 139, reason: `${BROKE} ${what}` }) as const;
/** What goes wrong before a program was sent is pysandbox's own failure: no program ran. */
const unstarted = (what: string) =>
  ({ status: "internal", exitCode: 125, reason: `the sandbox did not start${what}` }) as const;
const stopped = { status: "cancelled", exitCode: 143, reason: "stopped by SIGTERM" } as const;
const tooMuch = {
  status: "output",
  exitCode: 153,
  reason: "wrote more than 1MiB (--max-output)",
} as const;
const fine = { status: "ok", exitCode: 0, reason: null } as const;
/** An end with these members, and with these of its answer. */
const wrong = (end: unknown, answer: unknown = {}) => ({
  jail: "wrong_end",
  args: [end, answer].map((members) => JSON.stringify(members)),
});
const wrongAnswer = (answer: unknown) => wrong({}, answer);
const CLAIMS = { result: null, resultRepr: null, error: null };

const CASES: readonly Case[] = [
  {
    name: "bytes that are no frame",
    jail: "garbage",
    ...unstarted(": A frame of unknown type 71 arrived"),
  },
  {
    name: "bytes that are no frame after hello",
    jail: "garbage_after_hello",
    ...broke("A frame of unknown type 71 arrived"),
  },
  {
    name: "a hello of four gigabytes",
    jail: "huge_hello",
    ...unstarted(": A frame of type 1 announced 4294967295 bytes, more than 4096"),
  },
  {
    name: "an end of four gigabytes",
    jail: "huge_end",
    ...broke("A frame of type 5 announced 4294967295 bytes, more than 4194304"),
  },
  {
    name: "half a frame",
    jail: "half_frame",
    ...broke("The stream ended in the middle of a frame"),
  },
  {
    name: "half a header",
    jail: "half_header",
    ...unstarted(": The stream ended in the middle of a frame"),
  },
  {
    name: "silence from the start, stopped by the user",
    jail: "silent",
    stopAfterMs: 300,
    ...stopped,
  },
  {
    name: "a process that stops itself before hello, stopped by the user",
    jail: "stopped_before_hello",
    elsewhere: onlyOn("Unix", "processes that are stopped"),
    stopAfterMs: 500,
    ...stopped,
  },
  { name: "silence after hello", jail: "silent_after_hello", ...timedOut },
  { name: "an exit with 0 before hello", jail: "exit", args: ["0"], ...unstarted(" (status 0)") },
  { name: "an exit with 3 before hello", jail: "exit", args: ["3"], ...unstarted(" (status 3)") },
  {
    name: "an exit with 0 after hello",
    jail: "exit_after_hello",
    args: ["0"],
    ...ended("status 0"),
  },
  {
    name: "an exit with 3 after hello",
    jail: "exit_after_hello",
    args: ["3"],
    ...ended("status 3"),
  },
  {
    name: "an exit with 0 and the engine's words for a lack of memory",
    jail: "claims_out_of_memory",
    ...ended("status 0"),
  },
  {
    name: "an end before the program was sent",
    jail: "end_before_hello",
    ...unstarted(": A frame of type 5 came before the program was sent"),
  },
  {
    name: "output before the program was sent",
    jail: "output_before_hello",
    ...unstarted(": A frame of type 2 came before the program was sent"),
  },
  {
    name: "an end without an exit status",
    ...wrongAnswer({ exitCode: null }),
    ...broke("exitCode is null, expected a whole number"),
  },
  {
    name: "an end with exit status 999",
    ...wrongAnswer({ exitCode: 999 }),
    ...broke("exitCode is 999, expected 0 to 255"),
  },
  {
    name: "an end with a text as exit status",
    ...wrongAnswer({ exitCode: "0" }),
    ...broke("exitCode is of type string, expected a whole number"),
  },
  {
    name: "an end with a broken exit status",
    ...wrongAnswer({ exitCode: 0.5 }),
    ...broke("exitCode is 0.5, expected a whole number"),
  },
  {
    name: "an end with 1e300 bytes of heap",
    ...wrong({ peakHeapBytes: 1e300 }),
    ...broke("peakHeapBytes is 1e+300, expected a whole number"),
  },
  {
    name: "an end with less than no heap",
    ...wrong({ peakHeapBytes: -1 }),
    ...broke("peakHeapBytes is -1, expected a whole number"),
  },
  {
    name: "an end without claims",
    ...wrongAnswer({ claimed: [] }),
    ...broke("claimed is an array, expected an object"),
  },
  {
    name: "an end with half an error",
    ...wrongAnswer({ claimed: { ...CLAIMS, result: "null", error: { type: "E" } } }),
    ...broke("error.message is missing, expected text"),
  },
  {
    name: "an end with a number as repr",
    ...wrongAnswer({ claimed: { ...CLAIMS, result: "null", resultRepr: 9 } }),
    ...broke("resultRepr is 9, expected text"),
  },
  {
    name: "an end without an answer",
    ...wrong({ answer: null }),
    ...broke("answer is null, expected an object"),
  },
  {
    name: "a result that is no text of JSON",
    ...wrongAnswer({ claimed: { ...CLAIMS, result: 7 } }),
    ...broke("result is 7, expected text"),
  },
  {
    name: "a result whose JSON is longer than any that Python sends",
    jail: "long_result",
    args: ["524290"],
    ...broke("result has 524290 characters of JSON, expected at most 524288"),
  },
  {
    name: "an end that is no JSON",
    jail: "text_end",
    args: ["{", "1"],
    ...broke("The end message is not JSON in UTF-8"),
  },
  {
    name: "an end that is a list",
    jail: "text_end",
    args: ["[]", "1"],
    ...broke("end is an array, expected an object"),
  },
  {
    name: "an end of nothing but brackets",
    jail: "text_end",
    args: ["[", "1000000"],
    ...broke("The end message: expected arrays and objects nested at most 8 deep"),
  },
  {
    name: "a result nested 100,000 deep",
    jail: "deep_result",
    args: ["100000"],
    ...broke("result is nested deeper than 100 levels"),
  },
  { name: "frames after the end", jail: "frames_after_end", stdout: "before\n", ...fine },
  { name: "endless output after the end", jail: "flood_after_end", ...fine },
  {
    name: "output and a frame that does not exist in one write",
    jail: "output_then_garbage",
    stdout: "before",
    ...broke("A frame of unknown type 99 arrived"),
  },
  { name: "a second hello", jail: "hello_twice", ...broke("A second hello came") },
  {
    name: "a hello of another version",
    jail: "wrong_hello",
    args: ['{"protocol":2}'],
    ...unstarted(": The jail speaks protocol 2, expected 6"),
  },
  {
    name: "a hello without a version",
    jail: "wrong_hello",
    args: ['{"protocol":null}'],
    ...unstarted(": The jail speaks protocol null, expected 6"),
  },
  {
    name: "a hello with endless heap",
    jail: "wrong_hello",
    args: ['{"heapBytes":1e300}'],
    ...unstarted(": heapBytes is 1e+300, expected a whole number"),
  },
  { name: "endless output", jail: "flood_output", stdout: "x".repeat(MIB), ...tooMuch },
  {
    name: "endless output a byte at a time",
    jail: "flood_tiny",
    ...timedOut,
    limits: { maxOutputBytes: 100 * MIB, timeoutMs: 1000 },
    reason: "timed out after 1s (--timeout)",
  },
  { name: "endless frames without content", jail: "flood_empty", ...timedOut },
  {
    name: "endless frames without content of one stream",
    jail: "flood_empty",
    args: ["one stream"],
    ...timedOut,
  },
  {
    name: "endless requests for input, none of which waits for an answer",
    jail: "flood_reads",
    readStdin: () => new Promise(() => {}),
    ...broke("A second request for standard input came before the first was answered"),
  },
  { name: "endless requests for input, each answered", jail: "reads_for_ever", ...timedOut },
  {
    name: "endless requests for input at a prompt, which have no time of their own",
    jail: "reads_for_ever",
    interactive: true,
    ...timedOut,
  },
  {
    name: "endless messages of a wait",
    jail: "flood_waits",
    readStdin: () => new Promise(() => {}),
    ...timedOut,
  },
  ...["4", "4,2", "5,1", "255,0"].map((bytes) => ({
    name: `a message of a wait of the bytes ${bytes}`,
    jail: "wrong_wait",
    args: [bytes],
    ...broke("A message of a wait names no question, or says neither yes nor no"),
  })),
  {
    name: "a request for input of three bytes",
    jail: "wrong_read",
    args: ["3"],
    ...broke("A request for standard input has the wrong length"),
  },
  {
    name: "a request for input of five bytes",
    jail: "wrong_read",
    args: ["5"],
    ...broke("A frame of type 4 announced 5 bytes, more than 4"),
  },
  {
    name: "a question of a kind that nobody answers",
    jail: "asks_unknown",
    args: ["63"],
    ...broke("A frame of unknown type 63 arrived"),
  },
  {
    name: "an answer in the place of a question",
    jail: "asks_unknown",
    args: ["66"],
    ...broke("A frame of unknown type 66 arrived"),
  },
  { name: "a process that hears no signal", jail: "deaf", ...timedOut },
  {
    name: "a process that stops itself",
    jail: "stopped",
    elsewhere: onlyOn("Unix", "processes that are stopped"),
    ...timedOut,
  },
  { name: "gigabytes of diagnostics", jail: "flood_stderr", ...timedOut },
  {
    name: "a program that is never read",
    jail: "unread_source",
    source: `"${"x".repeat(4 * MIB)}"`,
    ...timedOut,
  },
  {
    name: "a failure to start with terminal control sequences",
    jail: "failure_before_hello",
    status: "internal",
    exitCode: 125,
    reason: "the sandbox did not start: [2J ]0;owned no such 31m file",
  },
  {
    name: "a crash with terminal control sequences",
    jail: "failure",
    args: ["trap", JSON.stringify("\x1b[31mred\x1b[0m\n\x07bell")],
    status: "crashed",
    exitCode: 139,
    reason: "the interpreter crashed: [31mred [0m bell",
  },
  {
    name: "a failure of no known kind",
    jail: "failure",
    args: ["fun", '""'],
    ...broke("The kind of failure is of type string"),
  },
  {
    name: "a failure without a message",
    jail: "failure",
    args: ["trap", "7"],
    ...broke("message is 7, expected text"),
  },
];

for (
  const { name, jail, args = [], elsewhere = null, status, exitCode, reason, ...rest } of CASES
) {
  const { stdout = "", ...variation } = rest;
  tryTest({
    name: `lying jail: ${name}`,
    lacks: null,
    elsewhere,
    fn: async () => {
      const run = await runJail(fakeJail(jail, args), variation);
      const { outcome } = run;
      deepEqual([outcome.status, outcome.exitCode, outcome.reason], [status, exitCode, reason]);
      if (jail !== "flood_tiny") equal(run.stdout, stdout);
      deepEqual(outcome.claimed, CLAIMS);
      assertNothingLeft(run, variation);
    },
  });
}

Deno.test("lying jail: a forged success changes nothing but the claims", async () => {
  const run = await runJail(fakeJail("forged_end"));
  const { stats, limits, walls, ...verdict } = run.outcome;
  deepEqual(verdict, {
    status: "ok",
    exitCode: 0,
    reason: null,
    claimed: { result: new RawJson('{"status":"forged"}'), resultRepr: "FORGED", error: null },
  });
  deepEqual(limits, LIMITS);
  equal(stats.peakHeapBytes, LIMITS.maxHeapBytes);
  equal(stats.outputBytes, 0);
  deepEqual([walls.seccomp, walls.landlock], [false, false]);
  assertNothingLeft(run, {});
});

Deno.test("lying jail: a failure to start that comes after the start is not believed", async () => {
  const run = await runJail(fakeJail("failure", ["boot", '"forged"']));
  deepEqual([run.outcome.status, run.outcome.exitCode], ["crashed", 139]);
  assertNothingLeft(run, {});
});

Deno.test("lying jail: requests for input whose answers are never read do not pile up in the host", async () => {
  let asked = 0;
  const readStdin = (most: number) => {
    asked += most;
    return Promise.resolve(new Uint8Array(most));
  };
  const variation = { readStdin, limits: { timeoutMs: 3000 } };
  const run = await runJail(fakeJail("reads_unanswered"), variation);
  ok(asked < 4 * MIB, `${asked} bytes of standard input were read for a jail that took none`);
  assertNothingLeft(run, variation);
});

Deno.test({
  name: "lying jail: one that closes its output and runs on is ended",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const script = new URL("../fixtures/jails/closed_output.sh", import.meta.url).pathname;
    // The request to stop is the test's own way out, where the host would wait for ever.
    const stopAfterMs = 8000;
    const run = await runJail({ path: "/bin/sh", args: [script], env: {} }, { stopAfterMs });
    ok(run.milliseconds < stopAfterMs - 1000, `returned after ${run.milliseconds} ms`);
    deepEqual([run.outcome.status, run.outcome.exitCode], ["crashed", 139]);
    assertNothingLeft(run, {});
  },
});

Deno.test("the time to start counts until hello, and not a moment longer", async () => {
  const variation = { limits: { timeoutMs: 2500 } };
  const run = await withShortBoot(1500, () => runJail(fakeJail("silent_after_hello"), variation));
  const { status, exitCode, reason } = run.outcome;
  deepEqual([status, exitCode, reason], ["timeout", 124, "timed out after 2.5s (--timeout)"]);
});

Deno.test("a jail that never says hello is given up", async () => {
  const run = await withShortBoot(500, () => runJail(fakeJail("silent")));
  const { status, exitCode, reason } = run.outcome;
  deepEqual([status, exitCode, reason], ["internal", 125, "the sandbox did not start in time"]);
  assertNothingLeft(run, {});
});

/** Calls `action` with every wait of half a minute and more, such as the one for hello, made this short. */
async function withShortBoot<T>(milliseconds: number, action: () => Promise<T>): Promise<T> {
  const real = globalThis.setTimeout;
  const hurried = (callback: () => void, delay: number = 0) =>
    real(callback, delay >= 30_000 ? milliseconds : delay);
  globalThis.setTimeout = hurried as typeof setTimeout;
  try {
    return await action();
  } finally {
    globalThis.setTimeout = real;
  }
}

Deno.test("after all of them, an honest run is what it always was", async () => {
  const { outcome, stdout, stderr, survivors } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], ["ok", 0, null]);
  deepEqual(outcome.claimed, { result: new RawJson("9"), resultRepr: "9", error: null });
  deepEqual([stdout, stderr, survivors], ["honest\n", "", []]);
});

/** The process is gone, and the host came back in time, did other things meanwhile, and has not grown. */
function assertNothingLeft(run: Supervised, { limits, stopAfterMs }: Variation): void {
  deepEqual(run.survivors, []);
  const most = (limits?.timeoutMs ?? LIMITS.timeoutMs!) + (stopAfterMs ?? 0) + PATIENCE_MS;
  ok(run.milliseconds < most, `returned after ${run.milliseconds} ms, expected less than ${most}`);
  ok(run.heldMs < MOST_HELD_MS, `timers had no turn for ${run.heldMs} ms of processor time`);
  ok(run.growthBytes < MOST_GROWTH_BYTES, `the host grew by ${run.growthBytes} bytes`);
}
