/** Many programs over a cluster whose machines, workers and servers die: nothing is lost, nothing counted twice. */
import assert from "node:assert/strict";
import { lacking, onlyOn, tryTest } from "../needs.ts";
import { pathOf } from "./python.ts";
import { DASK, foundIn, PYTHON, RAY, Venv } from "./venv.ts";

interface Seen {
  readonly ratios: Readonly<Record<string, number>>;
  readonly faults: { readonly died: number };
}

/** A test that kills processes as Unix does. */
function clusterTest(name: string, fn: () => Promise<void>): void {
  tryTest({ name, fn, lacks: lacking([PYTHON]), elsewhere: onlyOn("Unix", "signals") });
}

async function drive(script: string, ...requirements: readonly string[]): Promise<Seen> {
  await using venv = await Venv.make(...requirements);
  return foundIn(await venv.run(pathOf(`tests/fixtures/cluster/${script}`)));
}

clusterTest("2,000 programs on a Ray cluster whose actors, servers and nodes die", async () => {
  const seen = await drive("drive_ray.py", RAY);
  assert.ok(seen.ratios["ray"]! > 0.1, JSON.stringify(seen));
  // Ray gives batches back in any order.
  const { data } = seen as unknown as { data: unknown[] };
  assert.deepEqual(data.map((row) => JSON.stringify(row)).sort(), [
    '["error",1,"","ZeroDivisionError: division by zero",""]',
    '["error",4,"","SystemExit: 4",""]',
    '["ok",0,"","","4"]',
    '["ok",0,"3\\n","",""]',
  ]);
});

clusterTest("2,000 programs on a Dask cluster whose workers and servers die", async () => {
  const seen = await drive("drive_dask.py", ...DASK);
  assert.ok(seen.ratios["dask"]! > 0.1, JSON.stringify(seen));
});
