/** What a program says of itself in its first comment, within what the command allows. */
import assert from "node:assert/strict";
import type { Limits } from "../../../src/core/limits.ts";
import { firstComment } from "../../../src/vet/select/first_comment.ts";

const CEILINGS: Limits = {
  timeoutMs: 5000,
  cpuMs: null,
  maxHeapBytes: 64 * 1024 * 1024,
  maxOutputBytes: 1000,
};

function read(source: string, ceilings: Limits = CEILINGS) {
  return firstComment(new TextEncoder().encode(source), ceilings);
}

Deno.test("a comment sets limits and what is expected", () => {
  assert.deepEqual(
    read("# pysandbox: timeout=1s cpu=500ms max-heap=50 max-output=10B\texpect=error"),
    {
      limits: { timeoutMs: 1000, cpuMs: 500, maxHeapBytes: 50 * 1024 * 1024, maxOutputBytes: 10 },
      expect: "error",
    },
  );
});

Deno.test("it may stand among the comments that a file begins with, and nowhere else", () => {
  const own = { limits: {}, expect: "timeout" };
  const none = { limits: {}, expect: null };
  for (
    const before of ["", "\ufeff", "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\r\n", "#\n"]
  ) {
    assert.deepEqual(read(`${before}# pysandbox: expect=timeout\n`), own);
  }
  assert.deepEqual(read("##pysandbox:expect=timeout"), own);
  for (const before of ["\n", "x = 1\n", " ", "'", `# ${"x".repeat(5000)}\n`]) {
    assert.deepEqual(read(`${before}# pysandbox: expect=timeout\n`), none);
  }
  assert.deepEqual(read("# about pysandbox: expect=timeout"), none);
  assert.deepEqual(read(""), none);
});

Deno.test("what is more than the command allows is what the command allows", () => {
  const { limits } = read("# pysandbox: timeout=1h cpu=0 max-heap=1G max-output=1G");
  assert.deepEqual(limits, { ...CEILINGS, cpuMs: null });
  assert.deepEqual(read("# pysandbox: timeout=0").limits, { timeoutMs: 5000 });
  assert.deepEqual(read("# pysandbox: timeout=0", { ...CEILINGS, timeoutMs: null }).limits, {
    timeoutMs: null,
  });
});

Deno.test("half a comment, where no more is looked at, says nothing", () => {
  const text = `# ${"x".repeat(4096 - 31)}\n# pysandbox: timeout=1`;
  assert.equal(text.length, 4090);
  assert.deepEqual(read(`${text}000s${" ".repeat(20)}\n`).limits, {});
});

Deno.test("what it cannot say is refused with what it can", () => {
  for (
    const [words, message] of [
      ["timeuot=1s", "unknown name 'timeuot' (did you mean 'timeout'?)"],
      [
        "walls=off",
        "unknown name 'walls' (expected timeout, cpu, max-heap, max-output, expect)",
      ],
      ["fast", "expected NAME=VALUE; got 'fast'"],
      ["=1s", "expected NAME=VALUE; got '=1s'"],
      [
        "expect=internal",
        "expect: expected ok, error, timeout, cpu, memory, output, crashed; got 'internal'",
      ],
      [
        "timeout=soon",
        "timeout: expected a duration such as 500ms, 5s or 2m, from 1ms to 8760h, or 0 for off; got 'soon'",
      ],
      [
        "max-heap=1",
        "max-heap: expected a size such as 64, 64MiB or 1G, from 40MiB to 4GiB; got '1'",
      ],
    ]
  ) {
    assert.throws(() => read(`# pysandbox: ${words}`), {
      name: "CommentError",
      message: `# pysandbox: ${message}`,
    });
  }
});
