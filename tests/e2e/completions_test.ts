/** The completion scripts as the command prints them, each in its shell: what Tab does, on a terminal. */
import assert from "node:assert/strict";
import { lacking, tryTest } from "../needs.ts";
import { pysandbox } from "./command.ts";
import { pressTab } from "./interactive_shell.ts";
import type { CommandList, Options } from "../../src/cli/command.ts";
import { REPL_OPTIONS } from "../../src/cli/commands/repl.ts";
import { RUN_OPTIONS } from "../../src/cli/commands/run.ts";
import { SERVE_OPTIONS } from "../../src/cli/commands/serve_stdio.ts";
import { completionScript } from "../../src/cli/completions/script.ts";
import { WALLS_MODES } from "../../src/cli/options.ts";

type Shell = "bash" | "zsh" | "fish";

const FILES = ["a*b.py", "script one.py", "script two.py", "\u00fcber.py"];
const ENTRIES = [...FILES, "sub dir/"].sort();
const RUN = longNames(RUN_OPTIONS);
const REPL = longNames(REPL_OPTIONS);
const SERVE = longNames(SERVE_OPTIONS);

/** What is offered of a command's options after two dashes. */
function longNames(options: Options): string[] {
  const names = Object.values(options).map(({ flags }) => /--[\w-]+/.exec(flags)![0]);
  return [...names, "--help"].sort();
}

/** A test with a shell, on a terminal where it presses Tab. */
function inShell(name: string, shell: Shell, test: () => Promise<void>): void {
  const elsewhere = Deno.build.os === "linux" ? null : "only on Linux";
  tryTest({ name, fn: test, elsewhere, lacks: lacking([shell, "script"]) });
}

async function scriptFor(shell: Shell): Promise<string> {
  const { code, stdout, stderr } = await pysandbox(["completions", shell]);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

/** The commands, as the help lists them. */
async function commands(): Promise<string[]> {
  const { stdout } = await pysandbox(["--help"]);
  const list = stdout.slice(stdout.indexOf("\nCommands:\n"));
  const names = [...list.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, name]) => name!);
  assert.ok(names.includes("run") && names.includes("help"), stdout);
  return names.sort();
}

/** A folder with files whose names shells have to quote. */
async function withFiles<T>(test: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of FILES) await Deno.writeTextFile(`${folder}/${name}`, "");
    await Deno.mkdir(`${folder}/sub dir`);
    return await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What Tab makes of lines that leave one way to go on; a line that stays itself has none. */
