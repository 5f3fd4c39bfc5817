/**
 * Many hostile runs in a row: `deno task soak [--runs N] [--at-once N] [--seed N] [--form command|in-process]`. Every verdict
 * must be right, and no process, descriptor, memory or file may be left. Exits 1 where something is wrong.
 */
import { parseArgs } from "node:util";
import { type Findings, type Form, FORMS, type Plan, soakForm } from "./soak/form.ts";

const OPTIONS = {
  runs: { type: "string", default: "1000" },
  "at-once": { type: "string", default: "8" },
  seed: { type: "string", default: "1" },
  form: { type: "string", default: "" },
} as const;

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (Deno.build.os === "windows") {
    line("soak: cannot look for what is left on Windows; run it on Linux or macOS");
    return 2;
  }
  let plan: Plan;
  let forms: readonly Form[];
  try {
    [plan, forms] = parse(args);
  } catch (error) {
    line(`soak: ${(error as Error).message.replaceAll("\n", " ")}`);
    return 2;
  }
  let status = 0;
  for (const form of forms) {
    line(`soak: ${form}: ${plan.runs} runs, ${plan.atOnce} at once, seed ${plan.seed}`);
    const began = performance.now();
    const findings = await soakForm(form, plan);
    report(form, findings, Math.round((performance.now() - began) / 1000));
    if (findings.complaints.length > 0) status = 1;
  }
  return status;
}

function parse(args: readonly string[]): [Plan, readonly Form[]] {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const count = (name: "runs" | "at-once" | "seed"): number => {
    const value = /^\d{1,9}$/.test(values[name]) ? Number(values[name]) : 0;
    if (value > 0) return value;
    throw new Error(`--${name}: expected a whole number from 1; got '${values[name]}'`);
  };
  const forms = values.form === "" ? FORMS : FORMS.filter((form) => form === values.form);
  if (forms.length === 0) {
    throw new Error(`--form: expected ${FORMS.join(" or ")}; got '${values.form}'`);
  }
  return [{ runs: count("runs"), atOnce: count("at-once"), seed: count("seed") }, forms];
}

function report(form: Form, { soaked, complaints }: Findings, seconds: number): void {
  for (const { runs, ...held } of form === "in-process" ? soaked?.samples ?? [] : []) {
    line(`soak: ${form}: after ${runs} runs the host holds ${JSON.stringify(held)}`);
  }
  for (const complaint of complaints) line(`soak: ${form}: ${complaint}`);
  const statuses = JSON.stringify(soaked?.statuses ?? {});
  const verdict = complaints.length === 0 ? "all right" : `${complaints.length} things wrong`;
  line(`soak: ${form}: ${verdict}; ${statuses}, ${seconds} s`);
}

function line(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
