/**
 * An executable could not be made: the message says why in one line, after Deno's own output.
 */
export class BuildError extends Error {
  override readonly name = "BuildError";
  /** The output of the failed tool, if it says more than the message; whole lines. */
  readonly detail: string;

  /** @param output of the tool, without its stack trace. */
  constructor(message: string, output = "") {
    super(message);
    const [text] = output.split(/^Stack backtrace:$/m) as [string];
    this.detail = text.trim() === "" ? "" : `${text.trim()}\n`;
  }
}
