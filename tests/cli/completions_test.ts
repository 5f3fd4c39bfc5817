/** The text of the completion scripts. What shells make of them is in tests/e2e/completions_test.ts. */
import assert from "node:assert/strict";
import { UsageError } from "../../src/core/errors.ts";
import { completionScript } from "../../src/cli/completions.ts";
import { longName, RUN_OPTIONS, WALLS_MODES } from "../../src/cli/options.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
const SPECS = Object.values(RUN_OPTIONS);

/** The one-letter name of an option, where it has one. */
function shortName({ flags }: { readonly flags: string }): string | null {
  return /^-(\w),/.exec(flags)?.[1] ?? null;
}

for (const shell of SHELLS) {
  Deno.test(`the script for ${shell} contains every option, command and choice`, () => {
    const script = completionScript(shell);
    for (const spec of SPECS) {
      const long = shell === "fish" ? ` -l ${longName(spec).slice(2)} ` : longName(spec);
      const short = shortName(spec);
      assert(script.includes(long), long);
      if (short !== null) {
        assert.match(script, new RegExp(shell === "fish" ? ` -s ${short} ` : `[ *|]-${short}\\b`));
      }
    }
    for (
      const word of [
        ...["run", "doctor", "completions", "licenses", "help"],
        ...["bash", "zsh", "fish", ...WALLS_MODES],
      ]
    ) {
      assert.match(script, new RegExp(`\\b${word}\\b`));
    }
  });
}

Deno.test("another shell is refused with those that there are", () => {
  for (const shell of ["ksh", "", "toString"]) {
    assert.throws(() => completionScript(shell), (error: unknown) => {
      assert(error instanceof UsageError, String(error));
      assert.equal(error.message, `completions: expected bash, zsh, fish; got '${shell}'`);
      return true;
    });
  }
});
