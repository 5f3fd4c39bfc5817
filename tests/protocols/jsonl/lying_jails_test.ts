/** Jails that lie inside of a server: the request, or the session, is lost, every other goes on, and nothing is left. */
import assert from "node:assert/strict";
import { othersTurn } from "../../../src/core/turns.ts";
import { ownChildren } from "../../../scripts/soak/processes.ts";
import { type Answer, bad, ok, until } from "../../e2e/served.ts";
import { fakeJail } from "../../engine/fake_jails.ts";
import { InProcess } from "./in_process.ts";

const FINE = ok(null, null);
const LOST = { sessionLost: true };
const ENDED = { sessionEnded: true };

function broke(what: string, more: Answer = {}): Answer {
  return bad("crashed", 139, `the sandbox broke its protocol and was killed: ${what}`, more);
}

function died(how: string): Answer {
  return bad("crashed", 139, `the sandbox ended without a result (${how})`);
}

/** What a jail does with a program, the answer to that in a session, and the one without. */
const LIES: Readonly<Record<string, { code: string; inSession: Answer; alone: Answer }>> = {
  "an end twice": {
    code: "end twice",
    inSession: { ...broke("A frame came after the end"), ...ENDED },
    alone: FINE,
  },
  "output behind the end": {
    code: "end and output",
    inSession: { ...broke("A frame came after the end"), ...ENDED },
    alone: FINE,
  },
  "garbage behind the end": {
    code: "end and garbage",
    inSession: { ...broke("A frame of unknown type 71 arrived"), ...ENDED },
    alone: FINE,
  },
  "half a frame behind the end": {
    code: "end and half a frame",
    inSession: { ...broke("The stream ended in the middle of a frame"), ...ENDED },
    alone: FINE,
  },
  "a second hello": {
    code: "hello",
    inSession: { ...broke("A second hello came"), ...ENDED },
    alone: broke("A second hello came"),
  },
  "garbage": {
    code: "output, garbage",
    inSession: {
      ...broke("A frame of unknown type 71 arrived", { stdout: "SAID\n" }),
      ...ENDED,
    },
    alone: broke("A frame of unknown type 71 arrived", { stdout: "SAID\n" }),
  },
  "an end of four gigabytes": {
    code: "an end of four gigabytes",
    inSession: {
      ...broke("A frame of type 5 announced 4294967295 bytes, more than 4194304"),
      ...ENDED,
    },
    alone: broke("A frame of type 5 announced 4294967295 bytes, more than 4194304"),
  },
  "an end that keeps nothing": {
    code: "end for good",
    inSession: { ...FINE, ...ENDED },
    alone: FINE,
  },
  "a failure": {
    code: "a failure",
    inSession: { ...bad("crashed", 139, "the interpreter crashed: no"), ...ENDED },
    alone: bad("crashed", 139, "the interpreter crashed: no"),
  },
  "an exit": {
    code: "exit",
    inSession: { ...died("status 0"), ...ENDED },
    alone: died("status 0"),
  },
  "half a frame and an exit": {
    code: "half a frame, exit",
    inSession: { ...broke("The stream ended in the middle of a frame"), ...ENDED },
    alone: broke("The stream ended in the middle of a frame"),
  },
  "a request for input of three bytes": {
    code: "a request for input of three bytes",
    inSession: { ...broke("A request for standard input has the wrong length"), ...ENDED },
    alone: broke("A request for standard input has the wrong length"),
  },
};

/** What a jail does when it was told that its request is answered: the next request finds a lost session. */
const LIES_AT_REST: Readonly<Record<string, string>> = {
  "an end": "end, pause, end of another",
  "output": "end, pause, output",
  "a hello": "end, pause, hello",
  "garbage": "end, pause, garbage",
  "half a frame": "end, pause, half a frame",
  "an exit": "end, pause, exit",
  "its own death": "end, pause, kill itself",
};

