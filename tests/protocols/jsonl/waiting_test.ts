/** Requests that wait for a jail to boot. */
import assert from "node:assert/strict";
import { ownChildren } from "../../../scripts/soak/processes.ts";
import { bad, ok } from "../../e2e/served.ts";
import { fakeJail as otherFakeJail } from "../../fixtures/supervised.ts";
import { fakeJail } from "../../engine/fake_jails.ts";
import { InProcess } from "./in_process.ts";

Deno.test("a program that is cancelled while its jail boots is answered at once, and the jail is another's", async () => {
  await using server = new InProcess(fakeJail("nothing"), 0, { workers: 1 });
  server.send({ id: "first", code: "end" });
  server.send({ cancel: "first" });
  const second = await server.ask({ code: "output, end" });
  assert.deepEqual(second, ok(null, null, { stdout: "SAID\n" }));
  assert.deepEqual(server.strays, [{ id: "first", ...bad("cancelled", 130, "cancelled") }]);
});

Deno.test("it is answered even where no jail ever boots, and leaves none", {
  // Nobody looks for processes there.
  ignore: Deno.build.os === "windows",
}, async () => {
  {
    await using server = new InProcess(otherFakeJail("silent"), 0);
    const sessions = ["s", undefined].map((session) => server.ask({ code: "end", session }));
    server.stopAll();
    const stopped = bad("cancelled", 143, "stopped by SIGTERM");
    assert.deepEqual(await Promise.all(sessions), [stopped, stopped]);
  }
  assert.deepEqual(await ownChildren(), []);
});

Deno.test("where jails do not boot, every request says so, and the server goes on", async () => {
  await using server = new InProcess(otherFakeJail("exit", ["3"]), 0);
  const internal = bad("internal", 125, "the sandbox did not start (status 3)");
  const asked = [{ code: "1" }, { code: "1", session: "s" }, { code: "1", session: "s" }];
  assert.deepEqual(await Promise.all(asked.map((one) => server.ask(one))), [
    internal,
    internal,
    internal,
  ]);
  assert.deepEqual(await server.ask({ close: "s" }), { closed: false });
  const { load } = await server.ask({ ping: true });
  assert.deepEqual(load, { running: 0, queued: 0, spares: 0, sessions: 0, workers: 4 });
});
