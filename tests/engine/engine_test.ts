/** What an engine gives its users: values for every end, whatever its jails do. On fake jails, whose programs are words. */
import assert from "node:assert/strict";
import { ownChildren } from "../../scripts/soak/processes.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { Ended, Result } from "../../src/engine/result.ts";
import { until } from "../e2e/served.ts";
import { CEILINGS, engineOn, fakeJail } from "./fake_jails.ts";

const MIB = 1024 * 1024;

/** Where processes can be seen. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

/** An engine on jails that do nothing before they are told to. */
function engine(options: Parameters<typeof engineOn>[1] = {}): Engine {
  return engineOn(fakeJail("nothing"), options);
}

/** What a program that has ended comes to: status, exit status and reason. */
function verdict(result: Result): unknown[] {
  assert.equal(result.kind, "ended");
  const { status, exitCode, reason } = (result as Ended).outcome;
  return [status, exitCode, reason];
}

const OK = ["ok", 0, null];
const CANCELLED = ["cancelled", 130, "cancelled"];
const STOPPED = ["cancelled", 143, "stopped by SIGTERM"];

/** Waits until a program has begun to run in its jail, which says nothing of it. */
async function begun(engine: Engine, programs = 1): Promise<void> {
  await until(() => engine.state().load.running === programs, "a program runs");
  await until(async () => (await ownChildren()).length >= programs, "it has a jail");
}

Deno.test("a program that has ended is a value", async () => {
  await using pysandbox = engine();
  const { outcome, ...rest } = await pysandbox.submit({ code: "output, end" }).result as Ended;
  assert.deepEqual(rest, {
    kind: "ended",
    stdout: "SAID\n",
    stderr: "",
    truncated: false,
    files: null,
    filesOmitted: [],
    display: null,
    sessionLost: false,
    sessionEnded: false,
  });
  assert.deepEqual([outcome.status, outcome.limits], ["ok", CEILINGS]);
});

Deno.test("a listener has the output, and the result none", async () => {
  await using pysandbox = engine();
  const heard: string[] = [];
  const onOutput = (stream: string, text: string) => void heard.push(stream, text);
  const { result } = pysandbox.submit({ code: "output, end" }, { onOutput });
  const { stdout, outcome } = await result as Ended;
  assert.deepEqual([heard, stdout, outcome.status], [["stdout", "SAID\n"], "", "ok"]);
});

Deno.test("a listener that does not take the output holds the program up, and no other", async () => {
  await using pysandbox = engine();
  const called = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  let hasEnded = false;
  const { result } = pysandbox.submit({ code: "output, pause, output, end" }, {
    onOutput: () => {
      called.resolve();
      return taken.promise;
    },
    onResult: () => hasEnded = true,
  });
  await called.promise;
  assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
  assert.equal(hasEnded, false);
  taken.resolve();
  assert.deepEqual(verdict(await result), OK);
});

for (
  const [how, onOutput] of [
    ["throws", () => {
      throw new Error("disk full");
    }],
    ["rejects", () => Promise.reject("disk full")],
  ] as const
) {
  Deno.test(`a listener that ${how} ends its program, and no other`, async () => {
    await using pysandbox = engine();
    const submitted = ["output, silence", "output, end"].map((code) =>
      pysandbox.submit({ code }, { onOutput }).result
    );
    const failed = ["internal", 125, "the listener of the output failed: disk full"];
    assert.deepEqual((await Promise.all(submitted)).map(verdict), [failed, failed]);
    assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
  });
}

Deno.test("a session keeps its jail, and a limit ends it: the next program is told", async () => {
  await using pysandbox = engine();
  const run = async (code: string, timeoutMs = 5000) => {
    const submitted = pysandbox.submit({ code }, { session: "s", limits: { timeoutMs } });
    const { outcome, sessionEnded, sessionLost } = await submitted.result as Ended;
    return [outcome.status, sessionEnded, sessionLost];
  };
  assert.deepEqual(await run("end"), ["ok", false, false]);
  assert.deepEqual(await run("silence", 200), ["timeout", true, false]);
  assert.deepEqual(await run("end"), ["ok", false, true]);
  assert.deepEqual(await pysandbox.closeSession("s"), { kind: "closed", existed: true });
  assert.deepEqual(await pysandbox.closeSession("s"), { kind: "closed", existed: false });
});

Deno.test("a session's cap on memory is its first program's: another one is a value, and the session goes on", async () => {
  await using pysandbox = engine();
  const run = (maxHeapBytes?: number) =>
    pysandbox.submit({ code: "end" }, {
      session: "s",
      limits: maxHeapBytes === undefined ? {} : { maxHeapBytes },
    }).result;
  const first = await run(64 * MIB) as Ended;
  assert.equal(first.outcome.limits.maxHeapBytes, 64 * MIB);
  assert.deepEqual(await run(65 * MIB), {
    kind: "heap-mismatch",
    sessionBytes: 64 * MIB,
    givenBytes: 65 * MIB,
  });
  const second = await run() as Ended;
  assert.deepEqual([second.sessionLost, second.outcome.limits.maxHeapBytes], [false, 64 * MIB]);
  assert.deepEqual(pysandbox.state().counters, { "ok": 2, "heap-mismatch": 1 });
});

