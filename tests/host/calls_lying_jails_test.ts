/** Fake jails that lie about calls of host functions: forged, replayed, flooded, deep and huge ones, and waits that are none. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { JailCalls } from "../../src/host/jail_calls.ts";
import { fakeJail, LIMITS, runHonestly, runJail } from "../fixtures/supervised.ts";
import { SLOWNESS } from "../slowness.ts";

const MIB = 1024 * 1024;
/** A text, or one between two that is repeated. */
type Json = readonly [before: string, unit: string, after: string, times: number];

const json = (text: string): Json => [text, "", "", 0];
const EMPTY = json('{"args":[],"kwargs":{}}');
const BROKE = "the sandbox broke its protocol and was killed:";

/** How much more processor time than its limit a jail may have: the time in which it is interrupted, and killed. */
const MOST_LATE_MS = 600;
const MOST_GROWTH_BYTES = 100 * MIB;
const MOST_HELD_MS = 100 * SLOWNESS;

interface Case {
  readonly count?: number;
  readonly first?: number;
  readonly index?: number;
  readonly json?: Json;
  readonly then?: string;
  /** How many calls the program may make, and how long they may wait; no functions at all where this is null. */
  readonly calls?: { readonly most?: number; readonly timeoutMs?: number } | null;
  /** What each call is answered with; nothing where this is absent. */
  readonly value?: string;
}

async function run(given: Case) {
  const { count = 1, first = 0, index = 0, json: text = EMPTY, then = "sleep", calls = {} } = given;
  const heard: number[] = [];
  const value = given.value === undefined ? undefined : new TextEncoder().encode(given.value);
  const jailCalls = calls && new JailCalls({
    functions: [{ name: "f", description: null, parameters: null }],
    timeoutMs: calls.timeoutMs ?? 60_000,
    most: calls.most ?? 1000,
    onCall: (call) => {
      heard.push(call.args.text.length);
      if (value !== undefined) call.answer({ value });
    },
    onWaiting: () => {},
  });
  const args = [String(count), String(first), String(index), JSON.stringify(text), then];
  const ended = await runJail(
    fakeJail("calls", args),
    jailCalls === null ? {} : { calls: jailCalls },
  );
  deepEqual(ended.survivors, []);
  ok(ended.heldMs < MOST_HELD_MS, `timers had no turn for ${ended.heldMs} ms`);
  ok(ended.growthBytes < MOST_GROWTH_BYTES, `the host grew by ${ended.growthBytes} bytes`);
  return { ...ended, heard };
}

/** A case that the jail must be killed for. */
function violates(name: string, given: Case, what: string): void {
  Deno.test(`lying jail: ${name}`, async () => {
    const { outcome } = await run(given);
    deepEqual([outcome.status, outcome.exitCode], ["crashed", 139]);
    equal(outcome.reason, `${BROKE} ${what}`);
  });
}

violates(
  "a call where no functions were given",
  { calls: null },
  "A call came from a program without functions",
);
violates(
  "a call of a function that there is not",
  { index: 1 },
  "A call of a function 1, which is none",
);
violates("a first call that is not the first", { first: 7 }, "A call has the number 7, expected 0");
violates(
  "a call for the second time",
  { then: "again" },
  "A call has the number 0, expected 1",
);
violates(
  "more open calls than there may be",
  { count: 33 },
  "A call came while 32 were without an answer",
);
violates(
  "calls without end, none of whose answers is taken",
  { count: 0, then: "flood", calls: { most: 0 } },
  "A call came while 128 answers were not taken",
);
violates(
  "arguments that are too large",
  { json: ['{"args":["', "x", '"],"kwargs":{}}', MIB - 24] },
  "A frame of type 13 announced 1048582 bytes, more than 1048581",
);
violates(
  "arguments of nothing but brackets",
  { json: ["", "[", "", MIB] },
  "The arguments of a call: no JSON at position 0",
);
violates(
  "arguments that are nested too deep",
  { json: ['{"args":', "[", "", 100_000] },
  "The arguments of a call: expected arrays and objects nested at most 103 deep",
);
violates(
  "arguments with half a character",
  { json: json('{"args":["\\ud800"],"kwargs":{}}') },
  "The arguments of a call: no JSON at position 13",
);
violates(
  "arguments that would end their line",
  { json: json('{"args":[\n],"kwargs":{}}') },
  "The arguments of a call: no JSON at position 9",
);

const timedOut = ["timeout", 124, "timed out after 600ms (--timeout)"];

Deno.test("lying jail: one that waits for an answer and computes all the while is held to its time", async () => {
  const { outcome, heard } = await run({ then: "work" });
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], timedOut);
  // By its processor time: a busy machine may give it little.
  const { cpuMs } = outcome.stats;
  ok(cpuMs < LIMITS.timeoutMs! + MOST_LATE_MS, `it had ${cpuMs} ms of processor time`);
  equal(heard.length, 1);
});

Deno.test("lying jail: one that does nothing while a call is open has its time when that is over", async () => {
  const { outcome } = await run({ calls: { timeoutMs: 900 } });
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], timedOut);
  ok(outcome.stats.wallMs > 900 + LIMITS.timeoutMs! - 100, `${outcome.stats.wallMs} ms`);
});

Deno.test("lying jail: calls beyond the most that come without end are answered until its time is over", async () => {
  const { outcome, heard } = await run({ then: "flood and read", calls: { most: 1 }, value: "1" });
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], timedOut);
  equal(heard.length, 1);
});

Deno.test("lying jail: the largest calls, each answered, hold up nobody", async () => {
  const large: Json = ['{"args":[', "[],", '0],"kwargs":{}}', Math.floor((MIB - 40) / 3)];
  const { outcome, heard } = await run({ then: "flood and read", json: large, value: "1" });
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], timedOut);
  ok(heard.length > 0);
});

Deno.test("lying jail: large answers that are never taken do not pile up in the host", async () => {
  const value = `"${"x".repeat(4 * MIB - 2)}"`;
  const { outcome } = await run({ count: 32, value });
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], timedOut);
});

Deno.test("lying jail: a call that comes with the end of its program reaches nobody", async () => {
  for (const then of ["end", "end, and call"]) {
    const { outcome, heard } = await run({ then });
    deepEqual([outcome.status, heard.length], ["ok", 1]);
  }
});

Deno.test("after all of them, an honest run is what it always was", async () => {
  const { outcome, stdout } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, stdout], ["ok", 0, "honest\n"]);
});
