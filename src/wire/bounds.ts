/**
 * BOUNDARY. How much a jail may say in one answer. The host enforces these bounds; the Python half keeps to them, so that an honest
 * program never meets the host's check. It has them as its module `bounds`, which is made from here with the memory image.
 */

/** Most characters of a result's JSON; a result that takes more is left out. */
const RESULT_JSON_BYTES = 512 * 1024;

/** Deepest nesting of a result: a deeper one could overflow the stack of a reader. */
const RESULT_DEPTH = 100;

/** Most UTF-16 units of each text among the claims; longer ones are cut. */
const CLAIM_TEXT_LENGTH = 64 * 1024;

/** Most bytes of JSON of one object that a program shows: one that takes more is left out. */
const DISPLAY_BUNDLE_BYTES = 8 * 1024 * 1024;

/** Most objects that a program shows, and MIME types of each. */
const DISPLAY_BUNDLES = 1000;
const DISPLAY_TYPES = 64;

/** Most UTF-16 units of `sys.ps1` and `sys.ps2`; longer ones are cut. */
const PROMPT_LENGTH = 200;

/** Most names that complete a word. */
const COMPLETIONS = 1000;

/** Most UTF-16 units of a name that completes a word; longer ones are left out. */
const COMPLETION_LENGTH = 200;

/** How many steps the warm-up has. The last is what is left to do in a fork of a process that has taken the others. */
const WARM_UP_STEPS = 4;

/** Most bytes of the JSON of a call's arguments, and of the value that answers it. */
const CALL_ARGUMENTS_BYTES = 1024 * 1024;
const CALL_VALUE_BYTES = 4 * 1024 * 1024;

/** Deepest nesting of an argument of a call, and of a value. */
const CALL_DEPTH = 100;

/** How many calls of a program may be without an answer. */
const OPEN_CALLS = 32;

/** Most entries in each list of what is found when an interpreter becomes an image. */
const FINDINGS = 100;

/** All bounds, by the names that they have in Python as well. */
export const BOUNDS = {
  RESULT_JSON_BYTES,
  RESULT_DEPTH,
  CLAIM_TEXT_LENGTH,
  DISPLAY_BUNDLE_BYTES,
  DISPLAY_BUNDLES,
  DISPLAY_TYPES,
  PROMPT_LENGTH,
  COMPLETIONS,
  COMPLETION_LENGTH,
  WARM_UP_STEPS,
  CALL_ARGUMENTS_BYTES,
  CALL_VALUE_BYTES,
  CALL_DEPTH,
  OPEN_CALLS,
  FINDINGS,
} as const;

/** The source of the Python module that has the bounds. */
export function boundsForPython(): string {
  const lines = Object.entries(BOUNDS).map(([name, value]) => `${name} = ${value}\n`);
  return `"""Made from src/wire/bounds.ts with the memory image."""\n\n${lines.join("")}`;
}
