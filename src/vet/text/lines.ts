/** What a person reads: a line for each program, what is left of one that did not pass, and the sums. */
import type { EnvironmentName } from "../../core/environment.ts";
import { labelOf } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import type { Totals } from "../totals/totals.ts";
import { foreignWords, tailOf } from "./foreign.ts";
import type { Style } from "./style.ts";

/** How many last lines of a stream are shown. A traceback is at the end of stderr. */
const SHOWN = { stdout: 10, stderr: 20 } as const;
const SHOWN_VERBOSE = { stdout: 200, stderr: 200 } as const;

/** The line of a program that has ended. */
export function programLine({ place, outcome, failure }: Vetted, style: Style): string {
  const label = foreignWords(labelOf(place));
  const time = style.faint(formatTime(outcome.stats.wallMs));
  if (failure === null) return `${style.good("ok  ")}  ${label}  ${time}\n`;
  return `${style.bad("FAIL")}  ${label}  ${foreignWords(failure.message)}  ${time}\n`;
}

/** What a program that did not pass wrote last. No line of it begins where a line of ours does. */
export function lastWords({ stdout, stderr }: Vetted, isVerbose: boolean, style: Style): string {
  const shown = isVerbose ? SHOWN_VERBOSE : SHOWN;
  return streamLines("stdout", stdout, shown.stdout, style) +
    streamLines("stderr", stderr, shown.stderr, style);
}

function streamLines(name: string, text: string, most: number, style: Style): string {
  if (text === "") return "";
  const { lines, isCut } = tailOf(text, most);
  const all = isCut ? [style.faint("... (earlier lines are left out)"), ...lines] : lines;
  return all.map((line) => `      ${style.faint(`${name} |`)} ${line}\n`).join("");
}

/** How the programs were run. */
export interface Setting {
  /** How many there are; null where nobody knows. */
  readonly planned: number | null;
  readonly jobs: number;
  /** Whose packages they had; null where they had none. */
  readonly environment: EnvironmentName | null;
}

/** The table of all, and the sums. No text of others is where a line begins: runners look for commands there, behind blanks. */
export function summary(
  totals: Totals,
  { planned, jobs, environment }: Setting,
  style: Style,
): string {
  return statusTable(totals) + slowestLines(totals) + passAtLine(totals) + failedLines(totals) +
    environmentLine(environment) + sumLine(totals, planned, jobs, style);
}

/** The name is a path, which others may have chosen: it stands behind a word of ours. */
function environmentLine(environment: EnvironmentName | null): string {
  if (environment === null) return "";
  return `\npackages of ${foreignWords(environment.name)} (${environment.digest})\n`;
}

function statusTable({ byStatus }: Totals): string {
  if (byStatus.size === 0) return "";
  const rows = [...byStatus].map(([status, { passed, failed }]) => row(status, passed, failed));
  return `\n${row("status", "passed", "failed")}${rows.join("")}`;
}

function row(status: string, passed: string | number, failed: string | number): string {
  return `${status.padEnd(10)}${String(passed).padStart(8)}${String(failed).padStart(8)}\n`;
}

function slowestLines({ slowest, ended }: Totals): string {
  if (ended < 2) return "";
  const rows = slowest.map(({ label, wallMs }) =>
    `${formatTime(wallMs).padStart(10)}  ${foreignWords(label)}\n`
  );
  return `\nslowest\n${rows.join("")}`;
}

function passAtLine({ passAt }: Totals): string {
  if (passAt.length === 0) return "";
  return `\n${passAt.map(({ k, value }) => `pass@${k} ${value.toFixed(4)}`).join("  ")}\n`;
}

function failedLines({ failedLabels, failed }: Totals): string {
  if (failed === 0) return "";
  const names = failedLabels.map((label) => `  - ${foreignWords(label)}\n`);
  const rest = failed - failedLabels.length;
  return `\nnot passed\n${names.join("")}${rest > 0 ? `  ... and ${rest} more\n` : ""}`;
}

function sumLine(totals: Totals, planned: number | null, jobs: number, style: Style): string {
  const { ended, passed, failed, wallMs } = totals;
  const missing = planned === null ? 0 : planned - ended;
  const parts = [
    `${passed} passed`,
    failed === 0 ? "0 failed" : style.bad(`${failed} failed`),
    ...(missing > 0 ? [`${missing} not run`] : []),
  ];
  const programs = ended + missing === 1 ? "1 program" : `${ended + missing} programs`;
  return `\n${programs}: ${parts.join(", ")} in ${formatTime(wallMs)}, ${jobs} at once\n`;
}

/** A duration as a person reads it. */
export function formatTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)}s`;
  return `${Math.floor(ms / 60_000)}m${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}s`;
}
