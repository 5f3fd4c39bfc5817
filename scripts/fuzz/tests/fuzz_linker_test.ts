import { deepEqual, equal } from "node:assert/strict";
import { fuzzLinker } from "../fuzz_linker.ts";

const effort = { seed: 3, enough: (inputs: number) => inputs === 200 };

Deno.test("damaged modules are refused, or linked and valid", () => {
  const { tally, finding } = fuzzLinker(effort);
  equal(finding, null);
  equal(tally.linked + tally.refused, 200);
  equal(tally.linked > 0 && tally.refused > 100, true);
});

Deno.test("whatever else a linker does is a finding, which its seed gives again", () => {
  let count = 0;
  const { tally, finding } = fuzzLinker(effort, () => {
    if (++count === 5) throw new TypeError("a mistake");
    return true;
  });
  equal(tally.inputs, 4);
  deepEqual([finding!.kind, finding!.explanation, finding!.seed], [
    ...["stray TypeError", "threw TypeError: a mistake", 7],
  ]);
  const again = fuzzLinker({ ...effort, seed: 7 }, () => {
    throw new TypeError("a mistake");
  });
  deepEqual(again.finding!.stream, finding!.stream);
});
