/** `serve-stdio` and whoever kills or stops its processes from outside: one answer to each request, and nothing is left. */
import assert from "node:assert/strict";
import { processorSeconds } from "../../scripts/soak/processes.ts";
import { type Answer, bad, HERE, ok, plain, QUIET_END, Served, until, verdict } from "./served.ts";

const IS_UNIX = Deno.build.os !== "windows";

const KILLED = bad(
  "crashed",
  139,
  "the sandbox was killed (SIGKILL), perhaps by the system for want of memory",
);
const SUM = { code: "4 + 5" };
const NINE = ok(9, "9");
const LOOP = `${HERE}\nwhile True: pass`;

Deno.test("spares that are killed or stopped from outside", { ignore: !IS_UNIX }, async (t) => {
  await using server = new Served("--workers", "2", "--spares", "2");
  await server.untilLoad({ spares: 2 });

  await t.step("a spare that is killed is replaced, and nobody hears of it", async () => {
    const killed = await pids(server);
    signalAll(killed, "SIGKILL");
    // A new one is begun when the server has seen that an old one is gone.
    const isNew = (pid: number) => !killed.includes(pid);
    await until(async () => {
      const there = await pids(server);
      return there.length === 2 && there.every(isNew);
    }, "new jails");
    await server.untilLoad({ spares: 2 });
    assert.deepEqual(await answers(server, SUM, SUM), [NINE, NINE]);
  });

  await t.step("a spare that is killed just when it is needed is answered for", async () => {
    await server.untilLoad({ spares: 2 });
    signalAll(await pids(server), "SIGKILL");
    const given = await answers(server, SUM, SUM, SUM, SUM);
    for (const answer of given) assert.deepEqual(answer, answer.status === "ok" ? NINE : KILLED);
    assert.ok(given.filter(({ status }) => status === "ok").length >= 2, JSON.stringify(given));
  });

  await t.step("a spare that was stopped goes on when it is needed", async () => {
    await server.untilLoad({ spares: 2 });
    signalAll(await pids(server), "SIGSTOP");
    assert.deepEqual(await answers(server, SUM, SUM, SUM), [NINE, NINE, NINE]);
  });

  await t.step(
    "nothing is left at the end",
    async () => assert.deepEqual(await server.end(), QUIET_END),
  );
});

