/**
 * Measures pysandbox: `deno task bench [section...]`. Every figure is a ratio to, or is printed beside, something that
 * was measured in the same run, in turn. Targets are marked as met or missed. Exits with 1 if a section, or a part of
 * one, could not run.
 */
import { CannotMeasure } from "./cannot_measure.ts";
import { clusters } from "./clusters.ts";
import { cpu } from "./cpu.ts";
import { crossing } from "./crossing.ts";
import { hello } from "./hello.ts";
import { imports } from "./imports.ts";
import { io } from "./io.ts";
import { memory } from "./memory.ts";
import { packages } from "./packages.ts";
import { phases } from "./phases.ts";
import { pyperformance } from "./pyperformance.ts";
import { repl } from "./repl.ts";
import { serve } from "./serve.ts";
import { mcp } from "./mcp.ts";
import { line } from "./table.ts";
import { vet } from "./vet.ts";
import { walls } from "./walls.ts";

const SECTIONS: Record<string, () => Promise<void>> = {
  hello,
  phases,
  walls,
  cpu,
  io,
  crossing,
  memory,
  serve,
  mcp,
  vet,
  clusters,
  repl,
  pyperformance,
  imports,
  packages,
};

Deno.exit(await main(Deno.args));

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown.length > 0) {
    const known = Object.keys(SECTIONS).join(", ");
    line(`bench: unknown section '${unknown[0]}'; expected ${known}`);
    return 2;
  }
  let status = 0;
  for (const name of names.length > 0 ? names : Object.keys(SECTIONS)) {
    line(`\n## ${name}`);
    try {
      await SECTIONS[name]!();
    } catch (error) {
      if (!(error instanceof CannotMeasure)) throw error;
      line(`${name}: NOT MEASURED: ${error.message}`);
      status = 1;
    }
  }
  return status;
}
