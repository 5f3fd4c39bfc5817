/** TRUSTED code that reads hostile bytes: what a jail says of the program whose interpreter is to become an image. All of it is claims. */
import type { JsonBounds } from "../core/json.ts";
import { oneLine } from "../core/one_line.ts";
import { BOUNDS } from "../wire/bounds.ts";
import { asArray, asCount, asCutText, asNullable, asText } from "../wire/fields.ts";
import { MESSAGE_BOUNDS, parseMessage } from "../wire/parse_message.ts";

/** What was found. */
export interface Findings {
  /** What an image cannot keep, each in a clause. */
  readonly problems: readonly string[];
  /** Modules that drew random bytes when they were imported, and how many; null is the program itself. */
  readonly drew: readonly (readonly [module: string | null, bytes: number])[];
  /** Names of generators of random numbers that each run seeds anew, with their modules. */
  readonly generators: readonly string[];
}

/** Most bytes of what a jail says. */
export const MOST_FINDINGS_BYTES = 256 * 1024;

/** Longest name of a module, and longest clause that is shown. */
const [LONGEST_NAME, LONGEST_CLAUSE] = [100, 200];

/** A list for each module that drew, and the three lists. */
const FINDINGS_BOUNDS: JsonBounds = { ...MESSAGE_BOUNDS, containers: 8 + 2 * BOUNDS.FINDINGS };

const GENERATOR = /^[A-Za-z_][\w.]*\.\w+$/;

/** @throws {MessageError} where it is not of the protocol. */
export function decodeFindings(bytes: Uint8Array): Findings {
  const fields = parseMessage(bytes, "findings", FINDINGS_BOUNDS);
  return {
    problems: asArray(fields.problems, "problems", 2 * BOUNDS.FINDINGS)
      .map((one) => oneLine(asCutText(one, "a problem", LONGEST_CLAUSE))),
    drew: asArray(fields.drew, "drew", BOUNDS.FINDINGS + 1).map((one) => {
      const [module, count] = asArray(one, "a module that drew", 2);
      const cut = (value: unknown, name: string) => oneLine(asCutText(value, name, LONGEST_NAME));
      return [asNullable(module, "module", cut), asCount(count, "count")] as const;
    }),
    generators: asArray(fields.generators, "generators", BOUNDS.FINDINGS)
      .map((one) => asText(one, "a generator"))
      .filter((one) => one.length <= LONGEST_NAME && GENERATOR.test(one)),
  };
}
