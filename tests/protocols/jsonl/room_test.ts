/** When a server reads no further line: its memory is not the client's to fill. */
import assert from "node:assert/strict";
import { bad, until } from "../../e2e/served.ts";
import { fakeJail } from "../../engine/fake_jails.ts";
import { InProcess } from "./in_process.ts";

/** As many answers may wait for one that was asked for before them. */
const MOST_HELD = 65_536;

Deno.test("no line is read while too many answers wait for another one, and none of them is lost", async () => {
  await using server = new InProcess(fakeJail("nothing"), 0);
  server.send({ code: "silence", timeout: 2500 });
  const close = () => server.send({ close: "nobody" });
  for (let at = 0; at < MOST_HELD; at++) close();
  await server.room();
  close();
  let hasRoom = false;
  const room = server.room().then(() => hasRoom = true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(hasRoom, false);
  assert.deepEqual(server.strays, []);
  await room;
  await until(() => server.strays.length === MOST_HELD + 2, "all answers");
  const [first, ...others] = server.strays;
  const timedOut = bad("timeout", 124, "timed out after 2.5s (--timeout)");
  assert.deepEqual(first, { id: undefined, ...timedOut });
  assert.ok(others.every(({ closed }) => closed === false));
});
