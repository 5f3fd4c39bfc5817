/** What bundles say of each of their tests: lines with a mark. */

/** How a test ended. */
export interface Told {
  /** `ok`, `fail`, `skip`. */
  readonly outcome: string;
  /** Of a failure its last line, of a skipped test the reason. */
  readonly detail: string;
}

const LINE = /##test\t(ok|fail|skip)\t([^\t\n]*)\t(.*)$/gm;

/** The tests in an output, by name. Of several lines for one name, the first that is not `ok` counts. */
export function testsTold(stdout: string): Map<string, Told> {
  const tests = new Map<string, Told>();
  for (const [, outcome, name, detail] of stdout.matchAll(LINE)) {
    const known = tests.get(name!);
    if (known === undefined || (known.outcome === "ok" && outcome !== "ok")) {
      tests.set(name!, { outcome: outcome!, detail: detail! });
    }
  }
  return tests;
}

/** How many tests there are of each kind. */
export interface TestCounts {
  /** `ok` in both. */
  readonly passed: number;
  /** Skipped in both, failed in both. */
  readonly skipped: number;
  readonly failed: number;
  /** Native `ok`, and here not. */
  readonly failedHere: number;
  readonly skippedHere: number;
  /** Native `ok`, and here nothing was said: the program ended before. */
  readonly notReached: number;
  /** All others, such as those that only native Python fails or skips. */
  readonly otherwise: number;
}

/** Counts the tests of both sides. */
export function countTests(
  native: ReadonlyMap<string, Told>,
  sandbox: ReadonlyMap<string, Told>,
): TestCounts {
  const counts = {
    passed: 0,
    skipped: 0,
    failed: 0,
    failedHere: 0,
    skippedHere: 0,
    notReached: 0,
    otherwise: 0,
  };
  for (const name of new Set([...native.keys(), ...sandbox.keys()])) {
    counts[kindOf(native.get(name)?.outcome, sandbox.get(name)?.outcome)]++;
  }
  return counts;
}

function kindOf(native: string | undefined, sandbox: string | undefined): keyof TestCounts {
  if (native === sandbox) {
    return native === "ok" ? "passed" : native === "skip" ? "skipped" : "failed";
  }
  if (native !== "ok") return "otherwise";
  return sandbox === "fail" ? "failedHere" : sandbox === "skip" ? "skippedHere" : "notReached";
}