const COMPLETED: Record<string, Record<"bash" | "zsh", string>> = {
  "ru": { bash: "run ", zsh: "run " },
  "re": { bash: "repl ", zsh: "repl " },
  "s": { bash: "serve-stdio ", zsh: "serve-stdio " },
  "run --ti": { bash: "run --timeout ", zsh: "run --timeout=" },
  "run x.py -t 5s --js": { bash: "run x.py -t 5s --json ", zsh: "run x.py -t 5s --json " },
  "run -e A=1 -e B=2 --en": { bash: "run -e A=1 -e B=2 --env ", zsh: "run -e A=1 -e B=2 --env=" },
  "run --he": { bash: "run --help ", zsh: "run --help " },
  "run --timeout ": { bash: "run --timeout ", zsh: "run --timeout " },
  "run --walls re": { bash: "run --walls require ", zsh: "run --walls require " },
  "run --walls=re": { bash: "run --walls=require ", zsh: "run --walls=require " },
  "run a": { bash: "run a\\*b.py ", zsh: "run a\\*b.py " },
  "run script\\ o": { bash: "run script\\ one.py ", zsh: "run script\\ one.py " },
  "run 'script o": { bash: "run 'script one.py' ", zsh: "run 'script one.py' " },
  "run sub": { bash: "run sub\\ dir/", zsh: "run sub\\ dir/" },
  "run --report \u00fc": { bash: "run --report \u00fcber.py ", zsh: "run --report \u00fcber.py " },
  "run x.py -- --ti": { bash: "run x.py -- --ti", zsh: "run x.py -- --ti" },
  "run x.py -- \u00fc": { bash: "run x.py -- \u00fcber.py ", zsh: "run x.py -- \u00fcber.py " },
  "repl --ti": { bash: "repl --timeout ", zsh: "repl --timeout=" },
  "repl --walls=re": { bash: "repl --walls=require ", zsh: "repl --walls=require " },
  "repl --js": { bash: "repl --js", zsh: "repl --js" },
  "repl s": { bash: "repl s", zsh: "repl s" },
  "repl -e ": { bash: "repl -e ", zsh: "repl -e " },
  "v": { bash: "vet ", zsh: "vet " },
  "vet --ju": { bash: "vet --junit ", zsh: "vet --junit=" },
  "vet a": { bash: "vet a\\*b.py ", zsh: "vet a\\*b.py " },
  "vet --expect me": { bash: "vet --expect memory ", zsh: "vet --expect memory " },
  "serve-stdio --wo": { bash: "serve-stdio --workers ", zsh: "serve-stdio --workers=" },
  "serve-stdio -t 5s --sp": {
    bash: "serve-stdio -t 5s --spares ",
    zsh: "serve-stdio -t 5s --spares=",
  },
  "serve-stdio --walls re": {
    bash: "serve-stdio --walls require ",
    zsh: "serve-stdio --walls require ",
  },
  "serve-stdio --workers ": { bash: "serve-stdio --workers ", zsh: "serve-stdio --workers " },
  "serve-stdio --en": { bash: "serve-stdio --en", zsh: "serve-stdio --en" },
  "serve-stdio s": { bash: "serve-stdio s", zsh: "serve-stdio s" },
  "serve-stdio -- s": { bash: "serve-stdio -- s", zsh: "serve-stdio -- s" },
  "nosuch --": { bash: "nosuch --", zsh: "nosuch --" },
  "doctor --j": { bash: "doctor --json ", zsh: "doctor --json " },
  "doctor r": { bash: "doctor r", zsh: "doctor r" },
  "completions z": { bash: "completions zsh ", zsh: "completions zsh " },
  "completions zsh ": { bash: "completions zsh ", zsh: "completions zsh " },
  "completions --h": { bash: "completions --help ", zsh: "completions --help " },
  "help s": { bash: "help serve-stdio ", zsh: "help serve-stdio " },
  "help run ": { bash: "help run ", zsh: "help run " },
};

/** What Tab offers where there is a choice. */
const OFFERED: Record<string, () => Promise<string[]>> = {
  "": commands,
  "--": () => Promise.resolve(["--help", "--version"]),
  "run --max-": () => Promise.resolve(["--max-files", "--max-heap", "--max-output"]),
  "run --": () => Promise.resolve(RUN),
  "repl --": () => Promise.resolve(REPL),
  "serve-stdio --": () => Promise.resolve(SERVE),
  "serve-stdio --max-": () =>
    Promise.resolve(["--max-files", "--max-heap", "--max-line", "--max-output", "--max-sessions"]),
  "run --walls ": () => Promise.resolve([...WALLS_MODES].sort()),
  "run --walls=": () => Promise.resolve([...WALLS_MODES].sort()),
  "run ": () => Promise.resolve(ENTRIES),
  "run --report ": () => Promise.resolve(ENTRIES),
  "run ./s": () => Promise.resolve(["script one.py", "script two.py", "sub dir/"]),
  "run x.py -- s": () => Promise.resolve(["script one.py", "script two.py", "sub dir/"]),
  "doctor --": () => Promise.resolve(["--help", "--json", "--packages"]),
  "completions ": () => Promise.resolve(["bash", "fish", "zsh"]),
  "help ": commands,
};

for (const shell of ["bash", "zsh"] as const) {
  inShell(
    `${shell} completes what leaves one way to go on`,
    shell,
    () =>
      withFiles(async (folder) => {
        const lines = Object.keys(COMPLETED).map((line) => `pysandbox ${line}`);
        const completed = await pressTab(shell, await scriptFor(shell), folder, lines);
        assert.deepEqual(
          completed.map(({ line, offered }) => [line, ...offered]),
          Object.values(COMPLETED).map((expected) => [`pysandbox ${expected[shell]}`]),
        );
      }),
  );

  inShell(`${shell} offers what fits the place`, shell, () =>
    withFiles(async (folder) => {
      const lines = Object.keys(OFFERED).map((line) => `pysandbox ${line}`);
      const completed = await pressTab(shell, await scriptFor(shell), folder, lines);
      for (const [at, { offered }] of completed.entries()) {
        const line = lines[at]!;
        const expected = await OFFERED[Object.keys(OFFERED)[at]!]!();
        // bash has one list for commands and options, zsh shows options where a dash was typed.
        if (shell === "bash" && line === "pysandbox ") expected.unshift("--help", "--version");
        const unquoted = offered.map((word) => word.replaceAll("\\", ""));
        assert.deepEqual(unquoted, expected, line);
      }
    }));
}

