/** The npm packages of the executable under test: installed from files into an empty folder, without a network, and used. */
import assert from "node:assert/strict";
import { BINARY } from "../e2e/command.ts";
import { runInTerminal } from "../e2e/in_terminal.ts";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { begun, endOf, EXITS, FOREVER, Installation, installTest } from "./installed.ts";

const IS_WINDOWS = Deno.build.os === "windows";
const [NPM, NPX] = IS_WINDOWS ? ["npm.cmd", "npx.cmd"] : ["npm", "npx"];
const needs = { commands: IS_WINDOWS ? ["node"] : ["node", "npm", "npx"] };
const needsTerminal = { commands: [...needs.commands, "script"] };

/** However busy the machine is, npx has started a program by then, in milliseconds. */
const LONG = 120_000;

/** Ends in its own time after one Ctrl-C; after a second one it is killed. */
const TIDY = `import time
print("ready", flush=True)
try:
    while True: pass
finally:
    time.sleep(0.6)
    print("tidied up", flush=True)`;

/**
 * Counts how often it is interrupted. What a system delivers while the same is waiting is lost, so that two interrupts of one key
 * may be one; not at each of several.
 */
const PRESSES = 8;
const COUNTER = `#!/usr/bin/env node
let [pressed, heard, timer] = [0, 0];
const settled = () => {
  console.log("pressed " + ++pressed + ", heard " + heard + ".");
  if (pressed === ${PRESSES}) process.exit(9);
};
process.on("SIGINT", () => {
  heard++;
  clearTimeout(timer);
  timer = setTimeout(settled, 300);
});
setTimeout(() => {}, 100000);
console.log("pressed 0, heard 0.");
`;

let installation: Installation;
let [launcher, main, executable] = ["", "", ""];

if (BINARY !== undefined) {
  Deno.test.beforeAll(async () => {
    installation = new Installation();
    const made = await installation.make("npm.ts");
    assert.equal(made.length, 2, made.join(" "));
    [main, executable] = made as [string, string];
    await Deno.mkdir(installation.path("project"));
    await Deno.writeTextFile(installation.path("project", "package.json"), "{}");
    await npm("project", "install", main, executable);
    launcher = installation.path("project", "node_modules", "pysandbox", "npm", "launcher.js");
  });
  Deno.test.afterAll(() => installation.remove());
}

async function npm(project: string, ...words: string[]): Promise<string> {
  return await installation.expect(NPM, [...words, "--offline", "--no-audit", "--no-fund"], {
    cwd: installation.path(project),
  });
}

installTest("npx runs programs by the executable, and has their exit codes", needs, async () => {
  const cwd = installation.path("project");
  const npx = ["--offline", "--no", "pysandbox"];
  assert.equal(
    await installation.expect(NPX, [...npx, "run", "-c", "print(6 * 7)"], { cwd }),
    "42\n",
  );
  for (const [code, ...words] of EXITS) {
    const ended = await installation.run("node", [launcher, "run", ...words]);
    assert.equal(ended.code, code, words.join(" "));
  }
  const piped = await installation.run(NPX, [...npx, "run", "-"], { cwd, stdin: "print('piped')" });
  assert.deepEqual([piped.code, piped.stdout], [0, "piped\n"]);
  assert.equal((await installation.run(NPX, [...npx, "run", "-c", "exit(3)"], { cwd })).code, 3);
});

installTest("a program imports the client, whose server is the executable", needs, async () => {
  const script = installation.path("project", "client.mjs");
  await Deno.writeTextFile(
    script,
    `import { executablePath, Sandbox, SandboxError } from "pysandbox";
    const sandbox = new Sandbox({ timeout: 5000 });
    const { output } = await sandbox.run("4 + 5");
    const { status } = await sandbox.run("while True: pass", { timeout: 500 });
    await sandbox.close();
    const absent = new Sandbox({ command: ["/no/such/pysandbox"] });
    const error = await absent.run("1").catch((error) => error);
    console.log(JSON.stringify([executablePath(), output, status, error instanceof SandboxError]));
    `,
  );
  const [path, ...rest] = JSON.parse(await installation.expect("node", [script]));
  assert.ok(path.startsWith(installation.path("project", "node_modules", "@pysandbox")), path);
  assert.deepEqual(rest, [9, "timeout", true]);
});

installTest(
  "a program in TypeScript finds the types, which refuse what is wrong",
  needs,
  async () => {
    const check = async (line: string) => {
      const script = installation.path("project", "client.ts");
      await Deno.writeTextFile(
        script,
        `import { type Result, Sandbox } from "pysandbox";
      await using sandbox: Sandbox = new Sandbox({ timeout: 5000 });
      const result: Result = await sandbox.run("4 + 5", { inputs: { rows: [1, 2] } });
      ${line}\n`,
      );
      await Deno.writeTextFile(
        installation.path("project", "deno.json"),
        '{"nodeModulesDir":"manual"}',
      );
      return await installation.run(Deno.execPath(), ["check", "--quiet", script], {
        cwd: installation.path("project"),
        env: { NO_COLOR: "1" },
      });
    };
    const right = await check("export const text: string = result.stdout;");
    assert.deepEqual([right.code, right.stderr], [0, ""]);
    const wrong = await check("export const text: number = result.stdout;");
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /Type 'string' is not assignable to type 'number'/);
  },
);

