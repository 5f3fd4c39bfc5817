/** Programs on Ray and on Dask, beside one client: what the way through a cluster costs. On one machine, whose processors all of them share. */
import { pathOf } from "../../tests/clients/python.ts";
import { DASK, foundIn, RAY, Venv } from "../../tests/clients/venv.ts";
import { CannotMeasure } from "./cannot_measure.ts";
import { SANDBOX } from "./command.ts";
import { line, table } from "./table.ts";

/** Prints the section. Ray and Dask come from PyPI, into a folder of their own. */
export async function clusters(): Promise<void> {
  line(`${SANDBOX.name}, ${navigator.hardwareConcurrency} processors`);
  await using venv = await Venv.make(RAY, ...DASK).catch((error) => {
    throw new CannotMeasure(String(error).split("\n")[0]!);
  });
  const { rates, ratios } = foundIn(await venv.run(pathOf("tests/fixtures/cluster/rates.py")));
  table([
    ["", "programs/s", "ratio"],
    ...Object.entries(rates).map(([name, rate]) => [name, `${rate}`, `${ratios[name] ?? 1}`]),
  ]);
}
