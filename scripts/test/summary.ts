/** What a run of tests says at its end. */

/** The numbers of tests of a run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Those that are about another system, or about the executable where none is named. */
  readonly elsewhere: number;
  /** Those that this machine could not try, by what they need: `zsh`. */
  readonly notTried: Readonly<Record<string, number>>;
}

/** The counts of a process that ran tests, read from what `deno test` printed without colours. */
export function countsIn(output: string): Counts {
  const [, passed, failed, ignored] =
    /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(?: \| (\d+) ignored)?/m
      .exec(output) ?? [];
  const notTried: Record<string, number> = {};
  for (const [, need] of output.matchAll(/\(not tried: needs (.+)\) \.\.\. ignored/g)) {
    notTried[need!] = (notTried[need!] ?? 0) + 1;
  }
  return {
    passed: Number(passed ?? 0),
    failed: Number(failed ?? 0),
    elsewhere: Number(ignored ?? 0) - sum(notTried),
    notTried,
  };
}

/** The counts of several processes together. */
export function total(all: readonly Counts[]): Counts {
  const notTried: Record<string, number> = {};
  for (const [need, count] of all.flatMap((one) => Object.entries(one.notTried))) {
    notTried[need] = (notTried[need] ?? 0) + count;
  }
  const add = (name: "passed" | "failed" | "elsewhere") =>
    all.reduce((sum, one) => sum + one[name], 0);
  return { passed: add("passed"), failed: add("failed"), elsewhere: add("elsewhere"), notTried };
}

/** The last lines of a run: what was not tried and what it needs, and the numbers. */
export function summaryLines({ passed, failed, elsewhere, notTried }: Counts): string[] {
  const needs = Object.entries(notTried).sort(([one], [other]) => one < other ? -1 : 1)
    .map(([need, count]) => `${count} ${count === 1 ? "needs" : "need"} ${need}`);
  return [
    ...(needs.length === 0 ? [] : [`tests: ${sum(notTried)} not tried: ${needs.join(", ")}`]),
    ...(elsewhere === 0 ? [] : [`tests: ${elsewhere} are for another system or another set-up`]),
    `tests: ${passed} passed, ${failed} failed`,
  ];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
