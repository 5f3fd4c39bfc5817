/** What it is worth that interpreters are ready: by ratios and generous limits, because machines differ. `deno task bench serve` has the figures. */
import assert from "node:assert/strict";
import { percentile } from "../../scripts/bench/percentiles.ts";
import { residentBytes, Served } from "./served.ts";

const MIB = 1024 * 1024;

/** As many of each, in turn. */
const ROUNDS = 3;

/** Twice what one takes, with the files of the engine that all of them share. */
const MOST_RESIDENT_BYTES = 200 * MIB;

/** How long a spare goes on warming up that nobody asks, in milliseconds. */
const WARM_MS = 300;

Deno.test("a request that finds an interpreter ready takes a fraction of a start, and so does one of a session", async () => {
  await using ready = new Served("--workers", "1", "--spares", "1");
  const times = { ready: [] as number[], session: [] as number[], cold: [] as number[] };
  await ready.ask({ code: "1", session: "s" });
  for (let round = 0; round < ROUNDS; round++) {
    await ready.untilLoad({ spares: 1 });
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    times.ready.push(await milliseconds(() => ready.ask({ code: "4 + 5" })));
    await ready.untilLoad({ spares: 1 });
    times.session.push(await milliseconds(() => ready.ask({ code: "4 + 5", session: "s" })));
    await using cold = new Served("--workers", "1", "--spares", "0");
    times.cold.push(await milliseconds(() => cold.ask({ code: "4 + 5" })));
  }
  const limit = percentile(times.cold, 50) / 2;
  assert.ok(percentile(times.ready, 50) < limit, JSON.stringify(times));
  assert.ok(percentile(times.session, 50) < limit, JSON.stringify(times));
});

Deno.test(
  "interpreters that wait are as many as were asked for, none of them large",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using server = new Served("--workers", "1", "--spares", "3");
    await server.untilLoad({ spares: 3 });
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    const jails = await server.jails();
    assert.equal(jails.length, 3);
    for (const { pid } of jails) {
      const bytes = await residentBytes(pid);
      assert.ok(
        bytes > 0 && bytes < MOST_RESIDENT_BYTES,
        `an interpreter of ${Math.round(bytes / MIB)} MiB`,
      );
    }
  },
);

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}
