/** The fuzzer of the supervisor finds no wrong verdict of ours, and finds planted ones. */
import { RawJson } from "../../../src/core/raw_json.ts";
import { deepEqual, equal, ok } from "node:assert/strict";
import type { Effort } from "../effort.ts";
import { fuzzSupervisor } from "../fuzz_supervisor.ts";
import type { Supervise } from "../scene.ts";
import { superviseCommand } from "../../common/supervise_command.ts";
import type { Outcome } from "../../../src/core/outcome.ts";

const effort = (inputs: number): Effort => ({
  seed: 2026,
  enough: (done) => done >= inputs,
  shrinkMs: 300,
});

/** Supervisors with one fault, and the kind of complaint that finds it. */
const FAULTY: Record<string, [Supervise, RegExp]> = {
  "believes the claims of a jail that broke the protocol": [
    changing((outcome) =>
      outcome.status === "crashed"
        ? { claimed: { ...outcome.claimed, result: new RawJson("1") } }
        : {}
    ),
    /^verdict crashed for \w+$/,
  ],
  "takes an end without a word for a success": [
    changing(({ reason }) =>
      reason?.startsWith("the sandbox ended") ? { status: "ok", exitCode: 0, reason: null } : {}
    ),
    /^verdict ok for crashed$/,
  ],
  "shows control characters of the jail": [
    changing(({ reason }) => reason === null ? {} : { reason: `${reason}\u001b[31m` }),
    /^reason$/,
  ],
  "believes what the jail says of its memory": [
    changing(({ stats }) => ({ stats: { ...stats, peakHeapBytes: 2 ** 40 } })),
    /^stats$/,
  ],
  "passes on a byte too much": [
    async (request, surroundings, command) => {
      const run = await superviseCommand(request, surroundings, command);
      await surroundings.sinks.stdout.write(new Uint8Array(1));
      return run;
    },
    /^verdict \w+ for \w+$/,
  ],
  "throws": [
    async (request, surroundings, command) => {
      const run = await superviseCommand(request, surroundings, command);
      if (run.outcome.status === "error") throw new RangeError("planted");
      return run;
    },
    /^stray RangeError$/,
  ],
  "leaves a process behind": [
    (request, surroundings, command) => {
      new Deno.Command("another").spawn();
      return superviseCommand(request, surroundings, command);
    },
    /^process left$/,
  ],
};

Deno.test("the fuzzer finds no wrong verdict, and sees each kind of them", async () => {
  const { tally, finding } = await fuzzSupervisor(effort(400));
  equal(finding?.explanation, undefined);
  equal(tally.inputs, 400);
  const statuses = ["crashed", "error", "internal", "memory", "ok", "output"];
  deepEqual(Object.keys(tally.verdicts).sort(), statuses);
});

for (const [fault, [faulty, kind]] of Object.entries(FAULTY)) {
  Deno.test(`the fuzzer finds a supervisor that ${fault}`, async () => {
    const { tally, finding } = await fuzzSupervisor(effort(400), faulty);
    ok(finding !== null, `nothing found in ${tally.inputs} inputs`);
    ok(kind.test(finding.kind), `${finding.kind}: ${finding.explanation}`);
  });
}

/** Our supervisor, with changed outcomes. */
function changing(change: (outcome: Outcome) => Partial<Outcome>): Supervise {
  return async (request, surroundings, command) => {
    const run = await superviseCommand(request, surroundings, command);
    return { ...run, outcome: { ...run.outcome, ...change(run.outcome) } };
  };
}
