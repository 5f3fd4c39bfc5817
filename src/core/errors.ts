/**
 * Errors by blame, each with the exit status it leads to. The user's Python is never one of these:
 * what a program does wrong is an outcome, not an error of ours.
 */

/** An error that ends the command with one line on stderr and a fixed exit status. */
export abstract class CommandError extends Error {
  /** The exit status of the command, as the contract's table has it. */
  abstract readonly exitCode: number;
}

/** The command line is wrong: names the option, what was given and what is allowed. */
export class UsageError extends CommandError {
  override readonly name = "UsageError";
  readonly exitCode = 2;
}

/** The script, or a file that a program is to be given, exists but cannot be read. */
export class ScriptUnreadableError extends CommandError {
  override readonly name = "ScriptUnreadableError";
  readonly exitCode = 126;
}

/** The script, or such a file, does not exist. */
export class ScriptNotFoundError extends CommandError {
  override readonly name = "ScriptNotFoundError";
  readonly exitCode = 127;
}

/** pysandbox itself failed, or could not build what it promised. */
export class InternalError extends CommandError {
  override readonly name = "InternalError";
  readonly exitCode = 125;
}

/** The text of anything that can be thrown, on one line. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // Not by an expression that looks for a line's end from each blank of a long row: some texts quote what is hostile.
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").join(" ");
}
