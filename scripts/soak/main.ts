/**
 * Many hostile runs in a row: `deno task soak [--runs N] [--fresh N] [--at-once N] [--seed N] [--form
 * command|in-process|serve|forks]`. Every verdict must be right, and no process, descriptor, memory or file may be left.
 * Exits with 1 if something is wrong. `--fresh` sets how many requests to a server use a fresh interpreter; the others
 * belong to sessions, or are refused.
 */
import { parseArgs } from "node:util";
import { type Findings, type Form, FORMS, type Plan, soakForm } from "./form.ts";

/** The defaults. */
const DEFAULTS: Readonly<Record<Form, Omit<Plan, "seed">>> = {
  command: { runs: 1000, fresh: 1000, atOnce: 8 },
  "in-process": { runs: 1000, fresh: 1000, atOnce: 8 },
  serve: { runs: 10_000, fresh: 1500, atOnce: 64 },
  forks: { runs: 100_000, fresh: 100_000, atOnce: 8 },
};

const OPTIONS = {
  runs: { type: "string" },
  fresh: { type: "string" },
  "at-once": { type: "string" },
  seed: { type: "string" },
  form: { type: "string", default: "" },
} as const;

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (Deno.build.os === "windows") {
    line("soak: cannot look for what is left on Windows; run it on Linux or macOS");
    return 2;
  }
  let plans: readonly (readonly [Form, Plan])[];
  try {
    plans = parse(args);
  } catch (error) {
    line(`soak: ${(error as Error).message.replaceAll("\n", " ")}`);
    return 2;
  }
  let status = 0;
  for (const [form, plan] of plans) {
    line(`soak: ${form}: ${plan.runs} runs, ${plan.atOnce} at once, seed ${plan.seed}`);
    const began = performance.now();
    const findings = await soakForm(form, plan);
    report(form, findings, Math.round((performance.now() - began) / 1000));
    if (findings.complaints.length > 0) status = 1;
  }
  return status;
}

function parse(args: readonly string[]): (readonly [Form, Plan])[] {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const count = (name: "runs" | "fresh" | "at-once" | "seed", fallback: number): number => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = /^\d{1,9}$/.test(given) ? Number(given) : 0;
    if (value > 0) return value;
    throw new Error(`--${name}: expected a whole number from 1; got '${given}'`);
  };
  // Elsewhere each interpreter is booted, which takes hours for as many.
  const all = FORMS.filter((form) => form !== "forks" || Deno.build.os === "linux");
  const forms = values.form === "" ? all : FORMS.filter((form) => form === values.form);
  if (forms.length === 0) {
    throw new Error(`--form: expected ${FORMS.join(", ")}; got '${values.form}'`);
  }
  return forms.map((form) => {
    const fallback = DEFAULTS[form];
    const runs = count("runs", fallback.runs);
    const fresh = Math.min(runs, count("fresh", fallback.fresh));
    return [form, {
      runs,
      fresh,
      atOnce: count("at-once", fallback.atOnce),
      seed: count("seed", 1),
    }];
  });
}

function report(form: Form, { soaked, complaints }: Findings, seconds: number): void {
  for (const { runs, ...held } of form === "command" ? [] : soaked?.samples ?? []) {
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
