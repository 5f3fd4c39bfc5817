/**
 * What becomes of Deno's own threads behind the filter of system calls: those that have nothing to do end after some ten seconds,
 * and there are no new ones. Whatever would need one ends the process.
 */
import { equal } from "node:assert/strict";
import { runHonestly } from "../fixtures/supervised.ts";
import { onlyOn, tryTest } from "../needs.ts";
import { attacked } from "./attacked.ts";

/** Longer than Deno's threads wait for something to do. */
const TIMEOUT_MS = 60_000;

tryTest({
  name: "code with every permission that asks Deno for a thread, when none is left, ends its jail",
  lacks: null,
  elsewhere: onlyOn("Linux", "the filter of system calls"),
  fn: async () => {
    const run = await attacked(
      "unlocked: threads that have ended, later",
      "walls",
      "{}",
      TIMEOUT_MS,
    );
    equal(run.stdout, "threads: true\nnone is left\n");
    equal(run.outcome.status, "crashed", run.outcome.reason ?? "");
    equal((await runHonestly()).stdout, "honest\n");
  },
});
