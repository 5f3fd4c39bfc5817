import { RawJson } from "../../src/core/raw_json.ts";
import assert from "node:assert/strict";
import { classify, type Evidence, type Verdict } from "../../src/host/verdict.ts";
import type { Reason } from "../../src/host/reason.ts";
import { type Claims, NO_CLAIMS } from "../../src/core/outcome.ts";
import type { AnyEnd, End, Failure } from "../../src/wire/jail_answer.ts";

const MIB = 1024 * 1024;

const NOTHING: Evidence = {
  reason: null,
  end: null,
  failure: null,
  exit: null,
  diagnostics: "",
  running: true,
  limits: { timeoutMs: 5000, cpuMs: 1500, maxHeapBytes: 64 * MIB, maxOutputBytes: 10 * MIB },
};

const CLAIMED: Claims = { result: new RawJson("9"), resultRepr: "9", error: null };
const ANSWER = { exitCode: 0, memoryError: false, claimed: CLAIMED };
const END: End<"program"> = {
  kind: "program",
  answer: ANSWER,
  refusedMemory: false,
  kept: false,
  peakHeapBytes: 1,
};
const endWith = (exitCode: number): AnyEnd => ({ ...END, answer: { ...ANSWER, exitCode } });

const OUT_OF_MEMORY: Verdict = {
  status: "memory",
  exitCode: 137,
  reason: "out of memory: the limit is 64MiB (--max-heap)",
  claimed: NO_CLAIMS,
};

/** Each reason of the host's, and what it makes of a run. */
const REASONS: [reason: Reason, status: Verdict["status"], exitCode: number, text: string][] = [
  [{ kind: "timeout" }, "timeout", 124, "timed out after 5s (--timeout)"],
  [{ kind: "cpu" }, "cpu", 152, "used more than 1.5s of processor time (--cpu)"],
  [{ kind: "memory" }, "memory", 137, "out of memory: the limit is 64MiB (--max-heap)"],
  [{ kind: "output" }, "output", 153, "wrote more than 10MiB (--max-output)"],
  [{ kind: "signal", signal: "SIGINT" }, "cancelled", 130, "stopped by SIGINT"],
  [{ kind: "signal", signal: "SIGTERM" }, "cancelled", 143, "stopped by SIGTERM"],
  [{ kind: "reader-gone" }, "cancelled", 141, "the reader of standard output is gone"],
  [{ kind: "sink-failed", message: "no space" }, "internal", 125, "no space"],
  [
    { kind: "violation", message: "A second hello came" },
    "crashed",
    139,
    "the sandbox broke its protocol and was killed: A second hello came",
  ],
  [{ kind: "boot-timeout" }, "internal", 125, "the sandbox did not start in time"],
  [{ kind: "walls", message: "no wall" }, "internal", 125, "no wall"],
];

for (const [reason, status, exitCode, text] of REASONS) {
  Deno.test(`the reason ${JSON.stringify(reason)} gives ${status}`, () => {
    assert.deepEqual(classify({ ...NOTHING, reason }), {
      status,
      exitCode,
      reason: text,
      claimed: NO_CLAIMS,
    });
  });

  Deno.test(`the reason ${JSON.stringify(reason)} beats whatever the sandbox says`, () => {
    const failure: Failure = { kind: "trap", message: "unreachable" };
    for (const end of [END, { ...END, refusedMemory: true }, endWith(7)]) {
      const exit = { code: 0, signal: null };
      const diagnostics = "out of memory";
      assert.deepEqual(classify({ ...NOTHING, reason, end, failure, exit, diagnostics }), {
        status,
        exitCode,
        reason: text,
        claimed: CLAIMED,
      });
    }
  });
}

Deno.test("an end with exit status 0 is ok, and with any other an error", () => {
  for (
    const [exitCode, status] of [[0, "ok"], [1, "error"], [124, "error"], [255, "error"]] as const
  ) {
    assert.deepEqual(classify({ ...NOTHING, end: endWith(exitCode) }), {
      status,
      exitCode,
      reason: null,
      claimed: CLAIMED,
    });
  }
});

Deno.test("an end for want of memory is a memory limit, whatever status comes with it", () => {
  for (const exitCode of [0, 1, 3]) {
    const answer = { ...ANSWER, exitCode, memoryError: true };
    const end = { ...END, answer, refusedMemory: true };
    assert.deepEqual(classify({ ...NOTHING, end }), { ...OUT_OF_MEMORY, claimed: CLAIMED });
  }
});

Deno.test("each kind of failure has its verdict", () => {
  const cases: [Failure["kind"], Verdict["status"], number, string][] = [
    ["boot", "internal", 125, "the sandbox did not start: some words"],
    ["memory", "memory", 137, "out of memory: the limit is 64MiB (--max-heap)"],
    [
      "stack",
      "crashed",
      139,
      "the interpreter crashed: its native stack overflowed (recursion too deep)",
    ],
    ["trap", "crashed", 139, "the interpreter crashed: some words"],
  ];
  for (const [kind, status, exitCode, reason] of cases) {
    const failure = { kind, message: "some words" };
    const verdict = { status, exitCode, reason, claimed: NO_CLAIMS };
    assert.deepEqual(classify({ ...NOTHING, failure }), verdict);
  }
});

Deno.test("a process that dies of memory is a memory limit, however it ended", () => {
  for (
    const diagnostics of [
      "#\n# Fatal JavaScript out of memory: Reached heap limit\n#",
      "memory allocation of 4096 bytes failed\n",
      "v8::internal::MemoryChunk::AllocateOrThrow",
    ]
  ) {
    for (const exit of [{ code: 133, signal: "SIGTRAP" }, { code: 134, signal: "SIGABRT" }]) {
      assert.deepEqual(classify({ ...NOTHING, exit, diagnostics }), OUT_OF_MEMORY);
    }
  }
});

Deno.test("a process that dies without a word has crashed, and never succeeds", () => {
  const cases: [Evidence["exit"], string][] = [
    [{ code: 0, signal: null }, "the sandbox ended without a result (status 0)"],
    [{ code: 7, signal: null }, "the sandbox ended without a result (status 7)"],
    [{ code: 139, signal: "SIGSEGV" }, "the sandbox ended without a result (SIGSEGV)"],
    [
      { code: 137, signal: "SIGKILL" },
      "the sandbox was killed (SIGKILL), perhaps by the system for want of memory",
    ],
    [null, "the sandbox ended without a result (status unknown)"],
  ];
  for (const [exit, reason] of cases) {
    const verdict = { status: "crashed", exitCode: 139, reason, claimed: NO_CLAIMS };
    assert.deepEqual(classify({ ...NOTHING, exit, diagnostics: "some last words" }), verdict);
  }
});
