/** What is wrong with a package, or with an environment that is to be made or used. */
import { CommandError } from "../core/errors.ts";

/** It ends the command with one line. */
export class PackageError extends CommandError {
  override readonly name = "PackageError";
  readonly exitCode = 1;
}
