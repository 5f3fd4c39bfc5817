/** The output of the bench: lines, tables and verdicts on targets. */

/** Prints one line on standard output. */
export function line(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

/** Prints rows in columns: the first aligned left, the others right. The first row is the heading. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => widths[at] = Math.max(widths[at] ?? 0, cell.length));
  }
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)
    );
    line(`  ${cells.join("  ")}`.trimEnd());
  }
}

/** Prints whether a target was met. `wanted` describes it, `found` is the figure with its unit. */
export function target(wanted: string, found: string, isMet: boolean): void {
  line(`  target ${wanted}: ${found}, ${isMet ? "met" : "MISSED"}`);
}
