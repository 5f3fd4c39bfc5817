/** One test for each program in `tests/attacks/`, against the real command: see `tests/attacks/read_attack.ts`. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { parseDuration } from "../src/core/units.ts";
import { ensureAssets } from "../src/host/assets.ts";
import { type Attack, attackHeader, ATTACKS_FOLDER, readAttacks } from "./attacks/read_attack.ts";
import { BINARY, type Finished, pysandbox } from "./e2e/command.ts";

// Made here, their making is not part of what an attack is measured by.
if (BINARY === undefined) await ensureAssets(() => {});

/** What a run may take beyond its limits here: start, end, and other work on the same processors. */
const PATIENCE_MS = 3000;
const DEFAULT_TIMEOUT = "30s";

/** What no attack may ever get to see of the host. */
const SECRET = "the-host-keeps-this-to-itself";

interface Report {
  readonly status: string;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly claimed: { readonly result: unknown; readonly resultRepr: string | null };
}

const attacks = readAttacks();

for (const [at, attack] of attacks.entries()) {
  const category = attack.name.split("_")[0];
  const isLast = attacks[at + 1]?.name.split("_")[0] !== category;
  Deno.test(`attack: ${attack.name}`, () =>
    withFolder(async (cwd) => {
      await Deno.copyFile(new URL(`${attack.name}.py`, ATTACKS_FOLDER), `${cwd}/${attack.name}.py`);
      const finished = await pysandbox(["run", "--json", ...attack.args, `${attack.name}.py`], {
        cwd,
        env: { PYSANDBOX_TEST_SECRET: SECRET },
      });
      assertContained(attack, finished, cwd);
      if (isLast) await assertHonestRunWorks(cwd);
    }));
}

Deno.test("every attack says what must come of it, what it tries, what it would do, and whose it is", () => {
  ok(attacks.length > 0);
  for (const { name, expected } of attacks) {
    ok(expected.length > 0 && expected.every((one) => /^status=\w+ exit=\d+$/.test(one)), name);
    for (const key of ["tries", "without", "source"]) {
      ok(attackHeader(name, key).length > 0, `${name}: ${key}`);
    }
  }
});

function assertContained(attack: Attack, finished: Finished, cwd: string): void {
  const { name, expected, args, says } = attack;
  const report = reportOf(finished);
  const found = `status=${report.status} exit=${report.exitCode}`;
  ok(
    expected.includes(found),
    `expected ${expected.join(" or ")}, found ${found}: ${report.reason}\n${
      report.stderr.slice(-2000)
    }`,
  );
  equal(finished.code, report.exitCode);
  equal(finished.stderr, report.reason === null ? "" : `pysandbox: ${report.reason}\n`);
  const output = report.stdout + report.stderr;
  ok(!output.includes("ESCAPED"), output.slice(0, 2000));
  for (const kept of [SECRET, "PYSANDBOX_TEST_SECRET", cwd, Deno.execPath()]) {
    ok(!JSON.stringify(report).includes(kept), `the program found '${kept}'`);
  }
  if (attack.stdout !== null) equal(report.stdout, attack.stdout);
  for (const text of says) {
    ok(output.includes(text), `expected '${text}' in: ${output.slice(0, 2000)}`);
  }
  // No success with a value comes of a crash. Claims that a program makes of itself are its own to forge.
  if (!name.startsWith("lying_") && report.status !== "ok") {
    deepEqual([report.claimed.result, report.claimed.resultRepr], [null, null]);
  }
  const given = args[args.indexOf("--timeout") + 1];
  const most = parseDuration(args.includes("--timeout") ? given! : DEFAULT_TIMEOUT)! + PATIENCE_MS;
  ok(finished.milliseconds < most, `took ${finished.milliseconds} ms, expected less than ${most}`);
}

async function assertHonestRunWorks(cwd: string): Promise<void> {
  const { stdout, stderr, code } = await pysandbox([
    "run",
    "-c",
    "import os; print(6 * 7, os.listdir())",
  ], { cwd });
  deepEqual([stdout, stderr, code], ["42 []\n", "", 0]);
}

function reportOf({ stdout, stderr }: Finished): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`no report: ${stdout}${stderr}`);
  }
}

/** Calls `action` with a folder that holds a secret, and removes it afterwards. */
async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/host-secret.txt`, SECRET);
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
