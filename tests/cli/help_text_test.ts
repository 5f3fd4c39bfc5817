import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { perform } from "../../src/cli/main.ts";
import { ALL_COMMANDS, makePrintingHost } from "./hosts.ts";

const SPECS = ALL_COMMANDS.filter(([name]) => name !== "help");

async function printed(...argv: string[]): Promise<string> {
  const { host, printed } = makePrintingHost();
  assert.equal(await perform(argv, { host, commands: COMMANDS }), 0);
  return printed();
}

/** The words of a command. */
function words(command: string): string[] {
  return command.split(" ");
}

/** Words only: where lines are broken is not the point. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

Deno.test("help is the same in each way of asking for it", async () => {
  for (const asking of [["--help"], ["-h"], ["help", "help"], ["help", "--help"]]) {
    assert.equal(await printed(...asking), await printed("help"));
  }
  for (const [command] of SPECS) {
    assert.equal(
      await printed(...words(command), "--help"),
      await printed("help", ...words(command)),
    );
    assert.equal(await printed(...words(command), "-h"), await printed("help", ...words(command)));
  }
  assert.equal(await printed("run", "a.py", "--help"), await printed("help", "run"));
  assert.equal(
    await printed("serve-stdio", "--workers", "0", "-h"),
    await printed("help", "serve-stdio"),
  );
});

Deno.test("help begins with the usage and says what pysandbox is for", async () => {
  assert.deepEqual((await printed("--help")).split("\n").slice(0, 3), [
    "Usage: pysandbox [command] [options]",
    "",
    "Runs untrusted Python safely: one executable, offline, with hard limits.",
  ]);
});

Deno.test("help ends with what pysandbox does alone", async () => {
  const end = "\n\nAlone on a terminal, pysandbox starts the REPL;\n" +
    "alone in a pipe, it runs the program on standard input.\n";
  assert.equal((await printed("--help")).slice(-end.length), end);
});

Deno.test("help names every command, in the order of the table, with what it does", async () => {
  const list = (await printed("--help")).split("\nCommands:\n")[1]!;
  const names = [...list.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, name]) => name);
  assert.deepEqual(names, Object.keys(COMMANDS));
  for (const { summary } of Object.values(COMMANDS)) {
    assert(unwrapped(list).includes(summary));
  }
});

const USAGES: Record<string, string> = {
  run: "run [options] [script] [args...]",
  repl: "repl [options]",
  vet: "vet [options] <path...>",
  "serve-stdio": "serve-stdio [options]",
  mcp: "mcp [options]",
  doctor: "doctor [options]",
  completions: "completions [options] <shell>",
  licenses: "licenses [options]",
  "packages fetch": "packages fetch [options] [requirements...]",
  "packages build": "packages build [options] [requirements...]",
  "packages list": "packages list [options]",
  "packages show": "packages show [options] <environment>",
  "packages remove": "packages remove [options] <name>",
};

for (const [command, { summary, about = summary, example, options }] of SPECS) {
  Deno.test(`the help of ${command} begins with its usage and what it does`, async () => {
    const [usage, , description] = (await printed("help", ...words(command))).split(/\n(\n)/);
    assert.equal(usage, `Usage: pysandbox ${USAGES[command]}`);
    assert.equal(unwrapped(description!), about);
  });

  Deno.test(`the help of ${command} has its options, each with its description, and no others`, async () => {
    const help = await printed("help", ...words(command));
    const list = help.split("\nOptions:\n")[1]!.split("\n\n")[0]!;
    const expected = Object.values(options).map(({ flags, description }) =>
      `${flags} ${description}`
    );
    assert.equal(
      unwrapped(list).trim(),
      [...expected, "-h, --help display help for command"].join(" "),
    );
  });

  if (example !== undefined) {
    Deno.test(`the help of ${command} ends with an example`, async () => {
      const end = `\n\nExample:\n  ${example}\n`;
      assert.equal((await printed("help", ...words(command))).slice(-end.length), end);
    });
  }
}

Deno.test("the help of serve-stdio has the simplest request", async () => {
  const help = await printed("help", "serve-stdio");
  assert(help.endsWith(`\n  echo '{"code": "4 + 5"}' | pysandbox serve-stdio\n`), help);
});

Deno.test("help states the defaults", async () => {
  const DEFAULTS: Record<string, string[]> = {
    run: ["30s", "off", "256MiB", "10MiB", "64MiB", "auto"],
    repl: ["30s", "off", "256MiB", "10MiB", "auto"],
    vet: ["as many as processors", "ok", "text", "30s", "off", "256MiB", "10MiB", "auto"],
    "serve-stdio": [
      ...["as many as processors", "as many as workers", "32", "15m", "16MiB"],
      ...["30s", "off", "256MiB", "10MiB", "64MiB", "auto"],
    ],
  };
  for (const [command, defaults] of Object.entries(DEFAULTS)) {
    const help = unwrapped(await printed("help", ...words(command)));
    const found = [...help.matchAll(/\(default: ([^)]+)\)/g)].map(([, text]) => text);
    assert.deepEqual(found, defaults, command);
  }
});
