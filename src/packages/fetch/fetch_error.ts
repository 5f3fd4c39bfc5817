/** What went wrong with an index, or on the way to it. */
import { CommandError } from "../../core/errors.ts";

/** It ends the command: no other wheel is chosen for it. */
export class FetchError extends CommandError {
  override readonly name = "FetchError";
  readonly exitCode = 1;
}
