/** A wheel's module that cannot be linked, and what is wrong with it. */
export class LinkError extends Error {
  override readonly name = "LinkError";

  /** @param path where the module stands, as its wheel has it. */
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
  }
}
