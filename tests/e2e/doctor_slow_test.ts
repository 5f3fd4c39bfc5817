/** Doctor on the machine that the tests run on, and on one whose image was damaged. */
import assert from "node:assert/strict";
import type { Check } from "../../src/core/check.ts";
import { denoPartLength, TRAILER_BYTES } from "../../src/pack/deno_part.ts";
import { PACK_FOOTER_BYTES } from "../../src/pack/pack.ts";
import { copyProject } from "../fixtures/project_copy.ts";
import { BINARY, commandLine, pysandbox, start } from "./command.ts";

/** Walls of the system that this is. */
const SYSTEM_WALLS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["seccomp", "landlock", "rlimit"],
  darwin: ["seatbelt"],
  windows: ["job"],
};

/** The table where all holds: a pattern for each line. */
const TABLE: readonly [name: string, detail: RegExp][] = [
  ["system", /[ -~]+, (x86_64|aarch64)/],
  ["image", /all that Python boots from matches its checksums/],
  ["sandbox", /starts, and computes that 6 \* 7 is 42/],
  ["wasm", /Python's memory cannot grow beyond its cap/],
  ["permissions", /every permission is given up; each was tried and refused/],
  ...(SYSTEM_WALLS[Deno.build.os] ?? []).map((name): [string, RegExp] => [name, /\w[ -~]+/]),
  ["timeout", /an endless loop ended \d+ ms after its 200 ms/],
  ["kill", /a loop that ignores interrupts ended \d+ ms after its 50 ms/],
  ["cpu", /an endless loop used \d+ ms more than its 100 ms of processor time/],
  ["max-heap", /a program that hoards memory ended at its 64MiB/],
  ["max-output", /exactly the first 100000 bytes came through/],
  ["next", /the program after all these runs like the first/],
  ["start", /\d+ ms from spawn to program, the median of \d+/],
  [
    "forks",
    /an interpreter was forked in \d+ ms, walls included|none: interpreters are booted [ -~]+/,
  ],
  ["traces", /none of \d+ sandboxes is left/],
];

/** Above how many milliseconds these fail, which they do on a machine as busy as tests may find it. */
const MOST_MS: Readonly<Record<string, number>> = {
  timeout: 500,
  kill: 500,
  cpu: 500,
  start: 2000,
};
const BUSY = "the machine is too busy to be on time: give it fewer programs, or more processors";
const SLOW = "the machine is busy, or reads its executable from a slow disk";

/** The remedy that a measured time asks for; null where it is short enough, or there is none. */
function remedyFor(name: string, detail: string): string | null {
  const milliseconds = Number(/\d+(?= ms)/.exec(detail)?.[0] ?? 0);
  if (milliseconds <= (MOST_MS[name] ?? Infinity)) return null;
  return name === "start" ? SLOW : BUSY;
}

/** Asserts that each check holds, but for `damage` where it is given. Answers the exit status that says the same. */
function assertTable(stdout: string, damage: string | null): number {
  const lines = stdout.split("\n");
  assert.equal(lines.length, TABLE.length + 1, stdout);
  assert.equal(lines.at(-1), "");
  let exitCode = 0;
  for (const [at, [name, expected]] of TABLE.entries()) {
    const [, verdict, label, detail, remedy] = /^(ok {2}|FAIL) {2}([a-z-]+) {2,}(.+?)(?: - (.+))?$/
      .exec(lines[at]!)!;
    assert.equal(lines[at]!.slice(6, 19), `${name.padEnd(11)}  `);
    const failure = name === "image" ? damage : remedyFor(name, detail!);
    const found = [verdict, label, remedy ?? null];
    assert.deepEqual(found, [failure === null ? "ok  " : "FAIL", name, failure], stdout);
    if (name !== "image" || damage === null) {
      assert.match(detail!, new RegExp(`^${expected.source}$`));
    }
    if (failure !== null) exitCode = 1;
  }
  return exitCode;
}

Deno.test("doctor has a line for each check, and here all hold (but to be on time, where all is busy)", async () => {
  const { code, stdout, stderr } = await pysandbox(["doctor"]);
  const exitCode = assertTable(stdout, null);
  assert.deepEqual([code, stderr], [exitCode, ""]);
});

Deno.test("the JSON is one line with the same checks, whatever the defaults of runs are", async () => {
  const env = { PYSANDBOX_WALLS: "off", PYSANDBOX_TIMEOUT: "1ms", PYSANDBOX_JSON: "0" };
  const { code, stdout, stderr } = await pysandbox(["doctor", "--json"], { env });
  const found = JSON.parse(stdout);
  assert.equal(stdout, `${JSON.stringify(found)}\n`);
  assert.deepEqual(
    found.checks.map(({ name, ok, remedy }: Check) => [name, ok, remedy]),
    found.checks.map(({ detail }: Check, at: number) => {
      const [name, expected] = TABLE[at]!;
      assert.match(detail, new RegExp(`^${expected.source}$`));
      const remedy = remedyFor(name, detail);
      return [name, remedy === null, remedy];
    }),
  );
  assert.equal(found.checks.length, TABLE.length);
  const ok = found.checks.every((check: Check) => check.ok);
  assert.deepEqual([found.version, found.ok, code, stderr], [1, ok, ok ? 0 : 1, ""]);
  const { pysandbox: own, commit, python, pyodide, deno, v8 } = found.versions;
  const origin = commit === null ? "from source" : `commit ${commit}`;
  assert.equal(
    (await pysandbox(["--version"])).stdout,
    `pysandbox ${own} (${origin}, Python ${python}, Pyodide ${pyodide}, Deno ${deno}, V8 ${v8})\n`,
  );
});

Deno.test("doctor ends quietly with 141 where nobody reads what it found", async () => {
  const child = start(["doctor"]);
  await child.stdout.cancel();
  await child.stdin.close();
  const stderr = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, stderr], [141, ""]);
});