Deno.test("a session too many is a value, and is open when another was closed", async () => {
  await using pysandbox = engine({ maxSessions: 1 });
  const run = (session: string) => pysandbox.submit({ code: "end" }, { session }).result;
  assert.deepEqual(verdict(await run("a")), OK);
  assert.deepEqual(await run("b"), { kind: "too-many-sessions", open: 1 });
  await pysandbox.closeSession("a");
  assert.deepEqual(verdict(await run("b")), OK);
});

Deno.test("a queue that is full is a value, of a program and of a close", async () => {
  await using pysandbox = engine({ workers: 1 });
  const held = { mayBegin: () => false };
  const waiting = pysandbox.submit({ code: "end" }, { ...held, size: 64 * MIB });
  const full = { kind: "queue-full", waiting: 1 };
  assert.deepEqual(await pysandbox.submit({ code: "end" }).result, full);
  assert.deepEqual(await pysandbox.closeSession("s"), full);
  waiting.cancel();
  assert.deepEqual(verdict(await waiting.result), CANCELLED);
  assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
});

Deno.test("16,384 programs may wait, and none of more", async () => {
  await using pysandbox = engine();
  const wait = () => pysandbox.submit({ code: "end" }, { mayBegin: () => false });
  for (let at = 0; at < 16_384; at++) wait();
  assert.deepEqual(await wait().result, { kind: "queue-full", waiting: 16_384 });
  assert.equal(pysandbox.state().load.queued, 16_384);
});

Deno.test("what a program holds counts where nobody says what it is", async () => {
  await using pysandbox = engine();
  const held = { mayBegin: () => false };
  const program = { code: "#".repeat(16 * MIB), stdin: "x".repeat(16 * MIB) };
  pysandbox.submit(program, held);
  pysandbox.submit(program, held);
  const small = { code: "end" };
  assert.deepEqual(await pysandbox.submit(small).result, { kind: "queue-full", waiting: 2 });
});

Deno.test("a program that may not begin waits, others pass it, and it begins when it may", async () => {
  await using pysandbox = engine({ workers: 1 });
  let mayBegin = false;
  const order: string[] = [];
  const submit = (name: string, more = {}) =>
    pysandbox.submit({ code: "end" }, { ...more, onResult: () => order.push(name) }).result;
  const first = submit("first", { mayBegin: () => mayBegin });
  await submit("second");
  assert.deepEqual([order, pysandbox.state().load.queued], [["second"], 1]);
  mayBegin = true;
  pysandbox.beginWaiting();
  assert.deepEqual(verdict(await first), OK);
  assert.deepEqual(order, ["second", "first"]);
});

Deno.test("a result is given before the next program begins", async () => {
  await using pysandbox = engine({ workers: 1 });
  const events: string[] = [];
  const submit = (name: string) =>
    pysandbox.submit({ code: "end" }, {
      mayBegin: () => events.push(`${name} begins`) > 0,
      onResult: () => events.push(`${name} ends`),
    }).result;
  await Promise.all([submit("first"), submit("second")]);
  assert.deepEqual(events, ["first begins", "first ends", "second begins", "second ends"]);
});

Deno.test(
  "a cancelled program ends, whether it waits, runs or has no jail yet; once",
  ON_UNIX,
  async () => {
    await using pysandbox = engine({ workers: 1 });
    const booting = pysandbox.submit({ code: "silence" });
    const waiting = pysandbox.submit({ code: "silence" });
    assert.deepEqual([booting.cancel(), waiting.cancel()], [true, true]);
    assert.deepEqual(verdict(await booting.result), CANCELLED);
    assert.deepEqual(verdict(await waiting.result), CANCELLED);
    assert.deepEqual([booting.cancel(), waiting.cancel()], [false, false]);

    const { promise: said, resolve } = Promise.withResolvers<void>();
    const running = pysandbox.submit({ code: "output, silence" }, { onOutput: () => resolve() });
    await said;
    // This one does not heed the first, and has two seconds: the second kills it.
    const from = performance.now();
    assert.deepEqual([running.cancel(), running.cancel()], [true, true]);
    assert.deepEqual(verdict(await running.result), CANCELLED);
    assert.ok(performance.now() - from < 1800, "killed when it was cancelled again");
    assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
  },
);

Deno.test("stopping ends all that was accepted, and the engine takes more", async () => {
  await using pysandbox = engine({ workers: 1 });
  const submitted = ["a", "a", "b"].map((session) =>
    pysandbox.submit({ code: "silence" }, { session }).result
  );
  const closed = pysandbox.closeSession("b");
  pysandbox.stop({ kind: "signal", signal: "SIGTERM" });
  pysandbox.stop({ kind: "signal", signal: "SIGTERM" });
  await pysandbox.finished();
  assert.deepEqual((await Promise.all(submitted)).map(verdict), [STOPPED, STOPPED, STOPPED]);
  assert.deepEqual(await closed, { kind: "closed", existed: false });
  assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
});

