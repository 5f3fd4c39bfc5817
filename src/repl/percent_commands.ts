/** The prompt's own commands: no Python statement begins with `%`. */
import type { Limits } from "../core/limits.ts";
import { oneLine } from "../core/one_line.ts";
import { formatDuration, formatSize } from "../core/units.ts";
import type { Measured } from "./prompt_interpreter.ts";

/** A line that is not Python. */
export type Command =
  | { readonly kind: "limits" }
  | { readonly kind: "reset" }
  | { readonly kind: "time"; readonly statement: string }
  /** The error, in one line. */
  | { readonly kind: "wrong"; readonly why: string };

const LIST = "%limits, %time STATEMENT, %reset";

/** The command in a source; null if the source is Python. */
export function parseCommand(source: string): Command | null {
  const match = /^%(\w*)[ \t]*([^]*)$/.exec(source);
  if (match === null) return null;
  const [, name, rest] = match as unknown as [string, string, string];
  switch (name) {
    case "limits":
    case "reset":
      return rest.trim() === "" ? { kind: name } : wrong(`%${name} takes nothing behind it`);
    case "time":
      return rest.trim() === ""
        ? wrong("%time: expected a statement")
        : { kind: "time", statement: rest };
    default:
      return wrong(`expected one of ${LIST}; got '${oneLine(source).slice(0, 40)}'`);
  }
}

/** The Python source whose completeness decides what Enter does; null for a command without one. */
export function statementOf(source: string): string | null {
  const command = parseCommand(source);
  if (command === null) return source;
  return command.kind === "time" ? command.statement : null;
}

/** The output of `%limits`: each limit, and how much of it is used. */
export function describeLimits(limits: Limits, heapBytes: number): string {
  const duration = (ms: number | null) => ms === null ? "off" : formatDuration(ms);
  return table([
    ["timeout", duration(limits.timeoutMs), "a statement, wall clock"],
    ["cpu", duration(limits.cpuMs), "a statement, processor time"],
    ["max-heap", formatSize(limits.maxHeapBytes), `${inMebibytes(heapBytes)} used`],
    ["max-output", formatSize(limits.maxOutputBytes), "a statement, stdout and stderr together"],
  ]);
}

/** The output of `%time`, after that of its statement. */
export function describeTime({ wallMs, cpuMs, heapBytes }: Measured): string {
  return table([
    ["wall clock", inMilliseconds(wallMs)],
    ["processor", inMilliseconds(cpuMs)],
    ["memory", `${inMebibytes(heapBytes)} used`],
  ]);
}

function wrong(why: string): Command {
  return { kind: "wrong", why };
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    return `${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()}\n`;
  }).join("");
}

function inMilliseconds(milliseconds: number): string {
  return milliseconds < 10_000
    ? `${milliseconds.toFixed(1)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}
