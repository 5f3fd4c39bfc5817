/** The kinds of corpus, by the names that the command line has for them. */
import { cpython } from "./kinds/cpython.ts";
import { doctests } from "./kinds/doctests.ts";
import { humaneval } from "./kinds/humaneval.ts";
import { scripts } from "./kinds/scripts.ts";
import { unittests } from "./kinds/unittests.ts";
import type { Kind } from "./program.ts";

/** All kinds. */
export const KINDS: Readonly<Record<string, Kind>> = {
  scripts,
  doctest: doctests,
  humaneval,
  unittest: unittests,
  cpython,
};