Deno.test("the state is what there is, and what there was", ON_UNIX, async () => {
  await using pysandbox = engine({ workers: 1, spares: 1, maxSessions: 1 });
  await until(() => pysandbox.state().load.spares === 1, "a spare");
  assert.equal(pysandbox.state().walls, null);
  await pysandbox.submit({ code: "end" }, { session: "s" }).result;
  await pysandbox.submit({ code: "end" }, { session: "t" }).result;
  const running = pysandbox.submit({ code: "silence" });
  const waiting = pysandbox.submit({ code: "end" });
  await begun(pysandbox);
  const { limits, walls, load, counters, uptimeMs } = pysandbox.state();
  const { spares: _, ...others } = load;
  assert.deepEqual(others, { running: 1, queued: 1, sessions: 1, workers: 1 });
  assert.deepEqual([limits, counters], [CEILINGS, { "ok": 1, "too-many-sessions": 1 }]);
  assert.equal(walls?.rlimit, false);
  assert.ok(Number.isInteger(uptimeMs) && uptimeMs > 0);
  running.cancel();
  running.cancel();
  assert.deepEqual(verdict(await waiting.result), OK);
});

Deno.test(
  "disposing of an engine ends what runs and what waits, and leaves no process",
  ON_UNIX,
  async () => {
    const results: Promise<Result>[] = [];
    let disposed: Engine;
    {
      await using pysandbox = disposed = engine({ workers: 2, spares: 2 });
      await pysandbox.submit({ code: "end" }, { session: "at rest" }).result;
      for (const session of ["s", undefined, undefined]) {
        const { result } = pysandbox.submit(
          { code: "silence" },
          session === undefined ? {} : { session },
        );
        results.push(result);
      }
      await begun(pysandbox, 2);
    }
    assert.deepEqual(await ownChildren(), []);
    assert.deepEqual((await Promise.all(results)).map(verdict), [CANCELLED, CANCELLED, CANCELLED]);
    const message = "The engine is closed: it takes no more programs";
    assert.throws(() => disposed.submit({ code: "1" }), { name: "Error", message });
    assert.throws(() => disposed.closeSession("s"), { name: "Error", message });
  },
);

Deno.test(
  "an engine whose listener never takes the output can be disposed of",
  ON_UNIX,
  async () => {
    const called = Promise.withResolvers<void>();
    let result: Promise<Result>;
    {
      await using pysandbox = engine();
      const onOutput = () => {
        called.resolve();
        return new Promise<void>(() => {});
      };
      result = pysandbox.submit({ code: "output, silence" }, { onOutput }).result;
      await called.promise;
    }
    assert.deepEqual(verdict(await result), CANCELLED);
    assert.deepEqual(await ownChildren(), []);
  },
);

Deno.test("what is no program throws, naming it, and nothing of it was accepted", async () => {
  await using pysandbox = engine();
  const refused = (submit: () => unknown, error: object) => assert.throws(submit, error);
  refused(() => pysandbox.submit({ code: "1", args: ["a\0"] }), {
    name: "ProgramError",
    message: "args[0]: expected no NUL; got one",
  });
  refused(() => pysandbox.submit({ code: "1" }, { session: "" }), {
    name: "ProgramError",
    message: "session: expected a name of 1 to 128 characters; got ''",
  });
  refused(() => pysandbox.closeSession("x".repeat(129)), { name: "ProgramError" });
  refused(() => pysandbox.submit({ code: "1" }, { limits: { timeoutMs: 5001 } }), {
    name: "LimitError",
    limit: "timeoutMs",
    given: 5001,
    ceiling: 5000,
    message: "timeoutMs: expected at most 5000, the engine's own; got 5001",
  });
  assert.deepEqual([pysandbox.state().load.queued, pysandbox.state().counters], [0, {}]);
  assert.deepEqual(verdict(await pysandbox.submit({ code: "end" }).result), OK);
});

Deno.test({
  name: "a session whose jail was killed while its end was on its way is lost, and begins again",
  ...ON_UNIX,
  fn: async () => {
    await using pysandbox = engine();
    // The end is written at once, and read only when the jail was killed: its output is not taken before.
    const onOutput = async () => {
      submission.cancel();
      submission.cancel();
      await until(async () => (await ownChildren()).length === 0, "the jail is killed");
    };
    const submission = pysandbox.submit({ code: "output, end" }, { session: "s", onOutput });
    const first = await submission.result as Ended;
    assert.deepEqual([first.outcome.status, first.sessionEnded], ["cancelled", true]);
    const second = await pysandbox.submit({ code: "end" }, { session: "s" }).result as Ended;
    assert.deepEqual([second.outcome.status, second.sessionLost], ["ok", true]);
  },
});
