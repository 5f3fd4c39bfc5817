/** What a command needs to be one: a description, and an entry in the list. Everything else follows from these. */
import assert from "node:assert/strict";
import type { Command, CommandList, Options } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { completionScript } from "../../src/cli/completions/script.ts";
import { perform } from "../../src/cli/main.ts";
import { OptionValues } from "../../src/cli/option_values.ts";
import { assertThrown, makePrintingHost } from "./hosts.ts";

const GREET_OPTIONS = {
  name: {
    flags: "-n, --name <name>",
    description: "whom to greet; repeatable",
    environment: "PYSANDBOX_NAME",
  },
  tone: {
    flags: "--tone <tone>",
    description: "warm or cold",
    environment: null,
    choices: ["warm", "cold"],
  },
  card: { flags: "--card <file>", description: "where to write", environment: null, isFile: true },
  loud: { flags: "-l, --loud", description: "shouts", environment: null },
} as const satisfies Options;

/** The new command. */
const greet: Command = {
  summary: "Greets somebody.",
  example: "pysandbox greet --name you",
  options: GREET_OPTIONS,
  operands: [{ notation: "[word]", description: "said first", values: ["hello", "hi"] }],
  run: async (given, { host }) => {
    const values = new OptionValues(GREET_OPTIONS, given, host);
    const names = values.all("name").map(({ value }) => value).join(" and ");
    const text = `${given.operands[0] ?? "hello"} ${names}`;
    await host.print(values.isSet("loud") ? text.toUpperCase() : text);
    return 3;
  },
};

/** The list with the command in it, alone and in a group. */
const EXTENDED: CommandList = {
  ...COMMANDS,
  greet,
  social: { summary: "Manners.", commands: { greet } },
};

async function called(argv: string[], variables = {}): Promise<[code: number, text: string]> {
  const { host, printed } = makePrintingHost({ variables });
  const code = await perform(argv, { host, commands: EXTENDED });
  return [code, printed()];
}

for (const path of [["greet"], ["social", "greet"]]) {
  const name = path.join(" ");

  Deno.test(`${name} is called with what was given`, async () => {
    assert.deepEqual(await called([...path]), [3, "hello "]);
    assert.deepEqual(
      await called([...path, "-lna", "hi", "--name=b"], { PYSANDBOX_NAME: "c\nd" }),
      [3, "HI C AND D AND A AND B"],
    );
  });

  Deno.test(`a wrong use of ${name} is refused with what would be right`, async () => {
    await assertThrown(
      () => called([...path, "--nmae", "x"]),
      "unknown option '--nmae' (Did you mean --name?)",
    );
    await assertThrown(
      () => called([...path, "-n"]),
      "option '-n, --name <name>' argument missing",
    );
    await assertThrown(
      () => called([...path, "a", "b"]),
      `too many arguments for '${name}'. Expected 1 argument but got 2: a, b.`,
    );
    await assertThrown(
      () => called(["doctor", "--tone"]),
      "unknown option '--tone'; commands that have it: greet, social greet",
    );
  });

  Deno.test(`${name} has help, however it is asked for`, async () => {
    for (const argv of [[...path, "--help"], [...path, "-h"], ["help", ...path]]) {
      assert.deepEqual(await called(argv), [
        0,
        `Usage: pysandbox ${name} [options] [word]

Greets somebody.

Arguments:
  word               said first

Options:
  -n, --name <name>  whom to greet; repeatable
  --tone <tone>      warm or cold
  --card <file>      where to write
  -l, --loud         shouts
  -h, --help         display help for command

Example:
  pysandbox greet --name you
`,
      ]);
    }
  });
}

Deno.test("help names the new commands last", async () => {
  const [, text] = await called(["help"]);
  assert.match(
    text,
    /\n {2}help \[command\.\.\.\] +Shows help for a command\.\n {2}greet \[options\] \[word\] +Greets somebody\.\n {2}social <command> +Manners\.\n\n/,
  );
});

Deno.test("a group has help, and names what it does not have", async () => {
  const help = `Usage: pysandbox social <command> [options]

Manners.

Options:
  -h, --help              display help for command

Commands:
  greet [options] [word]  Greets somebody.
`;
  for (const argv of [["social"], ["social", "--help"], ["help", "social"]]) {
    assert.deepEqual(await called(argv), [0, help]);
  }
  await assertThrown(
    () => called(["social", "g"]),
    "unknown command 'social g' (Did you mean social greet?)",
  );
  await assertThrown(
    () => called(["social", "nosuch"]),
    "unknown command 'social nosuch' (see: pysandbox help social)",
  );
});

/** What each script must have for the command itself and for the one in the group. */
const COMPLETED = {
  bash: [
    '    greet)\n      options="-n --name --tone --card -l --loud"\n      operands="hello hi"\n',
    '    "social greet")\n      options="-n --name --tone --card -l --loud"\n      operands="hello hi"\n',
    '        --tone) _pysandbox_offer "warm cold"; return ;;\n        --card) _pysandbox_files; return ;;\n',
    '      _pysandbox_offer "greet --help"\n',
  ],
  zsh: [
    "    'greet:Greets somebody'\n",
    "'*--tone=[warm or cold]:tone:(warm cold)'",
    "'*--card=[where to write]:file:_files'",
    "'1:word:(hello hi)'",
    "    social)\n      commands=('greet:Greets somebody')\n",
  ],
  fish: [
    "complete -c pysandbox -n __fish_use_subcommand -a greet -d 'Greets somebody'\n",
    "complete -c pysandbox -n '__pysandbox_in greet' -l tone -x -a 'warm cold' -d 'warm or cold'\n",
    "complete -c pysandbox -n '__pysandbox_in social greet' -l card -r -F -d 'where to write'\n",
    "complete -c pysandbox -n '__pysandbox_first_argument_of social' -a greet -d 'Greets somebody'\n",
    "complete -c pysandbox -n '__pysandbox_first_argument_of social greet' -a 'hello hi'\n",
  ],
};

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(`the completions of ${shell} have the new commands`, async () => {
    const [code, script] = await called(["completions", shell]);
    assert.deepEqual([code, script], [0, completionScript(shell, EXTENDED)]);
    for (const part of COMPLETED[shell]) assert(script.includes(part), `${part} in ${script}`);
  });
}
