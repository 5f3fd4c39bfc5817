/** One request tries by every means to leave something for the next: a fresh interpreter and another session find nothing. */
import assert from "node:assert/strict";
import { type Left, LEFT_BEHIND } from "./serve_left_behind.ts";
import { type Answer, ok, plain, QUIET_END, Served } from "./served.ts";

type Attempt = readonly [name: string, left: Left];

const attempts: readonly Attempt[] = Object.entries(LEFT_BEHIND);

/** So many things one program leaves behind; fewer where its request, or its end, is part of it. */
const AT_ONCE = 8;

const groups = attempts.reduce<Attempt[][]>((all, attempt) => {
  const last = all.at(-1) ?? [];
  const isApart = ([, { leave, members }]: Attempt) =>
    members !== undefined || /^raise/.test(leave);
  if (last.length === 0 || last.length === AT_ONCE || isApart(attempt) || isApart(last[0]!)) {
    return [...all, [attempt]];
  }
  last.push(attempt);
  return all;
}, []);

/** A program that prints which of these it finds, and leaves those behind. */
function program(before: readonly Attempt[], now: readonly Attempt[]): Answer {
  const finds = before.map(([, { find }]) => `${find}\nall_found.append(found)`);
  const leaves = now.map(([, { leave }]) => leave);
  const code = ["all_found = []", ...finds, "print(all_found)", ...leaves].join("\n");
  return { code, ...now[0]?.[1].members };
}

Deno.test("what a program leaves behind is not there for the next, which has an interpreter of its own", async (t) => {
  await using server = new Served("--workers", "1", "--spares", "2");
  await server.untilForking();
  // Each looks for what the one before it has left, and leaves its own.
  const requests = [...groups, []].map((group, at) => program(groups[at - 1] ?? [], group));
  const answers = await server.askAll(requests);
  for (const [at, group] of groups.entries()) {
    const { stdout, error } = answers[at + 1]!;
    const found = String(stdout).trim().slice(1, -1).split(", ");
    assert.equal(found.length, group.length, `${error}`);
    for (const [which, [name]] of group.entries()) {
      await t.step(name, () => assert.equal(found[which], "False", `${error}`));
    }
  }
  const failed = answers.filter(({ status }) => status !== "ok").map(({ error }) => error);
  assert.deepEqual(failed, ["ValueError: left"]);
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("it lasts within its session, and no other session finds it", async (t) => {
  await using server = new Served("--workers", "2", "--spares", "0");
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
