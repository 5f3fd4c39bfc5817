/** One request tries by every means to leave something for the next: a fresh interpreter and another session find nothing. */
import assert from "node:assert/strict";
import { LEFT_BEHIND } from "./serve_left_behind.ts";
import { type Answer, ok, plain, QUIET_END, Served } from "./served.ts";

const attempts = Object.entries(LEFT_BEHIND);
const NOTHING_FOUND = ok(null, null, { stdout: "False\n" });

Deno.test("what a program leaves behind is not there for the next, which has an interpreter of its own", async (t) => {
  await using server = new Served("--workers", "1", "--spares", "2");
  // Each looks for what the one before it has left, and leaves its own.
  const requests = [...attempts, null].map((attempt, at): Answer => {
    const before = attempts[at - 1]?.[1];
    const look = before === undefined ? "found = False" : before.find;
    const { leave = "", members = {} } = attempt?.[1] ?? {};
    return { code: `${look}\nprint(found)\n${leave}`, ...members };
  });
  const answers = await server.askAll(requests);
  assert.equal(answers[0]!.stdout, "False\n");
  for (const [at, [name]] of attempts.entries()) {
    await t.step(name, () => {
      const { status, stdout, error } = answers[at + 1]!;
      assert.equal(stdout, "False\n", `${error}`);
      assert.ok(
        status === "ok" || attempts[at + 1]?.[0] === "an exception that nobody caught",
        `${error}`,
      );
    });
  }
  assert.deepEqual(plain(answers.at(-1)!), NOTHING_FOUND);
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("it lasts within its session, and no other session finds it", async (t) => {
  await using server = new Served("--workers", "2", "--spares", "1");
  for (const [name, { leave, members = {}, find, lasts = true }] of attempts) {
    await t.step(name, async () => {
      const look = { code: `${find}\nfound` };
      const [, , mine, others] = await server.askAll([
        { code: leave, session: "mine", ...members },
        { code: "pass", session: "another" },
        { ...look, session: "mine" },
        { ...look, session: "another" },
      ]);
      assert.deepEqual([mine!.status, mine!.output], ["ok", lasts], `${mine!.error}`);
      assert.deepEqual(plain(others!), ok(false, "False"));
    });
  }
  await t.step("nor does a session of the same name, once it was closed", async () => {
    assert.deepEqual(await server.ask({ close: "mine" }), { closed: true });
    const finds = attempts.filter(([name]) => name !== "marks in memory").map(([, { find }]) =>
      find
    );
    const code = `all = []\n${
      finds.map((find) => `${find}\nall.append(found)`).join("\n")
    }\nany(all)`;
    assert.deepEqual(plain(await server.ask({ code, session: "mine" })), ok(false, "False"));
  });
  assert.deepEqual(await server.end(), QUIET_END);
});