/** Changes the last byte of the pack, which no sandbox needs. */
async function damagePack(path: string, isExecutable: boolean): Promise<void> {
  const bytes = await Deno.readFile(path);
  const part = isExecutable ? denoPartLength(bytes.slice(-TRAILER_BYTES)) ?? 0 : 0;
  const behind = isExecutable ? part + PACK_FOOTER_BYTES : 0;
  bytes[bytes.length - behind - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
}

/** Runs doctor of a copy of the command whose pack was damaged. */
async function damagedDoctor(): Promise<Deno.CommandOutput> {
  if (BINARY !== undefined) {
    const folder = await Deno.makeTempDir();
    try {
      const copy = `${folder}/pysandbox`;
      await Deno.copyFile(BINARY, copy);
      await damagePack(copy, true);
      return await new Deno.Command(copy, { args: ["doctor"] }).output();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  await using project = await copyProject();
  const build = `${project.path}/assets/build`;
  await Deno.mkdir(build);
  for (const name of ["python.pack", "glue.mjs"]) {
    await Deno.copyFile(new URL(`../../assets/build/${name}`, import.meta.url), `${build}/${name}`);
  }
  await damagePack(`${build}/python.pack`, false);
  // As if they had been made there.
  const { inputsFingerprint } = await import(`file://${project.path}/src/host/assets.ts`);
  await Deno.writeTextFile(
    `${build}/index.json`,
    JSON.stringify({ inputs: inputsFingerprint() }),
  );
  const [path, args] = commandLine(["doctor"]);
  const entry = new URL("../../cli.ts", import.meta.url).href;
  const words = args.map((word) => word === entry ? `file://${project.path}/cli.ts` : word);
  return await new Deno.Command(path, { args: words, cwd: project.path }).output();
}

Deno.test({
  name: "an image that was damaged is found, and the exit status is 1 (Linux)",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await pysandbox(["run", "-c", "pass"]);
    const { code, stdout, stderr } = await damagedDoctor();
    const decoder = new TextDecoder();
    const remedy = BINARY === undefined
      ? "the assets are damaged: make them again with 'deno task assets'"
      : "the executable is damaged: download it again and compare its SHA-256";
    const table = decoder.decode(stdout);
    assertTable(table, remedy);
    const line =
      "FAIL  image        the sandbox did not start: The pack does not match its checksum";
    assert.equal(table.split("\n")[1], `${line} - ${remedy}`);
    assert.deepEqual([code, decoder.decode(stderr)], [1, ""]);
  },
});
