/** Tests that send attacks through the real command. */
import { deepEqual, equal } from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { SharedServer } from "./shared_server.ts";
import {
  assertContained,
  type Ending,
  limitsOf,
  SECRET,
  SECRET_VARIABLE,
  withSecret,
} from "./containment.ts";
import {
  ASKING_MEMBERS,
  ASKING_WORDS,
  type Attack,
  ATTACKS_FOLDER,
  RUN,
  SERVE,
} from "./read_attack.ts";
import { BINARY, pysandbox } from "../e2e/command.ts";
import { type Answer, QUIET_END, type Served } from "../e2e/served.ts";

// Made here, their making is not part of what an attack is measured by.
if (BINARY === undefined) await ensureAssets(() => {});

const HONEST = "import os; print(6 * 7, os.listdir())";

/** The kinds of attacks that our own code defeats, most of it in the host: that code is the same from source and in an executable. */
export const HOSTS_KINDS: readonly string[] = ["display", "files", "lying", "output", "state"];

/** The kinds of those that the host's clock ends. */
export const TIME_KINDS: readonly string[] = ["time"];

/** The kind of an attack: the first word of its name. */
export function kindOf({ name }: Attack): string {
  return name.split("_")[0]!;
}

/** Those of the attacks that go through a command, for a run through that alone. */
export function through(command: string, attacks: readonly Attack[]): Attack[] {
  return attacks.filter(({ by }) => by.includes(command)).map((one) => ({ ...one, by: [command] }));
}

/**
 * Registers a test for each attack. It gets a fresh jail of a server, which must go on to give honest ones and leave nothing
 * when it ends; or it goes through `run`, or both.
 *
 * @param words further options of either command, which change nothing of what must come of an attack.
 */
export function testAttacks(attacks: readonly Attack[], words: readonly string[] = []): void {
  testByRun(attacks.filter(({ by }) => by.includes(RUN)), words);
  // A jail is made for the most memory that a request may ask for: attacks with one limit share a server that has it.
  const ofServer = attacks.filter(({ by }) => by.includes(SERVE));
  const byHeap = Map.groupBy(ofServer, (attack) => limitsOf(attack).maxHeap);
  for (const [maxHeap, group] of byHeap) testByServer(maxHeap, group, words);
}

function testByRun(attacks: readonly Attack[], words: readonly string[]): void {
  for (const attack of attacks) {
    Deno.test(`attack by run: ${attack.name}`, () =>
      withSecret(async (cwd) => {
        await Deno.copyFile(
          new URL(`${attack.name}.py`, ATTACKS_FOLDER),
          `${cwd}/${attack.name}.py`,
        );
        const options = { cwd, env: { [SECRET_VARIABLE]: SECRET } };
        const args = [
          "run",
          "--json",
          ...words,
          ...(attack.asks === null ? [] : ASKING_WORDS[attack.asks]),
          ...attack.args,
        ];
        const { code, stdout, stderr, milliseconds } = await pysandbox([
          ...args,
          `${attack.name}.py`,
        ], options);
        const report = reportIn(stdout, stderr);
        equal(code, report.exitCode);
        equal(stderr, report.reason === null ? "" : `pysandbox: ${report.reason}\n`);
        const value = [report.claimed.result, report.claimed.resultRepr] as const;
        const files = report.files?.map(({ path }) => path) ?? null;
        assertContained(attack, { ...report, value, files, answer: stdout, milliseconds }, cwd);
      }));
  }
  if (attacks.length === 0) return;
  Deno.test("after the attacks by run, an honest program runs as ever", () =>
    withSecret(async (cwd) => {
      const options = { cwd, env: { [SECRET_VARIABLE]: SECRET } };
      const { stdout, stderr, code } = await pysandbox(["run", "-c", HONEST], options);
      deepEqual([stdout, stderr, code], ["42 []\n", "", 0]);
    }));
}

function testByServer(
  maxHeap: string,
  group: readonly Attack[],
  words: readonly string[],
): void {
  const shared = new SharedServer(maxHeap, words);
  Deno.test.afterAll(() => shared[Symbol.asyncDispose]());
  for (const [at, attack] of group.entries()) {
    const next = group[at + 1];
    const isLast = next === undefined || kindOf(next) !== kindOf(attack);
    sharingTest(`attack: ${attack.name}`, async () => {
      const server = await shared.start();
      assertContained(attack, await attackOn(server, attack), shared.folder);
      if (!isLast) return;
      const { status, stdout, stderr } = await server.ask({ code: HONEST });
      deepEqual([status, stdout, stderr], ["ok", "42 []\n", ""]);
    });
  }
  sharingTest(`nothing is left of the attacks on jails of ${maxHeap} MiB`, async () => {
    const server = await shared.start();
    if (Deno.build.os === "linux") {
      const { forking, forked, failed } = await server.untilForking();
      // The first spare was there before.
      deepEqual([forking, failed, forked >= group.length - 1], ["ready", 0, true], `${forked}`);
    }
    deepEqual(await server.end(), QUIET_END);
  });
}

/** A test with a server that others share: what it opens, another one closes. */
function sharingTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

/** Sends an attack to a server. */
async function attackOn(server: Served, attack: Attack): Promise<Ending> {
  const code = await Deno.readTextFile(new URL(`${attack.name}.py`, ATTACKS_FOLDER));
  const began = performance.now();
  await server.send({
    ...(attack.asks !== null && ASKING_MEMBERS[attack.asks]),
    code,
    ...limitsOf(attack),
  });
  const line = await server.nextLine();
  const answer = JSON.parse(line) as ServerAnswer;
  const milliseconds = performance.now() - began;
  const { status, exitCode, error, output = null, resultRepr = null, stdout, stderr } = answer;
  equal(error === undefined, status === "ok", JSON.stringify(answer).slice(0, 2000));
  const value = [output, resultRepr] as const;
  const files = answer.files === undefined ? null : Object.keys(answer.files);
  const reason = error ?? null;
  return { status, exitCode, reason, stdout, stderr, value, files, answer: line, milliseconds };
}

interface ServerAnswer extends Answer {
  readonly status: string;
  readonly exitCode: number;
  readonly error?: string;
  readonly output?: unknown;
  readonly resultRepr?: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files?: Readonly<Record<string, unknown>>;
}

type Report = Omit<Ending, "value" | "files" | "answer" | "milliseconds"> & {
  readonly files?: readonly { readonly path: string }[];
  readonly claimed: { readonly result: unknown; readonly resultRepr: string | null };
};

function reportIn(stdout: string, stderr: string): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`no report: ${stdout}${stderr}`);
  }
}
