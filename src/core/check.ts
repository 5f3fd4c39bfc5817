/** What was found when one thing that pysandbox depends on was tried. */
export interface Check {
  /** One word. */
  readonly name: string;
  readonly ok: boolean;
  /** What was measured, in a phrase. */
  readonly detail: string;
  /** What could be done about it; null where nothing has to be. */
  readonly remedy: string | null;
}

/** What could be done about something that nobody foresaw. */
export const REPORT_IT = "report this with the output of 'pysandbox doctor --json'";

/** Something holds. */
export function passed(name: string, detail: string): Check {
  return { name, ok: true, detail, remedy: null };
}

/** Something does not hold. */
export function failed(name: string, detail: string, remedy: string): Check {
  return { name, ok: false, detail, remedy };
}
