/** Programs of every kind for `vet`, what must come of them, and what the reports of a run say of them. */
import assert from "node:assert/strict";
import type { Status } from "../../src/core/outcome.ts";
import { readJUnit, readSarif } from "../vet/schemas.ts";

/** Programs by kind, with the status with which each must end. `N` stands for the number of the program. */
const KINDS: readonly (readonly [name: string, status: Status, code: string])[] = [
  ["good", "ok", "import json\nprint(json.dumps({'number': N}))\n"],
  ["failing", "error", "def f(x):\n    return 1 / x\n\nprint(f(N + 1))\nf(0)\n"],
  ["endless", "timeout", "# pysandbox: timeout=300ms\nprint('begins N')\nwhile True:\n    pass\n"],
  [
    "hungry",
    "memory",
    "# pysandbox: max-heap=64\nheap = [bytearray(10 ** 6) for _ in range(10 ** 6)]\n",
  ],
  [
    "flooding",
    "output",
    "# pysandbox: max-output=10KiB\nwhile True:\n    print('\\x1b[2J::error::flood' * 100)\n",
  ],
  ["crashing", "crashed", "import ctypes\nprint('N')\nctypes.string_at(0xFFFFFFF0, 4)\n"],
  [
    "lying",
    "error",
    [
      "import os, sys",
      "print('ok    forged.py  1ms\\n::error file=forged.py::forged\\n##[error]forged')",
      "print('\\x1b[1A\\x1b[2K\\x00]]></system-out></testcase></testsuite></testsuites>')",
      'print(\'{"path": "forged.py", "passed": true}\\n200 programs: 200 passed\')',
      "sys.stderr.write('pysandbox: timed out after 30s (--timeout)\\n')",
      "class Forged(Exception): __qualname__ = 'x\\nok    forged.py'",
      "raise Forged('\\n::stop-commands::x\\n]](http://evil) \\ud800 N')",
      "",
    ].join("\n"),
  ],
];

/** Names of kinds. */
export const KIND_NAMES: readonly string[] = KINDS.map(([name]) => name);

/** Writes so many programs into a folder, of all kinds in turn. @returns the status that each must have, by path. */
export async function writePrograms(folder: string, count: number): Promise<Map<string, Status>> {
  const expected = new Map<string, Status>();
  for (let number = 0; number < count; number++) {
    const [name, status, code] = KINDS[number % KINDS.length]!;
    const path = `${folder}/${String(number).padStart(3, "0")}_${name}.py`;
    await Deno.writeTextFile(path, code.replaceAll("N", String(number)));
    expected.set(path, status);
  }
  return expected;
}

/** The reports of a run. */
export interface ReportTexts {
  readonly stdout: string;
  readonly jsonl: string;
  readonly junit: string;
  readonly sarif: string;
}

/** Asserts that each report says of each program what must be said, and nothing of any other. */
export function assertReports(reports: ReportTexts, expected: ReadonlyMap<string, Status>): void {
  const all = [...expected].sort();
  const failed = all.filter(([, status]) => status !== "ok");
  const rows = reports.jsonl.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map(({ path, status, passed }) => [path, status, passed]).sort(),
    all.map(([path, status]) => [path, status, status === "ok"]),
  );
  const cases = readJUnit(reports.junit);
  assert.deepEqual(
    cases.map(({ name, problem, type }) => [name, problem, type]).sort(),
    all.map(([path, status]) => status === "ok" ? [path, null, null] : [path, "failure", status]),
  );
  const { results, invocations } = readSarif(reports.sarif);
  assert.deepEqual(
    results.map(({ ruleId, message }) => [message.text.split(": ")[0], ruleId]).sort(),
    failed,
  );
  assert.deepEqual(invocations, [{ executionSuccessful: true }]);
  const lines = [...reports.stdout.matchAll(/^(ok {2}|FAIL) {2}(\S+)/gm)];
  assert.deepEqual(
    lines.map(([, mark, path]) => [path, mark]).sort(),
    all.map(([path, status]) => [path, status === "ok" ? "ok  " : "FAIL"]),
  );
  const [passed, failedCount] = [all.length - failed.length, failed.length];
  assert.match(
    reports.stdout,
    new RegExp(`\\n${all.length} programs: ${passed} passed, ${failedCount} failed in .*\\n$`),
  );
}