if (!IS_WINDOWS) {
  installTest("a signal to the launcher is one to the executable", needs, async () => {
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const child = installation.start("setsid", ["node", launcher, "run", "-c", TIDY]);
      await child.stdin.close();
      await begun(child);
      child.kill(signal);
      const ended = await endOf(child);
      assert.deepEqual([ended.code, ended.stdout], [code, "tidied up\n"], ended.stderr);
    }
  });

  installTest(
    "where the executable is killed, the launcher ends by the same signal",
    needs,
    async () => {
      const child = installation.start("node", [launcher, "run", "-c", FOREVER]);
      await child.stdin.close();
      await begun(child);
      const [started] = (await allProcesses()).filter(({ parent }) => parent === child.pid);
      Deno.kill(started!.pid, "SIGKILL");
      assert.equal((await endOf(child)).signal, "SIGKILL");
    },
  );

  for (
    const [name, words] of [
      ["the launcher", () => ["node", launcher]],
      ["npx", () => ["npx", "--offline", "--no", "pysandbox"]],
    ] as const
  ) {
    installTest(
      `after Ctrl-C under ${name} a program has time to end`,
      needsTerminal,
      async () => {
        const { screen, code } = await runInTerminal([...words(), "run", "-c", TIDY], [
          { after: "ready", keys: "\x03" },
        ], { cwd: installation.path("project"), patienceMs: LONG });
        assert.match(screen, /tidied up\n/, screen);
        assert.match(screen, /\npysandbox: stopped by SIGINT\n$/, screen);
        assert.equal(code, 130);
      },
    );
  }

  installTest("Ctrl-C is heard once, under the launcher and under npx", needsTerminal, async () => {
    const folder = installation.path("counting");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/package.json`, "{}");
    await npm("counting", "install", main, executable);
    // In the place of the executable, what counts.
    const scope = `${folder}/node_modules/@pysandbox`;
    const [machine] = [...Deno.readDirSync(scope)].map(({ name }) => name);
    await Deno.writeTextFile(`${scope}/${machine}/bin/pysandbox`, COUNTER);
    for (
      const words of [["node_modules/.bin/pysandbox"], ["npx", "--offline", "--no", "pysandbox"]]
    ) {
      const keys = Array.from({ length: PRESSES }, (_, pressed) => {
        return { after: `pressed ${pressed},`, keys: "\x03" };
      });
      const { screen } = await runInTerminal(words, keys, { cwd: folder, patienceMs: LONG });
      assert.ok(screen.includes(`pressed ${PRESSES}, heard ${PRESSES}.`), screen);
    }
  });
}

installTest(
  "without its optional dependency, command and client say what to do",
  needs,
  async () => {
    const folder = installation.path("bare");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/package.json`, "{}");
    await npm("bare", "install", "--omit=optional", main);
    const { name, version } = JSON.parse(
      await installation.expect("tar", ["-xzOf", executable, "package/package.json"]),
    );
    const needs = Deno.build.os === "linux" ? ", which needs glibc 2.27 (not musl)," : "";
    const message = `the package ${name} with the executable${needs} is not installed; install ` +
      `pysandbox again without --omit=optional, or add it: npm install ${name}@${version}`;
    const command = [`${folder}/node_modules/pysandbox/npm/launcher.js`, "run", "-c", "1"];
    const ended = await installation.run("node", command);
    assert.deepEqual([ended.code, ended.stdout, ended.stderr], [
      125,
      "",
      `pysandbox: ${message}\n`,
    ]);
    const script = `import("pysandbox").then(({ Sandbox }) => new Sandbox())
    .catch(({ name, message }) => console.log(name + ": " + message))`;
    assert.equal(
      await installation.expect("node", ["-e", script], { cwd: folder }),
      `SandboxError: ${message}\n`,
    );
  },
);

installTest("npm removes all of it", needs, async () => {
  const { dependencies } = JSON.parse(
    await Deno.readTextFile(installation.path("project", "package.json")),
  );
  await npm("project", "uninstall", ...Object.keys(dependencies));
  const modules = installation.path("project", "node_modules");
  const left = (folder: string) =>
    [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.startsWith("."));
  // npm leaves the folder of the scope, empty.
  assert.deepEqual(left(modules).filter((name) => name !== "@pysandbox"), []);
  assert.deepEqual(left(`${modules}/@pysandbox`), []);
});
