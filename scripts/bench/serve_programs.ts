/** The programs of the requests, for all contestants. */
import { CannotMeasure } from "./cannot_measure.ts";
import { type CommandLine, run } from "./command.ts";

/** A program whose last line is an expression: its value is the answer. */
export interface Program {
  readonly name: string;
  readonly source: string;
  /** Its value as native Python prints it. A contestant with another value is not measured. */
  readonly expected: string;
}

/** The same program where nobody requests its value: its last line prints it. */
export function printing(source: string): string {
  const lines = source.trimEnd().split("\n");
  const last = lines.pop()!;
  return [...lines, `print(${last})`].join("\n");
}

/** A small program and a realistic one. */
export async function loadPrograms(
  python: CommandLine,
): Promise<[least: Program, report: Program]> {
  const report = await Deno.readTextFile(new URL("serve_log_report.py", import.meta.url));
  return [
    await withExpected("4 + 5", "4 + 5", python),
    await withExpected("a report on a log", report, python),
  ];
}

async function withExpected(
  name: string,
  source: string,
  python: CommandLine,
): Promise<Program> {
  const { stdout } = await run(python, ["-c", printing(source)]);
  return { name, source, expected: stdout.trimEnd() };
}

/**
 * Checks a line of an answer.
 *
 * @throws {CannotMeasure} if it is not the value of the program.
 */
export function expectOutput(name: string, line: string, { expected }: Program): void {
  const { output } = JSON.parse(line) as { output?: unknown };
  if (String(output) === expected) return;
  throw new CannotMeasure(`${name}: expected the output ${expected}; got ${line.slice(0, 500)}`);
}
