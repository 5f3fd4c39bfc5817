import { RawJson } from "../../../src/core/raw_json.ts";
import assert from "node:assert/strict";
import type { Claims } from "../../../src/core/outcome.ts";
import {
  type Answer,
  cancelLine,
  closeAnswer,
  eventLine,
  type LongAnswer,
  pongLine,
  refusal,
  runAnswer,
} from "../../../src/protocols/jsonl/answer.ts";
import type { Id } from "../../../src/protocols/jsonl/members.ts";
import { outcome } from "../../report/outcomes.ts";

const STATS =
  '"stats":{"startupMs":80.5,"wallMs":3,"cpuMs":2.1,"peakHeapBytes":33554432,"outputBytes":12}';
const NO_FILES = { files: null, filesOmitted: [], display: null };
const NO_NEWS = { sessionLost: false, sessionEnded: false };

/** The one line of an answer, whole. */
function lineOf(answer: Answer | LongAnswer): string {
  return "line" in answer ? answer.line : [...{ [Symbol.iterator]: () => answer.parts }].join("");
}

/** The answer to a program that ended so, and wrote nothing. */
function answer(
  ended: Parameters<typeof outcome>[0],
  id: Id | null = null,
  news: typeof NO_NEWS = NO_NEWS,
): string {
  const captured = { stdout: "", stderr: "", truncated: false, ...NO_FILES };
  const result = { kind: "ended", outcome: outcome(ended), ...captured, ...news } as const;
  return lineOf(runAnswer(id, result));
}

function claims(claimed: Partial<Claims>): Claims {
  return { result: null, resultRepr: null, error: null, ...claimed };
}

Deno.test("a program that ended well is answered with its output", () => {
  assert.equal(
    lineOf(runAnswer(1, {
      kind: "ended",
      outcome: outcome({ claimed: claims({ result: new RawJson("9"), resultRepr: "9" }) }),
      stdout: "a\nb",
      stderr: "c",
      truncated: true,
      ...NO_FILES,
      ...NO_NEWS,
    })),
    '{"id":1,"status":"ok","exitCode":0,"output":9,"resultRepr":"9",' +
      `"stdout":"a\\nb","stderr":"c","truncated":true,${STATS}}`,
  );
});

