/** Which functions of CPython's module programs call: recorded once for each version of Pyodide, in `assets/usage.json`. */

/** The functions that programs call. No recorded program calls a function that is in neither set. */
export interface Usage {
  readonly pyodide: string;
  /** How many programs were recorded. */
  readonly programs: number;
  /** Indexes of functions that at least `OFTEN` programs call. */
  readonly often: ReadonlySet<number>;
  /** Indexes of functions that fewer programs call. */
  readonly sometimes: ReadonlySet<number>;
}

/** How many programs must call a function for it to count as called often. */
export const OFTEN = 3;

/** Counts how many programs call each function, given the indexes that each program calls. */
export function countUsage(pyodide: string, called: readonly ReadonlySet<number>[]): Usage {
  const counts = new Map<number, number>();
  for (const index of called.flatMap((one) => [...one])) {
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const where = (matches: (count: number) => boolean) =>
    new Set([...counts].filter(([, count]) => matches(count)).map(([index]) => index));
  return {
    pyodide,
    programs: called.length,
    often: where((count) => count >= OFTEN),
    sometimes: where((count) => count < OFTEN),
  };
}

/** The text of the file. Consecutive indexes are written as `first-last`. */
export function encodeUsage({ pyodide, programs, often, sometimes }: Usage): string {
  const lists = { often: encodeIndexes(often), sometimes: encodeIndexes(sometimes) };
  return `${JSON.stringify({ pyodide, programs, ...lists }, null, 2)}\n`;
}

/** @throws where the text was recorded for another version of Pyodide. */
export function decodeUsage(text: string, pyodide: string): Usage {
  const usage = JSON.parse(text);
  if (usage.pyodide !== pyodide) {
    throw new Error(
      `assets/usage.json is of Pyodide ${usage.pyodide}, not ${pyodide}: run deno task usage`,
    );
  }
  const { programs, often, sometimes } = usage;
  return {
    pyodide,
    programs,
    often: decodeIndexes(often),
    sometimes: decodeIndexes(sometimes),
  };
}

function encodeIndexes(indexes: ReadonlySet<number>): string {
  const runs: [number, number][] = [];
  for (const index of [...indexes].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(" ");
}

function decodeIndexes(text: string): ReadonlySet<number> {
  const runs = text.split(" ").filter((run) => run !== "").map((run) =>
    run.split("-").map(Number) as [number, number?]
  );
  return new Set(
    runs.flatMap(([first, last = first]) =>
      Array.from({ length: last - first + 1 }, (_, at) => first + at)
    ),
  );
}
