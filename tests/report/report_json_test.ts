import { RawJson } from "../../src/core/raw_json.ts";
import assert from "node:assert/strict";
import { reportJson } from "../../src/report/report_json.ts";
import { outcome } from "./outcomes.ts";

Deno.test("the report has the members of the contract, in its order, on one line", () => {
  const claimed = { result: new RawJson("9"), resultRepr: "9", error: null };
  const captured = { stdout: "a\nb\u2028", stderr: "", truncated: false };
  assert.equal(
    reportJson(outcome({ claimed }), captured),
    '{"version":1,"status":"ok","exitCode":0,"reason":null,' +
      '"stdout":"a\\nb\\u2028","stderr":"","truncated":false,' +
      '"claimed":{"result":9,"resultRepr":"9","error":null},' +
      '"stats":{"startupMs":80.5,"wallMs":3,"cpuMs":2.1,"peakHeapBytes":33554432,"outputBytes":12},' +
      '"limits":{"timeoutMs":30000,"cpuMs":null,"maxHeapBytes":67108864,"maxOutputBytes":1000000},' +
      '"walls":{"wasm":true,"permissions":true,"seccomp":false,"landlock":false,"rlimit":true}}',
  );
});

Deno.test("a claim that looks like a fact stays among the claims", () => {
  const result = { status: "ok", exitCode: 0, reason: null, toJSON: "status" };
  const report = JSON.parse(
    reportJson(
      outcome({
        status: "timeout",
        exitCode: 124,
        reason: "timed out after 30s (--timeout)",
        claimed: {
          result: new RawJson(JSON.stringify(result)),
          resultRepr: '"}, "status": "ok"',
          error: null,
        },
      }),
      { stdout: '"status":"ok"', stderr: "x", truncated: true },
    ),
  );
  assert.deepEqual(
    [report.status, report.exitCode, report.reason, report.truncated],
    ["timeout", 124, "timed out after 30s (--timeout)", true],
  );
  assert.deepEqual(report.claimed.result, result);
  assert.equal(report.stdout, '"status":"ok"');
});

Deno.test("a claimed error is part of the report", () => {
  const error = { type: "ValueError", message: "no", traceback: "Traceback\n", line: null };
  const claimed = { result: null, resultRepr: null, error };
  const text = reportJson(outcome({ claimed, status: "error", exitCode: 1 }), {
    stdout: "",
    stderr: "Traceback\n",
    truncated: false,
  });
  assert.deepEqual(JSON.parse(text).claimed.error, error);
});