/** A command in a group, of which the command has none yet. */
const GROUPED: CommandList = {
  packages: {
    summary: "Environments.",
    commands: {
      build: {
        summary: "Makes one.",
        options: {
          file: { flags: "--file <file>", description: "", environment: null, isFile: true },
          kind: { flags: "--kind <kind>", description: "", environment: null, choices: ["a", "b"] },
          env: { flags: "--env <env>", description: "", environment: null, isEnvironment: true },
        },
        operands: [{ notation: "[place]", description: null, values: ["here", "there"] }],
        run: () => Promise.resolve(0),
      },
      list: { summary: "", options: {}, operands: [], run: () => Promise.resolve(0) },
      show: {
        summary: "",
        options: {},
        operands: [{ notation: "<environment>", description: null, values: "environments" }],
        run: () => Promise.resolve(0),
      },
    },
  },
};

/** What Tab offers within a group, or what the line becomes. */
const IN_GROUP: [line: string, expected: string | string[]][] = [
  ["packages bu", "packages build "],
  ["packages build the", "packages build there "],
  ["packages build --kind ", ["a", "b"]],
  ["packages build --file ", ENTRIES],
  ["packages build --", ["--env", "--file", "--help", "--kind"]],
  ["packages list --", "packages list --help "],
  ["packages show plo", "packages show plots "],
  ["packages show ", ["plots", ...ENTRIES, "science"].sort()],
  ["packages show plots ", "packages show plots "],
  ["packages build --env plo", "packages build --env plots "],
  ["packages build --env ", ["plots", ...ENTRIES, "science"].sort()],
];

/** A folder for data of the user, in which two environments have names. */
async function withStore<T>(test: (data: string) => Promise<T>): Promise<T> {
  const data = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${data}/pysandbox/environments`, { recursive: true });
    for (const name of ["plots.env", "science.env", "science.env.0.new"]) {
      await Deno.writeTextFile(`${data}/pysandbox/environments/${name}`, "");
    }
    return await test(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

for (const shell of ["bash", "zsh"] as const) {
  inShell(
    `${shell} completes a command in a group`,
    shell,
    () =>
      withFiles((folder) =>
        withStore(async (data) => {
          const lines = IN_GROUP.map(([line]) => `pysandbox ${line}`);
          const script = `XDG_DATA_HOME=${data}\n${completionScript(shell, GROUPED)}`;
          const completed = await pressTab(shell, script, folder, lines);
          for (const [at, { line, offered }] of completed.entries()) {
            const [typed, expected] = IN_GROUP[at]!;
            const unquoted = offered.map((name) => name.replaceAll("\\", "")).sort();
            if (typeof expected === "string") assert.equal(line, `pysandbox ${expected}`);
            else assert.deepEqual(unquoted, expected, typed);
          }
        })
      ),
  );
}

inShell(
  "fish completes a command in a group",
  "fish",
  () =>
    withFiles((folder) =>
      withStore(async (data) => {
        const script = `set -x XDG_DATA_HOME ${data}\n${completionScript("fish", GROUPED)}`;
        const offers = (line: string) => fishOffers(`pysandbox ${line}`, folder, script);
        assert.deepEqual(await offers("packages "), ["build", "list", "show"]);
        assert.deepEqual(await offers("packages build "), ["here", "there"]);
        assert.deepEqual(await offers("packages build --kind "), ["a", "b"]);
        assert.deepEqual(await offers("packages build --file "), ENTRIES);
        assert.deepEqual(await offers("packages build --"), [
          "--env",
          "--file",
          "--help",
          "--kind",
        ]);
        assert.deepEqual(await offers("packages list --"), ["--help"]);
        assert.deepEqual(await offers("packages list "), []);
        const environments = ["plots", ...ENTRIES, "science"].sort();
        assert.deepEqual(await offers("packages show "), environments);
        assert.deepEqual(await offers("packages build --env "), environments);
      })
    ),
);

inShell("bash gets one completion for pysandbox and keeps its others", "bash", async () => {
  const script = await scriptFor("bash");
  const words = ["--norc", "--noprofile", "-c", `complete -f other\n${script}\ncomplete -p`];
  const { code, stdout, stderr } = await new Deno.Command("bash", { args: words }).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stderr), "");
  assert.deepEqual(decoder.decode(stdout).trim().split("\n").sort(), [
    "complete -F _pysandbox pysandbox",
    "complete -f other",
  ]);
  assert.equal(code, 0);
});

inShell(
  "zsh loads the script from a folder of functions",
  "zsh",
  () =>
    withFiles(async (folder) => {
      const functions = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${functions}/_pysandbox`, await scriptFor("zsh"));
        const load = `fpath=(${functions} $fpath); autoload -Uz compinit && compinit -D -u`;
        const lines = ["pysandbox run --ti", "pysandbox completions f"];
        assert.deepEqual(await pressTab("zsh", load, folder, lines), [
          { line: "pysandbox run --timeout=", offered: [] },
          { line: "pysandbox completions fish ", offered: [] },
        ]);
      } finally {
        await Deno.remove(functions, { recursive: true });
      }
    }),
);

