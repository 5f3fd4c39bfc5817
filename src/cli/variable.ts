/** The environment of this process, as far as it is text. */
import { UsageError } from "../core/errors.ts";

/**
 * The value of a variable.
 *
 * @throws {UsageError} where it is not text.
 */
export function variable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    throw new UsageError(`${name}: expected text in UTF-8 in the environment`);
  }
}