/** Where processes can be seen, and signals sent. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

Deno.test("a jail that lies loses its session, and nobody else's", ON_UNIX, async (t) => {
  {
    await using server = new InProcess(fakeJail("nothing"), 2);
    const bystander = { code: "end", session: "bystander" };
    assert.deepEqual(await server.ask(bystander), FINE);

    for (const [name, { code, inSession, alone }] of Object.entries(LIES)) {
      await t.step(name, async () => {
        const [lied, next, after, fresh, other, honest] = await Promise.all([
          server.ask({ code, session: name }),
          server.ask({ code: "end", session: name }),
          server.ask({ code: "output, end", session: name }),
          server.ask({ code }),
          server.ask(bystander),
          server.ask({ code: "end for good" }),
        ]);
        assert.deepEqual(lied, inSession);
        assert.deepEqual(next, { ...FINE, ...LOST });
        assert.deepEqual(after, { ...FINE, stdout: "SAID\n" });
        assert.deepEqual(fresh, alone);
        assert.deepEqual([other, honest], [FINE, FINE]);
        assert.deepEqual(await server.ask({ close: name }), { closed: true });
      });
    }

    for (const [name, code] of Object.entries(LIES_AT_REST)) {
      await t.step(`at rest: ${name}`, async () => {
        // On a busy machine, one may speak before the host has looked at its end, or be stopped before it speaks.
        await until(async () => {
          const isTold = (await server.ask({ code, session: name })).status === "ok";
          if (isTold && await isLostSoon(server)) return true;
          await server.ask({ close: name });
          return false;
        }, "a lie at rest");
        assert.deepEqual(await server.ask({ code: "end", session: name }), { ...FINE, ...LOST });
        assert.deepEqual(await server.ask(bystander), FINE);
        assert.deepEqual(await server.ask({ close: name }), { closed: true });
      });
    }

    await t.step("silence until the time limit", async () => {
      const error = "timed out after 300ms (--timeout)";
      const asked = { code: "silence", session: "silent", timeout: 300 };
      const [silent, other] = await Promise.all([server.ask(asked), server.ask(bystander)]);
      assert.deepEqual(silent, { ...bad("timeout", 124, error), ...ENDED });
      assert.deepEqual(other, FINE);
    });

    assert.deepEqual(server.strays, []);
  }
  assert.deepEqual(await ownChildren(), []);
});

Deno.test(
  "much output that has to be escaped is answered whole, in the order of requests, and others are answered meanwhile",
  ON_UNIX,
  async () => {
    {
      await using server = new InProcess(fakeJail("nothing"), 2);
      const stdout = "\x7f\x01".repeat(0x7000 * 16);
      const stderr = "\xff".repeat(1600);
      const [first, second] = [0, 1].map(() => server.ask({ code: "much output, end" }));
      let pings = 0;
      let waits = true;
      first!.then(() => waits = false);
      for (; waits; pings++) {
        await server.ask({ ping: true });
        await othersTurn();
      }
      assert.ok(pings > 3);
      for (const answer of [await first, await second]) {
        assert.deepEqual(answer, { ...FINE, stdout, stderr });
      }
      // Without ids, in order.
      server.send({ code: "much output, end", id: null });
      server.send({ code: "output, end", id: null });
      await until(() => server.strays.length === 2, "both answers");
      assert.deepEqual(server.strays.map((answer) => (answer.stdout as string).length), [
        stdout.length,
        5,
      ]);
    }
    assert.deepEqual(await ownChildren(), []);
  },
);

/** What spares do that nobody has asked anything, and the answer of one that is asked before it does. */
const AT_REST: Readonly<Record<string, Answer>> = {
  "pause, output": { ...FINE, stdout: "SAID\n" },
  "pause, end of another": { ...FINE, resultRepr: "FORGED" },
  "pause, hello": broke("A second hello came"),
  "pause, garbage": broke("A frame of unknown type 71 arrived"),
  "pause, exit": died("status 0"),
};

for (const [atRest, expected] of Object.entries(AT_REST)) {
  Deno.test(`a spare that lies at rest is not used: ${atRest}`, ON_UNIX, async () => {
    {
      await using server = new InProcess(fakeJail(atRest), 1);
      await until(() => server.spares === 1, "a spare");
      await until(() => server.spares === 0, "none");
      // This one was booted for the request, and has it before it lies.
      assert.deepEqual(await server.ask({ code: "end" }), expected);
    }
    assert.deepEqual(await ownChildren(), []);
  });
}

/** Whether the bystander's session is soon the only one. */
async function isLostSoon(server: InProcess): Promise<boolean> {
  const deadline = performance.now() + 2000;
  while (performance.now() < deadline) {
    const { load } = await server.ask({ ping: true });
    if ((load as Record<string, number>).sessions === 1) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
