import assert from "node:assert/strict";
import { classify } from "../../src/host/verdict.ts";
import type { Failure } from "../../src/wire/jail_answer.ts";

const LIMITS = { timeoutMs: null, cpuMs: null, maxHeapBytes: 2 ** 26, maxOutputBytes: 1 };

/** The explanation of a failure with this message. */
function reasonFor(kind: Failure["kind"], message: string): string {
  const failure = { kind, message };
  const evidence = {
    reason: null,
    end: null,
    failure,
    exit: null,
    diagnostics: "",
    running: true,
    limits: LIMITS,
  };
  return classify(evidence).reason!;
}

Deno.test("control characters of the sandbox never reach the explanation", () => {
  const controls = Array.from({ length: 0xA0 }, (_, code) => String.fromCharCode(code))
    .filter((character) => /\p{Cc}/u.test(character));
  assert.equal(controls.length, 65);
  for (const kind of ["boot", "trap", "stack", "memory"] as const) {
    for (const control of controls) {
      const reason = reasonFor(kind, `a${control}[2Jb\r\n${control}pysandbox: all is well`);
      assert.doesNotMatch(reason, /\p{Cc}/u);
    }
  }
  assert.equal(
    reasonFor("trap", "\u001b]0;title\u0007unreachable\nok\u009b31m"),
    "the interpreter crashed: ]0;title unreachable ok 31m",
  );
});

Deno.test("characters that break a line or turn its direction never reach the explanation", () => {
  for (const code of [0x2028, 0x2029, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0x061C]) {
    const reason = reasonFor("trap", `before${String.fromCharCode(code)}after`);
    assert.equal(reason, "the interpreter crashed: before after", code.toString(16));
  }
});

Deno.test("an endless message is cut", () => {
  const start = "the interpreter crashed: ";
  assert.equal(reasonFor("trap", "x".repeat(10_000)), start + "x".repeat(200));
});