Deno.test(
  "jails at work and at rest that are killed or stopped",
  { ignore: !IS_UNIX },
  async (t) => {
    // Without spares, a new process is the one that a request has asked for.
    await using server = new Served("--workers", "2", "--spares", "0");
    assert.deepEqual(await answers(server, { code: "kept = 1", session: "bystander" }), [
      ok(null, null),
    ]);
    // Those that follow are forked, where they can be.
    assert.deepEqual(await answers(server, SUM), [NINE]);
    await server.untilForking();
    const [bystander] = await pids(server);
    const newJail = async () => {
      const [pid, second] = (await pids(server)).filter((one) => one !== bystander);
      assert.equal(second, undefined);
      return pid!;
    };

    await t.step("a running jail that is killed is a crash", async () => {
      await server.send({ id: 1, code: LOOP, stream: true });
      assert.deepEqual(await server.next(), { id: 1, event: "stdout", data: "here\n" });
      Deno.kill(await newJail(), "SIGKILL");
      assert.deepEqual((await server.take(1)).map(plain), [{ id: 1, ...KILLED }]);
    });

    await t.step("what it printed before is kept", async () => {
      await server.send({ id: 1, code: `import sys\nprint('here', file=sys.stderr)\n${LOOP}` });
      await until(async () => (await pids(server)).length === 2, "a jail");
      // Not before the program has printed: its clock runs from there.
      await until(async () => (await processorSeconds(await newJail())) > 1, "a second at work");
      Deno.kill(await newJail(), "SIGKILL");
      const printed = { stdout: "here\n", stderr: "here\n" };
      assert.deepEqual((await server.take(1)).map(plain), [{ id: 1, ...KILLED, ...printed }]);
    });

    await t.step("a running jail that is stopped reaches its time limit", async () => {
      await server.send({ id: 1, code: LOOP, stream: true, timeout: 1000 });
      assert.deepEqual(await server.next(), { id: 1, event: "stdout", data: "here\n" });
      Deno.kill(await newJail(), "SIGSTOP");
      const error = "timed out after 1s (--timeout)";
      const [ended] = (await server.take(1)).map(verdict);
      assert.deepEqual(ended, { id: 1, status: "timeout", exitCode: 124, error });
    });

    const look = { code: "'x' in globals()", session: "victim" };
    const isClean = ok(false, "False");

    await t.step("an idle session whose jail is killed is lost, and told so once", async () => {
      assert.deepEqual(await answers(server, { code: "x = 1", session: "victim" }), [
        ok(null, null),
      ]);
      const pid = await newJail();
      await until(
        async () => (await stateOf(server, pid)).startsWith("T"),
        "it is stopped at rest",
      );
      Deno.kill(pid, "SIGKILL");
      await server.untilLoad({ sessions: 1 });
      assert.deepEqual(await answers(server, look), [{ ...isClean, sessionLost: true }]);
      assert.deepEqual(await answers(server, look), [isClean]);
      assert.deepEqual(await server.ask({ close: "victim" }), { closed: true });
    });

    await t.step(
      "a busy session whose jail is killed ends, and its next request is told",
      async () => {
        await server.send(
          { id: 1, code: `x = 1\n${LOOP}`, session: "victim", stream: true },
          { id: 2, ...look },
          { id: 3, ...look },
        );
        assert.deepEqual(await server.next(), { id: 1, event: "stdout", data: "here\n" });
        Deno.kill(await newJail(), "SIGKILL");
        assert.deepEqual((await server.take(3)).map(plain), [
          { id: 1, ...KILLED, sessionEnded: true },
          { id: 2, ...isClean, sessionLost: true },
          { id: 3, ...isClean },
        ]);
        assert.deepEqual(await server.ask({ close: "victim" }), { closed: true });
      },
    );

    await t.step("a session whose jail is stopped while it rests goes on", async () => {
      await answers(server, { code: "x = 1", session: "victim" });
      Deno.kill(await newJail(), "SIGSTOP");
      assert.deepEqual(await answers(server, look), [ok(true, "True")]);
    });

    await t.step("nobody else's state was touched, and nothing is left at the end", async () => {
      assert.deepEqual(await answers(server, { code: "kept", session: "bystander" }), [ok(1, "1")]);
      const expected = new Set([bystander, await newJail()]);
      assert.deepEqual(new Set(await pids(server)), expected);
      assert.deepEqual(await server.end(), QUIET_END);
    });
  },
);

Deno.test({
  name: "a server that is killed at any moment leaves no jail behind",
  // Elsewhere, a jail that is stopped at rest does not hear of it.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await Promise.all([0, 60, 150, 300, 900].map(async (milliseconds) => {
      await using server = new Served("--workers", "2", "--spares", "1");
      await server.send(
        { code: "1", session: "idle" },
        { code: "while True: pass", id: 1 },
        { code: "import time; time.sleep(1000)", session: "busy" },
      );
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      server.signal("SIGKILL");
      const { code, stderr, left } = await server.ended();
      assert.deepEqual([code, stderr, left], [137, "", []], `${milliseconds} ms`);
    }));
  },
});

async function answers(server: Served, ...requests: readonly Answer[]): Promise<Answer[]> {
  return (await server.askAll(requests)).map(plain);
}

/** The server's processes without those that have ended, in no order: numbers begin again when the largest was given. */
async function pids(server: Served): Promise<number[]> {
  const running = (await server.jails()).filter(({ state }) => !state.startsWith("Z"));
  return running.map(({ pid }) => pid);
}

/** Sends a signal to each of them; what has forked its copy, which makes jails, ends by itself. */
function signalAll(all: readonly number[], signal: Deno.Signal): void {
  for (const pid of all) {
    try {
      Deno.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function stateOf(server: Served, pid: number): Promise<string> {
  return (await server.jails()).find((one) => one.pid === pid)?.state ?? "gone";
}
