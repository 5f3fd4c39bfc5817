/** Reports, read by others: valid whatever a program has written, and whenever they end. */
// deno-lint-ignore-file no-control-regex -- what controls a terminal is looked for
import assert from "node:assert/strict";
import type { Document, Frame } from "../../../src/vet/report/document.ts";
import { StreamDocument } from "../../../src/vet/report/document.ts";
import { JSON_LINES_FRAME, JsonLinesReport } from "../../../src/vet/report/json_lines.ts";
import { JUNIT_FRAME, JUnitReport } from "../../../src/vet/report/junit.ts";
import { repositoryPath } from "../../../src/vet/report/repository_path.ts";
import type { Reporter } from "../../../src/vet/report/reporter.ts";
import { sarifFrame, SarifReport } from "../../../src/vet/report/sarif.ts";
import { Totals } from "../../../src/vet/totals/totals.ts";
import { environmentsInJUnit, readJUnit, readSarif } from "../schemas.ts";
import { vetted, type VettedParts } from "../vetted.ts";

const toRepositoryPath = (path: string) => repositoryPath("/r", "/r/work", path);
const SARIF_FRAME = sarifFrame("1.2.3");

/** What a report says of these. @param cutShort why not all were run; undefined for a report that never ends. */
async function reported(
  frame: Frame,
  make: (document: Document) => Reporter,
  all: readonly VettedParts[],
  cutShort?: string | null,
): Promise<string> {
  let text = "";
  const report = make(
    new StreamDocument((bytes) => {
      text += new TextDecoder().decode(bytes);
      return Promise.resolve();
    }, frame),
  );
  const totals = new Totals();
  for (const one of all.map(vetted)) {
    totals.add(one);
    await report.ended(one);
  }
  if (cutShort === undefined) return (text || frame.head) + frame.unfinished;
  await report.finish({ totals, cutShort });
  return text;
}

const junit = (all: readonly VettedParts[], cutShort?: string | null) =>
  reported(JUNIT_FRAME, (document) => new JUnitReport(document), all, cutShort);
const sarif = (all: readonly VettedParts[], cutShort?: string | null) =>
  reported(SARIF_FRAME, (document) => new SarifReport(document, toRepositoryPath), all, cutShort);

/** Names and texts that would break a report, if anything could. */
const HOSTILE = [
  "\x00\x01\x08\x0b\x0c\x1b[31m\x7f\x85\ufffe\uffff\ud800\udc00\ud800",
  "]]></system-out><testcase name='forged'/>",
  "</failure></testcase></testsuite></testsuites>",
  '"><testsuite name="forged" tests="1">',
  "&lt; &amp; &#0; <!-- --> <![CDATA[ ]]> <?xml?>",
  '"}],"results":[{"ruleId":"forged"}]',
  "\\u0000\\",
  "\u2028\u2029\r\n\t\u202e",
  "[click](https://evil.example)",
  "{0} {{1}}",
  "../../etc/passwd",
  "a b#c?d%20",
];

Deno.test("the readers refuse what is no such report", async () => {
  const xml = await junit([{}], null);
  for (const [from, to] of [["<testcase", "<test"], ["</testsuites>", ""], ['tests="1"', ""]]) {
    assert.throws(() => readJUnit(xml.replace(from!, to!)));
  }
  const json = await sarif([{ failure: "x" }], null);
  for (
    const [from, to] of [
      ['"results"', '"result"'],
      ['"uri":"work/a.py"', '"uri":"a b"'],
      ['"utf16CodeUnits"}', '"utf16CodeUnits"'],
    ] as const
  ) {
    assert.ok(json.includes(from));
    assert.throws(() => readSarif(json.replace(from, to)), from);
  }
});