Deno.test("a request without an id is answered without one", () => {
  assert.match(answer({}), /^\{"status":"ok",/);
  assert.match(answer({}, ""), /^\{"id":"","status":"ok",/);
  assert.match(answer({}, 0), /^\{"id":0,"status":"ok",/);
});

Deno.test("a value without a form in JSON is null, beside its repr", () => {
  const { output, resultRepr } = JSON.parse(
    answer({ claimed: claims({ resultRepr: "<object>" }) }),
  );
  assert.deepEqual([output, resultRepr], [null, "<object>"]);
});

const ERROR = {
  type: "ZeroDivisionError",
  message: "division by zero",
  traceback: "Traceback\n",
  line: 1,
};

Deno.test("an uncaught exception is answered in one line, and in detail", () => {
  assert.equal(
    answer({ status: "error", exitCode: 1, claimed: claims({ error: ERROR }) }, "a"),
    '{"id":"a","status":"error","exitCode":1,"error":"ZeroDivisionError: division by zero",' +
      '"errorDetail":{"type":"ZeroDivisionError","message":"division by zero",' +
      `"traceback":"Traceback\\n","line":1},"stdout":"","stderr":"","truncated":false,${STATS}}`,
  );
});

Deno.test("an exception without a message is its type", () => {
  const error = { ...ERROR, type: "KeyboardInterrupt", message: "" };
  const text = answer({ status: "error", exitCode: 1, claimed: claims({ error }) });
  assert.equal(JSON.parse(text).error, "KeyboardInterrupt");
});

Deno.test("an exit without an exception is its status", () => {
  const { error, errorDetail, exitCode } = JSON.parse(answer({ status: "error", exitCode: 3 }));
  assert.deepEqual([error, errorDetail, exitCode], ["exit status 3", null, 3]);
});

Deno.test("a limit's words are the host's, whatever the sandbox claims", () => {
  const { status, error, errorDetail, ...rest } = JSON.parse(answer({
    status: "timeout",
    exitCode: 124,
    reason: "timed out after 30s (--timeout)",
    claimed: claims({ error: ERROR, result: new RawJson("5") }),
  }));
  assert.deepEqual(
    [status, error, errorDetail],
    ["timeout", "timed out after 30s (--timeout)", ERROR],
  );
  assert.equal("output" in rest, false);
});

Deno.test("an error is cut where it is longer than a claim may be", () => {
  const error = { ...ERROR, type: "E", message: `${"x".repeat(65_532)}\ud83d\ude00` };
  const text = answer({ status: "error", exitCode: 1, claimed: claims({ error }) });
  assert.equal(JSON.parse(text).error, `E: ${"x".repeat(65_532)}\ufffd`);
});

Deno.test("what became of the session is said where something did", () => {
  const lost = JSON.parse(answer({}, 1, { sessionLost: true, sessionEnded: false }));
  assert.deepEqual([lost.sessionLost, "sessionEnded" in lost], [true, false]);
  const ended = JSON.parse(answer({}, 1, { sessionLost: false, sessionEnded: true }));
  assert.deepEqual(["sessionLost" in ended, ended.sessionEnded], [false, true]);
});

Deno.test("a claim that looks like a fact stays where claims are", () => {
  const result = { status: "timeout", id: 7, toJSON: "x", sessionLost: true };
  const text = answer({
    claimed: claims({ result: new RawJson(JSON.stringify(result)), resultRepr: '","status":"x' }),
  }, 1);
  const { id, status, output, resultRepr } = JSON.parse(text);
  assert.deepEqual([id, status, output, resultRepr], [1, "ok", result, '","status":"x']);
});

Deno.test("the other answers are what was asked for", () => {
  assert.equal(
    refusal("a", "invalid", "Input is not a JSON object").line,
    '{"id":"a","status":"invalid","error":"Input is not a JSON object"}',
  );
  assert.equal(refusal(null, "busy", "no room").line, '{"status":"busy","error":"no room"}');
  assert.equal(cancelLine(2, true), '{"id":2,"cancelled":true}');
  assert.equal(closeAnswer(null, { kind: "closed", existed: false }).line, '{"closed":false}');
  assert.equal(
    closeAnswer("c", { kind: "closed", existed: true }).line,
    '{"id":"c","closed":true}',
  );
  assert.equal(eventLine(1, "stdout", "a\n"), '{"id":1,"event":"stdout","data":"a\\n"}');
  assert.equal(eventLine(null, "stderr", "b"), '{"event":"stderr","data":"b"}');
});

Deno.test("a ping is answered with how the server is", () => {
  const { limits, walls } = outcome({});
  const pong = {
    version: "0.1.0",
    python: "3.14.2",
    environment: null,
    limits,
    walls,
    load: { running: 1, queued: 2, spares: 3, sessions: 4, workers: 5 },
    interpreters: { forking: "ready" as const, forked: 6, booted: 1, failed: 0 },
    counters: { requests: 6, answered: 5, ok: 4 },
    uptimeMs: 7,
  };
  const { environment: _, ...rest } = pong;
  assert.deepEqual(JSON.parse(pongLine(8, pong)), { id: 8, pong: true, ...rest });
  assert.match(pongLine(null, pong), /^\{"pong":true,"version":"0.1.0",/);
  const packages = [{ name: "numpy", version: "2.4.3" }];
  const environment = { name: "science.env", digest: "sha256:00", packages };
  assert.deepEqual(JSON.parse(pongLine(8, { ...pong, environment })).environment, environment);
});

Deno.test("each answer is one line that nothing in it can drive or break", () => {
  const hostile = "\n\r\u2028\u2029\x1b[2J\x9b2J\u202e\ud800";
  const claimed = claims({
    result: new RawJson(JSON.stringify({ [hostile]: hostile })),
    resultRepr: hostile,
  });
  for (
    const line of [
      answer({ claimed }, hostile),
      refusal(hostile, "invalid", hostile).line,
      cancelLine(hostile, true),
      closeAnswer(hostile, { kind: "closed", existed: true }).line,
      eventLine(hostile, "stdout", hostile),
    ]
  ) {
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\\ud8/u);
    const read = JSON.parse(line);
    assert.equal(read.id, hostile.toWellFormed());
  }
});

Deno.test("a long answer comes in parts of bounded length, whatever was written and made", () => {
  for (const character of ["\x7f", "\u200b", "\xff", "\\ud800", '"', "\x01", "a", "\u{1F600}"]) {
    const text = character.repeat(2 ** 19);
    const contents = new Uint8Array(1_000_001).fill(7);
    const result = {
      kind: "ended",
      outcome: outcome({}),
      stdout: text,
      stderr: text,
      truncated: false,
      files: [{ path: "a.bin", contents }],
      filesOmitted: [],
      display: [new RawJson(JSON.stringify({ "text/plain": text.toWellFormed() }))],
      ...NO_NEWS,
    } as const;
    const parts: string[] = [];
    const answer = runAnswer(1, result);
    assert.ok("parts" in answer);
    for (let part = answer.parts.next(); !part.done; part = answer.parts.next()) {
      assert.ok(part.value.length < 2 ** 21);
      parts.push(part.value);
    }
    const read = JSON.parse(parts.join(""));
    assert.ok(read.stdout === text && read.stderr === text, JSON.stringify(character));
    assert.ok(read.files["a.bin"].base64 === contents.toBase64());
  }
});
