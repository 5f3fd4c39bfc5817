/** A server with more interpreters than Deno has threads to wait for them, where each would hold some: all answer. */
import assert from "node:assert/strict";
import { ok, plain, QUIET_END, Served, until } from "./served.ts";

Deno.test("a server answers whose spares and sessions are many, while most of them are idle", async () => {
  const spares = 2 * navigator.hardwareConcurrency;
  const options = ["-q", "--workers", "2", "--spares", `${spares}`, "--timeout", "60s"];
  await using server = new Served(...options);
  const ready = async () =>
    ((await server.ask({ ping: true })).load as { spares: number }).spares === spares;
  await until(ready, "all spares");
  for (const round of [1, 2, 3]) {
    const sessions = ["a", "b"].map((session) => ({ session, code: `n = ${round}\nn + 1` }));
    const answers = await server.askAll([...sessions, { code: "len(input())", stdin: "line" }]);
    const next = ok(round + 1, `${round + 1}`);
    assert.deepEqual(answers.map(plain), [next, next, ok(4, "4")]);
    await until(ready, "all spares again");
  }
  assert.deepEqual(await server.end(), QUIET_END);
});
