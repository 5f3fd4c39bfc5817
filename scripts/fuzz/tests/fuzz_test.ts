/** The fuzzer of the boundary finds nothing in ours, and every fault that is planted in another one. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Effort } from "../effort.ts";
import { fuzzWire } from "../fuzz_wire.ts";
import { judge } from "../judge.ts";
import { type Fault, faultyBoundary } from "./faulty_boundaries/faulty_boundary.ts";
import { DECODER_FAULTS } from "./faulty_boundaries/faulty_decoders.ts";
import { READER_FAULTS } from "./faulty_boundaries/faulty_reader.ts";

/** Several times as many as it takes to find the planted fault that is hardest to find. */
const MOST_INPUTS = 8000;

const effort = (seed: number, inputs: number): Effort => ({
  seed,
  enough: (done) => done >= inputs,
  shrinkMs: 300,
});

Deno.test("the fuzzer finds nothing wrong with our boundary, and reaches all of it", async () => {
  const { tally, finding } = await fuzzWire(effort(2026, 1500));
  equal(finding?.explanation, undefined);
  const { inputs, honest, bytes, accepted, refused, endings } = tally;
  equal(inputs, 1500);
  ok(honest > 100 && bytes > 1_000_000, JSON.stringify(tally));
  ok(accepted > 500 && refused > 200, JSON.stringify(tally));
  ok(Object.values(endings).every((count) => count > 20), JSON.stringify(tally));
});

Deno.test("the fuzzer finds nothing in another boundary that is right as well", async () => {
  const { tally, finding } = await fuzzWire(effort(1, 1000), faultyBoundary(null));
  deepEqual([tally.inputs, finding?.explanation], [1000, undefined]);
});

for (const fault of READER_FAULTS) {
  Deno.test(`the fuzzer finds a reader that ${fault}`, () => assertFound(fault));
}

for (const fault of DECODER_FAULTS) {
  Deno.test(`the fuzzer finds checks that ${fault}`, () => assertFound(fault));
}

Deno.test("what the fuzzer finds is small, and is found again with its seed", async () => {
  const faulty = faultyBoundary("allow negative counts");
  const { finding } = await fuzzWire({ ...effort(77, MOST_INPUTS), shrinkMs: 5000 }, faulty);
  ok(finding !== null);
  match(new TextDecoder().decode(finding.stream), /-\d/);
  ok(finding.stream.length < 400, `${finding.stream.length} bytes`);
  equal(judge(faulty, finding.stream, finding.sizes)?.kind, finding.kind);
  const again = await fuzzWire(effort(finding.seed, 1), faulty);
  deepEqual([again.finding?.kind, again.finding?.seed], [finding.kind, finding.seed]);
});

async function assertFound(fault: Fault): Promise<void> {
  const faulty = faultyBoundary(fault);
  const { tally, finding } = await fuzzWire(effort(1, MOST_INPUTS), faulty);
  ok(finding !== null, `nothing found in ${tally.inputs} inputs`);
  // The finding is the planted fault: the same boundary without it reads the input correctly.
  deepEqual(judge(faultyBoundary(null), finding.stream, finding.sizes), null);
}