inShell("zsh without its completion system is told what to load", "zsh", async () => {
  const args = ["-f", "-c", await scriptFor("zsh")];
  const { stderr } = await new Deno.Command("zsh", { args }).output();
  const line = "pysandbox: completions need compinit first: autoload -Uz compinit && compinit\n";
  assert.equal(new TextDecoder().decode(stderr), line);
});

/** What fish offers for a line, without descriptions, with the script in its folder of completions. */
async function fishOffers(line: string, folder: string, script: string): Promise<string[]> {
  const home = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${home}/fish/completions`, { recursive: true });
    await Deno.writeTextFile(`${home}/fish/completions/pysandbox.fish`, script);
    // fish loads scripts of commands that are there.
    await Deno.writeTextFile(`${home}/pysandbox`, "#!/bin/sh\n", { mode: 0o755 });
    const { code, stdout, stderr } = await new Deno.Command("fish", {
      args: ["-c", "complete -C $argv[1]", "--", line],
      cwd: folder,
      clearEnv: true,
      env: {
        ...{ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, LANG: "C.UTF-8" },
        PATH: `${home}:${Deno.env.get("PATH") ?? ""}`,
      },
    }).output();
    const decoder = new TextDecoder();
    assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
    return decoder.decode(stdout).split("\n").filter(Boolean)
      .map((row) => row.split("\t")[0]!).sort();
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

inShell("fish offers what fits the place", "fish", () =>
  withFiles(async (folder) => {
    const script = await scriptFor("fish");
    const offers = (line: string) => fishOffers(`pysandbox ${line}`, folder, script);
    assert.deepEqual(await offers(""), await commands());
    assert.deepEqual(await offers("ru"), ["run"]);
    assert.deepEqual(await offers("re"), ["repl"]);
    assert.deepEqual(await offers("s"), ["serve-stdio"]);
    assert.deepEqual(await offers("--"), ["--help", "--version"]);
    assert.deepEqual(await offers("run --max-"), ["--max-files", "--max-heap", "--max-output"]);
    assert.deepEqual(await offers("run --"), RUN);
    assert.deepEqual(await offers("repl --"), REPL);
    assert.deepEqual(await offers("repl "), []);
    assert.deepEqual(await offers("repl --walls "), [...WALLS_MODES].sort());
    assert.deepEqual(await offers("serve-stdio --"), SERVE);
    assert.deepEqual(await offers("serve-stdio "), []);
    assert.deepEqual(await offers("serve-stdio --workers "), []);
    assert.deepEqual(await offers("serve-stdio --walls=o"), ["--walls=off"]);
    assert.deepEqual(await offers("run x.py -t 5s --js"), ["--json"]);
    assert.deepEqual(await offers("run --walls "), [...WALLS_MODES].sort());
    assert.deepEqual(await offers("run --walls=o"), ["--walls=off"]);
    assert.deepEqual(await offers("run --timeout "), []);
    assert.deepEqual(await offers("run --report "), ENTRIES);
    assert.deepEqual(await offers("run "), ENTRIES);
    assert.deepEqual(await offers("run x.py -- --ti"), []);
    assert.deepEqual(await offers("doctor --"), ["--help", "--json", "--packages"]);
    assert.deepEqual(await offers("doctor "), []);
    assert.deepEqual(await offers("completions "), ["bash", "fish", "zsh"]);
    assert.deepEqual(await offers("completions zsh "), []);
    assert.deepEqual(await offers("help "), await commands());
  }));
