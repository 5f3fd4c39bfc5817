/**
 * An executable that could not be made, and why: said in one line, below what Deno itself had to say.
 */
export class BuildError extends Error {
  override readonly name = "BuildError";
  /** The words of the tool that failed, where they say more than the message; whole lines. */
  readonly detail: string;

  /** @param words of the tool; where in its own code it failed is left out. */
  constructor(message: string, words = "") {
    super(message);
    const [text] = words.split(/^Stack backtrace:$/m) as [string];
    this.detail = text.trim() === "" ? "" : `${text.trim()}\n`;
  }
}
