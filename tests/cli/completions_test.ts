/** The text of the completion scripts. What shells make of them is in tests/e2e/completions_test.ts. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { SHELLS, toShell } from "../../src/cli/commands/completions.ts";
import { completionScript } from "../../src/cli/completions/script.ts";
import { WALLS_MODES } from "../../src/cli/options.ts";
import { ALL_COMMANDS, assertThrown } from "./hosts.ts";

/** How scripts offer what is in a group is tested where a group is added. */
const SPECS = ALL_COMMANDS.filter(([words]) => !words.includes(" "));

/** What a script says of the options of one command: their names. */
const FIND_OPTIONS: Record<(typeof SHELLS)[number], (script: string, command: string) => string[]> =
  {
    bash: (script, command) =>
      /options="(.*)"/.exec(branch(script, command))?.[1]?.split(" ") ?? [],
    zsh: (script, command) =>
      [...branch(script, command).matchAll(/^ +'\*?(--?[\w-]+)/gm)].map(([, name]) => name!)
        .filter((name) => name !== "--help"),
    fish: (script, command) =>
      script.split("\n").filter((line) => line.includes(`'__pysandbox_in ${command}' -`))
        .flatMap((line) => [...line.split(" -d ")[0]!.matchAll(/ -(s|l) ([\w-]+)/g)])
        .map(([, kind, name]) => (kind === "s" ? "-" : "--") + name),
  };

/** The part of a script of bash or zsh that is about one command. */
function branch(script: string, command: string): string {
  const start = script.indexOf(`\n    ${command})\n`);
  assert(start >= 0, `${command} in ${script}`);
  return script.slice(start, script.indexOf("\n      ;;\n", start));
}

for (const shell of SHELLS) {
  const script = completionScript(shell, COMMANDS);

  for (const [command, { options }] of SPECS) {
    Deno.test(`the script for ${shell} has exactly the options of ${command}`, () => {
      const names = Object.values(options).flatMap(({ flags }) =>
        flags.replace(/ <.*/, "").split(", ")
      );
      assert.deepEqual(FIND_OPTIONS[shell](script, command), names);
    });
  }

  Deno.test(`the script for ${shell} has every command, shell and choice`, () => {
    for (const word of [...Object.keys(COMMANDS), ...SHELLS, ...WALLS_MODES]) {
      assert.match(script, new RegExp(`\\b${word}\\b`));
    }
  });

  Deno.test(`the script for ${shell} is ASCII, and short enough to read`, () => {
    assert.match(script, /^[\n\x20-\x7e]+\n$/);
    assert(!script.includes("undefined"), script);
    assert(script.split("\n").length < 300, script);
  });
}

for (const shell of ["zsh", "fish"] as const) {
  Deno.test(`the script for ${shell} says what each command and option does`, () => {
    const unquoted = completionScript(shell, COMMANDS).replaceAll(/'\\''|\\'/g, "'");
    for (const [name, { summary, options }] of SPECS) {
      const text = summary.replace(/\.$/, "");
      const shown = shell === "zsh" ? `'${name}:${text}'` : ` -a ${name} -d '${text}'`;
      assert(unquoted.includes(shown), shown);
      for (const { description } of Object.values(options)) {
        const shown = shell === "zsh" ? `[${description}]` : ` -d '${description}'`;
        assert(unquoted.includes(shown), shown);
      }
    }
  });
}

Deno.test("another shell is refused with those that there are", async () => {
  for (const shell of ["ksh", "", "toString"]) {
    await assertThrown(
      () => toShell({ values: {}, flags: new Set(), operands: [shell] }),
      `completions: expected bash, zsh, fish; got '${shell}'`,
    );
  }
});
