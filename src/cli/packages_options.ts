/** Options of the commands that choose packages. */
import type { Given, Options } from "./command.ts";
import type { OptionValues } from "./option_values.ts";
import type { RequestWords } from "./packages_request.ts";

/** The options. */
export const PACKAGES_REQUEST_OPTIONS = {
  requirement: {
    flags: "-r, --requirement <file>",
    description: "a file of requirements, like pip's; repeatable",
    environment: null,
    isFile: true,
  },
  script: {
    flags: "--script <file>",
    description: "a script that says what it needs (PEP 723)",
    environment: null,
    isFile: true,
  },
} as const satisfies Options;

/** What stands on the command line beside options. */
export const REQUIREMENTS_OPERAND = {
  notation: "[requirements...]",
  description: "what to have: NAME, 'NAME>=1.2,<2', 'NAME[extra]'; and what that depends on",
  values: [],
} as const;

/** What was given. */
export function toRequestWords(
  { operands }: Given,
  values: OptionValues<keyof typeof PACKAGES_REQUEST_OPTIONS>,
): RequestWords {
  return {
    words: operands,
    files: values.all("requirement").map(({ value }) => value),
    scripts: values.all("script").map(({ value }) => value),
  };
}
