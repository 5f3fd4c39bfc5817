/** Runs hostile code in the jail's realm, and holds each run to what all are held to. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { EnvironmentPlace } from "../../src/host/environment.ts";
import { ensureAssets } from "../../src/host/assets.ts";
import {
  attackedJail,
  type AttackedWalls,
  runJail,
  type Supervised,
} from "../fixtures/supervised.ts";
import { denied, type Expected } from "./realm_cases.ts";
import { SLOWNESS } from "../slowness.ts";

const HEAP_BYTES = 64 * 1024 * 1024;

/** The time limit of attacks that are to reach it. */
export const SHORT_MS = 250;

/** The time limit of those that are to end in another way, however busy the machine is. */
const LONG_MS = 120_000;

/** How much later than its limits a run may return here, where other work may share the processors. */
const PATIENCE_MS = 3000 * SLOWNESS;

await ensureAssets(() => {});

/** A run with the attack in its realm, which must end in time, leave no process and not make the host grow. */
export async function attacked(
  attack: string,
  walls: AttackedWalls,
  detail = "",
  timeoutMs = LONG_MS,
  maxHeapBytes = HEAP_BYTES,
  environment: EnvironmentPlace | null = null,
): Promise<Supervised> {
  const command = attackedJail(attack, maxHeapBytes, [detail], walls, environment);
  const run = await runJail(command, { limits: { timeoutMs, maxHeapBytes } });
  const { startupMs } = run.outcome.stats;
  deepEqual(run.survivors, []);
  ok(
    run.milliseconds - startupMs < timeoutMs + PATIENCE_MS,
    `returned after ${run.milliseconds} ms, of which the start took ${startupMs} ms`,
  );
  ok(run.growthBytes < 100 * 1024 * 1024, `the host grew by ${run.growthBytes} bytes`);
  return run;
}

/** Runs the attack behind the walls of the operating system that are named, and compares all of its end. */
export async function checkAttack(expected: Expected, walls: AttackedWalls): Promise<void> {
  const different = walls === "walls" && Deno.build.os === "linux" ? expected.behindWalls : {};
  const {
    attack,
    detail,
    timeoutMs,
    maxHeapBytes,
    status,
    exitCode,
    reason,
    stdout,
    result = null,
  } = {
    ...expected,
    ...different,
  };
  const limitMs = timeoutMs ?? (status === "timeout" ? SHORT_MS : LONG_MS);
  const run = await attacked(attack, walls, detail, limitMs, maxHeapBytes);
  const { outcome } = run;
  deepEqual([outcome.status, outcome.exitCode], [status, exitCode], outcome.reason ?? "");
  if (reason !== undefined) equal(outcome.reason, reason);
  equal(run.stdout, stdout);
  deepEqual([outcome.claimed.result?.value() ?? null, outcome.claimed.error], [result, null]);
}

/** Tries to connect to a listener of the host, which must hear nothing. */
export async function checkConnecting(walls: AttackedWalls): Promise<void> {
  const script = new URL("../fixtures/listener.ts", import.meta.url).href;
  const listener = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", script],
    stdout: "piped",
  }).spawn();
  const heard = listener.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const port = String((await heard.next()).value).trim();
  const run = await attacked("kept Deno: connect", walls, port);
  equal(run.outcome.status, "ok", run.outcome.reason ?? "");
  const lines = denied("connect, connectTls, fetch, fetch file, resolve");
  // Behind the walls, Deno finds no servers to ask, and asks for no permission then.
  if (walls === "walls" && Deno.build.os === "linux") lines[4] = "resolve: Error";
  equal(run.stdout, lines.map((line) => `${line}\n`).join(""));
  listener.kill("SIGKILL");
  deepEqual(await heard.next(), { value: undefined, done: true });
  await listener.status;
}
