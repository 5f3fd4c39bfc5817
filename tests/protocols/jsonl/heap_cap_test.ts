/** The cap on memory of one request, below that of its server: held by the kernel where Python is out of the game. */
import assert from "node:assert/strict";
import { ownChildren } from "../../../scripts/soak/processes.ts";
import { ensureAssets } from "../../../src/host/assets.ts";
import { type Answer, residentBytes } from "../../e2e/served.ts";
import { attackedJail } from "../../fixtures/supervised.ts";
import { InProcess } from "./in_process.ts";

const MIB = 1024 * 1024;

/** What the server allows. */
const LIMITS = {
  timeoutMs: 20_000,
  cpuMs: null,
  maxHeapBytes: 512 * MIB,
  maxOutputBytes: MIB,
} as const;

/** What a request allows, how that is called, and what its jail may hold and must be seen to reach, all in MiB. */
const CAPS = [
  { maxHeap: 64, shown: "64MiB", least: 100, most: 400 },
  { maxHeap: 512, shown: "512MiB", least: 400, most: 900 },
] as const;

await ensureAssets(() => {});

for (const { maxHeap, shown, least, most } of CAPS) {
  Deno.test({
    name: `code that owns the engine gets what its request allows, and no more: ${shown}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const jail = attackedJail("array buffers", LIMITS.maxHeapBytes);
      await using server = new InProcess(jail, 0, { limits: LIMITS, walls: "auto" });
      let answer: Answer | null = null;
      const asked = server.ask({ code: "1", maxHeap: maxHeap * MIB });
      asked.then((given) => answer = given);
      let peak = 0;
      while (answer === null) {
        for (const { pid } of await ownChildren()) peak = Math.max(peak, await residentBytes(pid));
      }
      const { status, exitCode, error } = await asked;
      const message = `out of memory: the limit is ${shown} (--max-heap)`;
      assert.deepEqual([status, exitCode, error], ["memory", 137, message]);
      assert.ok(least * MIB < peak && peak < most * MIB, `${peak / MIB} MiB`);
    },
  });
}
