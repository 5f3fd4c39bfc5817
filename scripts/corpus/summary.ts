/** Counts what came of a corpus. It keeps numbers and a bounded number of texts, never the programs. */
import { type Difference, groupOf } from "./causes.ts";
import { type Class, CLASSES } from "./compare.ts";
import type { TestCounts } from "./tests_told.ts";

/** More causes than anybody reads; those that come later are counted together. */
const MOST_CAUSES = 2000;

/** How many programs are named for a cause. */
const MOST_EXAMPLES = 3;

const OTHER_CAUSES = "(further causes)";

interface Group {
  count: number;
  readonly examples: string[];
}

/** A corpus in numbers. */
export class Summary {
  readonly #classes = new Map<Class, number>();
  readonly #tests = new Map<string, number>();
  readonly #causes = new Map<Class, Map<string, Group>>();
  readonly #leftOut: Group = { count: 0, examples: [] };

  /** Takes the result of a program. */
  add(name: string, kind: Class, tests: TestCounts, differences: readonly Difference[]): void {
    this.#classes.set(kind, this.count(kind) + 1);
    if (kind !== "needs a package" && kind !== "unstable") {
      for (const [key, count] of Object.entries(tests)) {
        this.#tests.set(key, (this.#tests.get(key) ?? 0) + count);
      }
    }
    const groups = this.#causes.get(kind) ?? new Map<string, Group>();
    this.#causes.set(kind, groups);
    for (const { cause } of differences) {
      const wanted = groupOf(cause);
      const key = groups.has(wanted) || groups.size < MOST_CAUSES ? wanted : OTHER_CAUSES;
      const group = groups.get(key) ?? { count: 0, examples: [] };
      groups.set(key, group);
      note(group, name);
    }
  }

  /** Takes a part of the corpus that made no program. */
  leaveOut(name: string, why: string): void {
    note(this.#leftOut, `${name} (${why})`);
  }

  /** How many programs are of a class. */
  count(kind: Class): number {
    return this.#classes.get(kind) ?? 0;
  }

  /** How many programs ran. */
  get programs(): number {
    return CLASSES.reduce((sum, kind) => sum + this.count(kind), 0);
  }

  /** The lines of the tables. */
  lines(): string[] {
    const tests = [...this.#tests.values()].reduce((sum, count) => sum + count, 0);
    return [
      ...table("programs", this.programs, CLASSES.map((kind) => [kind, this.count(kind)])),
      ...tests === 0 ? [] : ["", ...table("tests", tests, [...this.#tests])],
      ...CLASSES.flatMap((kind) => this.#linesOf(kind)),
      ...this.#leftOut.count === 0
        ? []
        : ["", `left out: ${this.#leftOut.count}: ${this.#leftOut.examples.join(", ")}`],
    ];
  }

  #linesOf(kind: Class): string[] {
    const groups = [...this.#causes.get(kind) ?? []].sort(([, one], [, other]) =>
      other.count - one.count
    );
    if (groups.length === 0) return [];
    const lines = groups.map(([cause, { count, examples }]) =>
      `${String(count).padStart(6)}  ${cause}  [${examples.join(", ")}]`
    );
    return ["", `${kind}:`, ...lines];
  }
}

function note(group: Group, example: string): void {
  group.count++;
  if (group.examples.length < MOST_EXAMPLES && !group.examples.includes(example)) {
    group.examples.push(example);
  }
}

function table(
  title: string,
  total: number,
  rows: readonly (readonly [string, number])[],
): string[] {
  const labels: Readonly<Record<string, string>> = {
    passed: "passed in both",
    skipped: "skipped in both",
    failed: "failed in both",
    failedHere: "only pysandbox fails",
    skippedHere: "only pysandbox skips",
    notReached: "not reached by pysandbox",
    otherwise: "only native fails or skips",
  };
  const line = (label: string, count: number) => `${label.padEnd(28)}${String(count).padStart(7)}`;
  return [
    line(title, total),
    ...rows.map(([name, count]) => line(`  ${labels[name] ?? name}`, count)),
  ];
}