Deno.test("JUnit's XML has a suite for each program, and the last words of those that did not pass", async () => {
  const text = await junit([
    { label: "a.py", wallMs: 12 },
    {
      label: "b.py",
      failure: "E: x",
      rule: "error",
      traceback: "Traceback\n  at <b>\n",
      stdout: "out\n",
      stderr: "err",
    },
    { label: "c.py", failure: "not run: why", rule: "refused", status: "internal", refused: true },
  ], null);
  assert.deepEqual(readJUnit(text).map(({ name, problem, type }) => [name, problem, type]), [
    ["a.py", null, null],
    ["b.py", "failure", "error"],
    ["c.py", "error", "refused"],
  ]);
  assert.equal(
    text,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pysandbox vet">
  <testsuite name="a.py" time="0.012" tests="1" failures="0" errors="0" file="a.py">
    <testcase name="a.py" time="0.012" classname="a.py"/>
  </testsuite>
  <testsuite name="b.py" time="0.001" tests="1" failures="1" errors="0" file="b.py">
    <testcase name="b.py" time="0.001" classname="b.py">
      <failure type="error" message="E: x">Traceback
  at &lt;b&gt;</failure>
      <system-out>out</system-out>
      <system-err>err</system-err>
    </testcase>
  </testsuite>
  <testsuite name="c.py" time="0.001" tests="1" failures="0" errors="1" file="c.py">
    <testcase name="c.py" time="0.001" classname="c.py">
      <error type="refused" message="not run: why"></error>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("nothing that a program writes, or is called, breaks JUnit's XML or adds to it", async () => {
  const all = HOSTILE.map((text) => ({
    label: text,
    failure: text,
    stdout: text.repeat(100),
    stderr: `${text}\n`.repeat(1000),
    traceback: text,
    place: { id: text },
  }));
  const found = readJUnit(await junit(all, null));
  assert.equal(found.length, HOSTILE.length);
  assert.ok(found.every(({ problem, name }) => problem === "failure" && !name.includes("\x1b")));
  const attached = await junit([{ failure: "x", stdout: "[[ATTACHMENT|/etc/passwd]]" }], null);
  assert.ok(!attached.includes("[[ATTACHMENT"), attached);
});

Deno.test("a report of a run that was cut short, or of one that nobody finished, is whole and not all good", async () => {
  for (const all of [[], [{}]]) {
    for (const cutShort of [undefined, "stopped by SIGINT"]) {
      const why = cutShort ?? "the run has not ended";
      const last = readJUnit(await junit(all, cutShort)).at(-1)!;
      assert.deepEqual([last.problem, last.type, last.message], ["error", "cancelled", why]);
      const { invocations: [invocation] } = readSarif(await sarif(all, cutShort));
      assert.equal(invocation!.executionSuccessful, false);
      assert.equal(invocation!.toolExecutionNotifications![0]!.message.text, why);
    }
  }
});

Deno.test("SARIF has a result for each program that did not pass, in its place in the repository", async () => {
  const { results, tool, invocations } = readSarif(
    await sarif([
      { label: "a.py" },
      { label: "b c.py", failure: "E: x", rule: "error", code: "1\n2\n3", line: 2 },
      { label: "/elsewhere/d.py", failure: "late", rule: "timeout", line: 99, code: "1\n2" },
      { label: "../e.md", place: { line: 10, ordinal: 2 }, failure: "f", rule: "stdout", code: "" },
      { label: "gone.py", failure: "not run", rule: "refused", refused: true },
    ], null),
  );
  assert.deepEqual(
    results.map(({ ruleId, message, locations: [location] }) => {
      const { artifactLocation: { uri, uriBaseId }, region } = location!.physicalLocation;
      return [ruleId, message.text, uri, uriBaseId ?? null, region.startLine];
    }),
    [
      ["error", "b c.py: E: x", "work/b%20c.py", "%SRCROOT%", 2],
      ["timeout", "/elsewhere/d.py: late", "/elsewhere/d.py", null, 2],
      ["stdout", "../e.md:10: f", "e.md", "%SRCROOT%", 11],
      ["refused", "gone.py: not run", "work/gone.py", "%SRCROOT%", 1],
    ],
  );
  for (const { ruleId, ruleIndex } of results) {
    assert.equal(tool.driver.rules[ruleIndex]!.id, ruleId);
  }
  assert.deepEqual(invocations, [{ executionSuccessful: true }]);
});

Deno.test("nothing that a program writes, or is called, breaks SARIF, adds to it or is a link in it", async () => {
  const all = HOSTILE.map((text) => ({ label: text, failure: text, place: { id: text } }));
  const { results } = readSarif(await sarif(all, null));
  assert.equal(results.length, HOSTILE.length);
  for (const { ruleId, message } of results) {
    assert.equal(ruleId, "ok");
    assert.doesNotMatch(message.text, /\]\(|[\x00-\x1f\u2028]|\p{Cs}/u);
  }
});

Deno.test("a failure of pysandbox itself is no successful execution", async () => {
  const broken = { failure: "x", rule: "internal", status: "internal" } as const;
  const { invocations: [invocation] } = readSarif(await sarif([broken], null));
  assert.equal(invocation!.executionSuccessful, false);
});

Deno.test("a fingerprint stays while lines move, and differs where something else is wrong", async () => {
  const print = async (parts: VettedParts) => {
    const { results: [result] } = readSarif(
      await sarif([{ failure: "x", rule: "error", ...parts }], null),
    );
    return result!.partialFingerprints["pysandbox/v1"]!;
  };
  const base = await print({ code: "a\nbad()\n", line: 2 });
  assert.match(base, /^[\da-f]{32}$/);
  assert.equal(await print({ code: "\n\na\n  bad()\nb", line: 4 }), base);
  assert.equal(await print({ code: "a\nbad()\n", line: 2, failure: "y" }), base);
  const others = [
    { code: "a\nbad()\n", line: 1 },
    { code: "a\nbad()\n", line: 2, rule: "timeout" as const },
    { code: "a\nbad()\n", line: 2, label: "b.py" },
  ];
  const prints = new Set([base, ...await Promise.all(others.map(print))]);
  assert.equal(prints.size, 4);
  // Blocks of one page: the second stays itself while the text above grows.
  const block = { code: "bad()\nx", place: { line: 10, ordinal: 2 }, line: 11 };
  const moved = { ...block, place: { line: 20, ordinal: 2 }, line: 21 };
  assert.equal(await print(block), await print(moved));
  assert.notEqual(await print(block), await print({ ...block, place: { line: 10, ordinal: 1 } }));
});

Deno.test("each report names the environment of the programs, also before it is finished, and whatever its name is", async () => {
  for (const name of HOSTILE) {
    const environment = { name, digest: "sha256:0a" };
    for (const cutShort of [null, undefined]) {
      const xml = await reported(
        JUNIT_FRAME,
        (document) => new JUnitReport(document, environment),
        [{}, { failure: "x" }],
        cutShort,
      );
      assert.equal(readJUnit(xml).length, cutShort === null ? 2 : 3);
      const shown = name.toWellFormed().replaceAll(
        /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g,
        "\ufffd",
      );
      assert.deepEqual(environmentsInJUnit(xml), Array(2).fill([shown, "sha256:0a"]));
      const json = await reported(
        sarifFrame("1.2.3", environment),
        (document) => new SarifReport(document, toRepositoryPath),
        [{}],
        cutShort,
      );
      assert.deepEqual(readSarif(json).properties, { environment });
    }
  }
  assert.equal(readSarif(await sarif([{}], null)).properties, undefined);
});

Deno.test("a row of JSON Lines is the report of run, with where the program stands and whether it passed", async () => {
  const text = await reported(
    JSON_LINES_FRAME,
    (document) => new JsonLinesReport(document),
    [
      { stdout: "a\n" },
      {
        label: "t.jsonl",
        place: { line: 3, id: "x", case: 2 },
        failure: "\u202e",
        status: "error",
      },
      { label: "p.md", place: { line: 5 }, failure: "not run: y", refused: true },
    ],
    null,
  );
  const rows = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map((
      { path, line, id, case: number, passed, failure, expected, status },
    ) => [path, line, id, number, passed, failure, expected?.status, status]),
    [
      ["a.py", undefined, undefined, undefined, true, null, "ok", "ok"],
      ["t.jsonl", 3, "x", 2, false, "\u202e", "ok", "error"],
      ["p.md", 5, undefined, undefined, false, "not run: y", undefined, "ok"],
    ],
  );
  assert.ok(text.includes("\\u202e"), text);
  const { version, stdout, stderr, truncated, claimed, stats, limits, walls } = rows[0];
  assert.deepEqual([version, stdout, stderr, truncated, claimed.error], [
    1,
    "a\n",
    "",
    false,
    null,
  ]);
  assert.deepEqual([stats.wallMs, limits.timeoutMs, walls.wasm], [1, 30_000, true]);
});
