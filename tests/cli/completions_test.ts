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

/** Whether to ignore the tests that need this shell, and what their names say of it. */
function findShell(name: string): { ignore: boolean; note: string } {
  try {
    const { success } = new Deno.Command(name, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    })
      .outputSync();
    if (success) return { ignore: false, note: "" };
  } catch {
    // Not there.
  }
  return { ignore: true, note: ` (not tried: ${name} is not installed)` };
}

for (const shell of SHELLS) {
  Deno.test(`the script for ${shell} contains every option, command and choice`, () => {
    const script = completionScript(shell);
    for (const spec of SPECS) {
      const long = shell === "fish" ? ` -l ${longName(spec).slice(2)} ` : longName(spec);
      const short = shortName(spec);
      assert(script.includes(long), long);
      if (short !== null) {
        assert.match(script, new RegExp(shell === "fish" ? ` -s ${short} ` : `[ ('|]-${short}\\b`));
      }
    }
    for (const word of ["run", "completions", "help", "bash", "zsh", "fish", ...WALLS_MODES]) {
      assert.match(script, new RegExp(`\\b${word}\\b`));
    }
  });

  const { ignore, note } = findShell(shell);
  Deno.test({
    name: `${shell} accepts its script${note}`,
    ignore,
    fn: async () => {
      const path = await Deno.makeTempFile();
      try {
        await Deno.writeTextFile(path, completionScript(shell));
        const { code, stderr } = await new Deno.Command(shell, { args: ["-n", path] }).output();
        assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
      } finally {
        await Deno.remove(path);
      }
    },
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

const BASH = findShell("bash");

/** What bash offers where the last of `words` is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `${completionScript("bash")}
COMP_WORDS=(pysandbox ${quoted}); COMP_CWORD=${words.length}; _pysandbox
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["--norc", "-c", script],
  }).output();
  const decoder = new TextDecoder();
  assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
  return decoder.decode(stdout).split("\n").filter(Boolean);
}

Deno.test({
  name: `bash offers what fits the place${BASH.note}`,
  ignore: BASH.ignore,
  fn: async () => {
    assert.deepEqual(await offered("r"), ["run"]);
    assert.deepEqual(await offered("run", "--max"), ["--max-heap", "--max-output"]);
    assert.deepEqual(await offered("run", "a.py", "--walls", ""), [...WALLS_MODES]);
    assert.deepEqual(await offered("run", "--timeout", ""), []);
    assert.deepEqual(await offered("completions", ""), [...SHELLS]);
    assert.deepEqual(await offered("help", "c"), ["completions"]);
    const all = await offered("run", "-");
    for (const spec of SPECS) assert(all.includes(longName(spec)), longName(spec));
  },
});
