/** What somebody who wrote a wrong name may have meant. */

/** Nobody misspells a short name so. */
const LONGEST_NAME = 32;

/** The name that is at most two edits away, and not half of it; null where there is none. */
export function nearName(written: string, names: readonly string[]): string | null {
  if (written.length > LONGEST_NAME) return null;
  const plain = simplified(written);
  const [nearest] = names
    .map((name) => ({ name, edits: countEdits(plain, simplified(name)) }))
    .filter(({ name, edits }) => edits <= 2 && 2 * edits < name.length)
    .sort((first, second) => first.edits - second.edits);
  return nearest?.name ?? null;
}

/** `max_heap`, `MAX-HEAP` and `maxHeap` are one name to whoever writes them. */
function simplified(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}

/** Characters to add, drop or replace, and neighbours to swap (optimal string alignment). */
function countEdits(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : replaced;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}
