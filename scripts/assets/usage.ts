/** Which functions of Python's module programs call: noted once for each version of Pyodide, in `assets/usage.json`. */

/** How often functions are called; all that is in neither list is called by no program that was looked at. */
export interface Usage {
  readonly pyodide: string;
  /** By how many programs. */
  readonly programs: number;
  /** Indexes of functions that three programs or more call. */
  readonly often: ReadonlySet<number>;
  /** Of those that one or two call. */
  readonly sometimes: ReadonlySet<number>;
}

/** How many programs, at least, call a function that is called often. */
export const OFTEN = 3;

/** Counts which functions the programs have called. */
export function countUsage(pyodide: string, called: readonly ReadonlySet<number>[]): Usage {
  const counts = new Map<number, number>();
  for (const index of called.flatMap((one) => [...one])) {
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const those = (isMeant: (count: number) => boolean) =>
    new Set([...counts].filter(([, count]) => isMeant(count)).map(([index]) => index));
  return {
    pyodide,
    programs: called.length,
    often: those((count) => count >= OFTEN),
    sometimes: those((count) => count < OFTEN),
  };
}

/** As it stands in the file: indexes that follow each other as `first-last`. */
export function encodeUsage({ pyodide, programs, often, sometimes }: Usage): string {
  const lists = { often: encodeIndexes(often), sometimes: encodeIndexes(sometimes) };
  return `${JSON.stringify({ pyodide, programs, ...lists }, null, 2)}\n`;
}

/** @throws where the text is of another version of Pyodide. */
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
