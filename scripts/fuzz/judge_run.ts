/** Compares a run with the host's contract: verdict, output, figures, and what became of the process. */
import { Buffer } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import type { Run } from "../../src/host/supervisor.ts";
import { reportJson } from "../../src/report/report_json.ts";
import { type Complaint, plain } from "./judge.ts";
import type { Reading } from "./model.ts";
import { TYPE } from "./protocol.ts";
import { MAX_HEAP_BYTES, type Played, type Scene } from "./scene.ts";
import type { Treatment } from "./scripted_process.ts";
import { ANY_CLAIMS, type Expected, expectedVerdicts } from "./verdict_model.ts";

/** One line without an effect on a terminal. */
const FIT_TO_SHOW = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,400}$/u;

/** What is wrong with how a jail that sends `reading` was supervised; null if nothing is. */
export function judgeRun(played: Played, reading: Reading, scene: Scene): Complaint | null {
  const expected = expectedVerdicts(reading, scene, scene.maxOutputBytes);
  return judgeVerdict(played, expected) ?? judgeFacts(played.run, scene) ??
    judgeTreatment(played.treatment, played.run, reading);
}

function judgeVerdict(found: Played, expected: readonly Expected[]): Complaint | null {
  const { status, exitCode, claimed, walls } = found.run.outcome;
  const isRight = (one: Expected) =>
    one.status === status && one.exitCode === exitCode &&
    (one.claimed === ANY_CLAIMS || isDeepStrictEqual(plain(one.claimed), plain(claimed))) &&
    // A wall that only the jail's hello reports cannot hold if there was no hello.
    (one.started || !walls.wasm && !walls.permissions) &&
    Buffer.compare(one.stdout, found.stdout) === 0 &&
    Buffer.compare(one.stderr, found.stderr) === 0;
  if (expected.some(isRight)) return null;
  const show = (one: Omit<Expected, "started">) =>
    `${one.status} ${one.exitCode} with ${one.stdout.length} and ${one.stderr.length} bytes, ` +
    `claiming ${JSON.stringify(one.claimed)?.slice(0, 200) ?? "anything"}`;
  const explanation = `the verdict is ${show({ ...found, status, exitCode, claimed })}; expected ` +
    expected.slice(0, 3).map(show).join(" or ");
  return { kind: `verdict ${status} for ${expected[0]!.status}`, explanation };
}

/** Checks that what the host measured or decided is within its bounds, safe to show, and the same in the report. */
function judgeFacts(
  { outcome, truncated, missingWalls }: Run,
  { maxOutputBytes }: Scene,
): Complaint | null {
  const { stats, status, exitCode, reason } = outcome;
  const { peakHeapBytes, outputBytes } = stats;
  const measures = Object.values(stats).every((one) => Number.isFinite(one) && one >= 0);
  if (!measures || peakHeapBytes > MAX_HEAP_BYTES || outputBytes > maxOutputBytes) {
    return { kind: "stats", explanation: `the stats are ${JSON.stringify(stats)}` };
  }
  const isQuiet = status === "ok" || status === "error";
  const isFit = reason === null ? isQuiet : !isQuiet && FIT_TO_SHOW.test(reason);
  if (!isFit) return { kind: "reason", explanation: `the reason is ${JSON.stringify(reason)}` };
  const unfit = missingWalls.find(({ why }) => !FIT_TO_SHOW.test(why));
  if (unfit !== undefined) {
    return { kind: "missing wall", explanation: `it is told of as ${JSON.stringify(unfit)}` };
  }
  const line = reportJson(outcome, { stdout: "", stderr: "", truncated });
  const report = JSON.parse(line) as Record<string, unknown>;
  const isSame = report.status === status && report.exitCode === exitCode + 0 &&
    JSON.stringify(report.stats) === JSON.stringify(stats) && !/[\r\n]/.test(line);
  return isSame ? null : { kind: "report", explanation: `the report is ${line.slice(0, 300)}` };
}

/** Checks that the jail got what the protocol gives it and no more, and is gone. */
function judgeTreatment(treatment: Treatment, run: Run, reading: Reading): Complaint | null {
  const { spawned, ended, received } = treatment;
  if (spawned !== 1 || !ended) {
    const explanation = `${spawned} processes were started, the last has ${
      ended ? "" : "not "
    }ended`;
    return { kind: "process left", explanation };
  }
  const sent = framesIn(received);
  const requests = reading.items.filter(({ type }) => type === TYPE.readStdin).length;
  const started = run.outcome.walls.wasm || sent.includes(64);
  const isRight = sent.every((type) => type >= 64) &&
    sent.filter((type) => type === 66).length <= requests &&
    (started || !sent.includes(65));
  return isRight ? null : { kind: "sent", explanation: `the jail was sent ${sent.join(" ")}` };
}

/** The types of the frames that the host wrote. */
function framesIn(bytes: Uint8Array<ArrayBuffer>): number[] {
  const types = [];
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 5 + view.getUint32(at + 1, true)) {
    types.push(bytes[at]!);
  }
  return types;
}
