/** What start-up is made of, as far as it shows from outside: the report's own times, and a bare process beside them. */
import { run, SANDBOX } from "./command.ts";
import { denoScript } from "./hello.ts";
import { figure, range, summarize } from "./statistics.ts";
import { line, table } from "./table.ts";

const ROUNDS = 11;

interface Stats {
  readonly startupMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Prints the section. */
export async function phases(): Promise<void> {
  const bare = denoScript("bare Deno", "empty.ts");
  const samples: Record<string, number[]> = {};
  const note = (name: string, value: number) => (samples[name] ??= []).push(value);
  for (let round = -1; round < ROUNDS; round++) {
    const whole = await run(SANDBOX, ["run", "--json", "-c", "print('hello, world')"]);
    const { stats } = JSON.parse(whole.stdout) as { stats: Stats };
    const empty = await run(bare, []);
    if (round < 0) continue;
    note("whole command", whole.milliseconds);
    note("  jail from spawn to hello (startupMs)", stats.startupMs);
    note("    of that, a bare Deno process", empty.milliseconds);
    note("    of that, the rest: boot and lockdown", stats.startupMs - empty.milliseconds);
    note("  program (wallMs)", stats.wallMs);
    note(
      "  rest: the host's own start and end",
      whole.milliseconds - stats.startupMs - stats.wallMs,
    );
    note("processor time of the program (cpuMs)", stats.cpuMs);
  }
  line(`phases of hello world by ${SANDBOX.name}, n = ${ROUNDS}, in turn`);
  const whole = summarize(samples["whole command"]!);
  table([
    ["", "median ms", "min-max ms", "share"],
    ...Object.entries(samples).map(([name, values]) => {
      const summary = summarize(values);
      const share = `${(100 * summary.median / whole.median).toFixed(0)}%`;
      return [name, figure(summary.median), range(summary), share];
    }),
  ]);
}
