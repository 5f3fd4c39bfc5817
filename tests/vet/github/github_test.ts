/** What GitHub's runner and its pages are told: no program adds a word of its own to it. */
// deno-lint-ignore-file no-control-regex -- what controls a terminal is looked for
import assert from "node:assert/strict";
import type { EnvironmentName } from "../../../src/core/environment.ts";
import { githubExtras } from "../../../src/vet/github/commands.ts";
import { JobSummary } from "../../../src/vet/github/job_summary.ts";
import { Totals } from "../../../src/vet/totals/totals.ts";
import { vetted, type VettedParts } from "../vetted.ts";

const { enclose, announce } = githubExtras((path) => path.startsWith("/") ? null : `repo/${path}`);

Deno.test("an annotation names the file in the repository, and the line of the error", () => {
  assert.equal(
    announce(
      vetted({ label: "a b,c:d%.py", failure: "E: x, 100%\n::error::y", code: "1\n2\n3", line: 2 }),
    ),
    "::error file=repo/a b%2Cc%3Ad%25.py,line=2,title=pysandbox vet%3A ok::a b,c:d%25.py: E: x, 100%25 ::error::y\n",
  );
  assert.equal(
    announce(vetted({ label: "/x.py", failure: "f", rule: "timeout" })),
    "::error title=pysandbox vet%3A timeout::/x.py: f\n",
  );
});

Deno.test("an annotation is one line, whatever is in it", () => {
  const parts: VettedParts[] = [
    { failure: "a\r\n::set-output name=x::y", rule: "error" },
    { failure: "##[add-path]/evil" },
    { failure: "x", label: "a\n::error::b.py" },
    { failure: "x", label: "\x1b[2Jb\u2028.py" },
    { failure: "\ud800".repeat(1000) },
  ];
  for (const one of parts) {
    const text = announce(vetted(one));
    assert.match(text, /^::error file=[^\n\r\x1b\u2028]*\n$/u);
    assert.ok(!text.includes("##["), text);
  }
});

Deno.test("words are between a word that stops commands and one that nobody can guess", () => {
  const [first, second] = [enclose("a\nb\n"), enclose("a\nb\n")];
  assert.match(first, /^::stop-commands::([\da-f-]{36})\na\nb\n::\1::\n$/);
  assert.notEqual(first, second);
});

async function summarised(
  all: VettedParts[],
  cutShort: string | null = null,
  environment: EnvironmentName | null = null,
): Promise<string> {
  let text = "";
  const summary = new JobSummary((more) => {
    text += more;
    return Promise.resolve();
  }, environment);
  const totals = new Totals();
  for (const parts of all) {
    const one = vetted(parts);
    totals.add(one);
    await summary.ended(one);
  }
  await summary.finish({ totals, cutShort });
  return text.replace(/ in \S+$/m, " in 1s");
}

Deno.test("the summary of a job has the sums, and a table of what did not pass", async () => {
  assert.equal(
    await summarised([{}]),
    "### pysandbox vet: passed\n\n1 program: 1 passed, 0 failed in 1s\n\n",
  );
  assert.equal(
    await summarised([{}], null, { name: "<b>.env", digest: "sha256:0a" }),
    "### pysandbox vet: passed\n\n1 program: 1 passed, 0 failed in 1s\n\n" +
      "packages of <code>&lt;b&gt;.env</code> (sha256:0a)\n\n",
  );
  assert.equal(
    await summarised(
      [{}, { label: "b.py", failure: "late", rule: "timeout" }],
      "stopped by SIGINT",
    ),
    "### pysandbox vet: failed\n\n2 programs: 1 passed, 1 failed in 1s\n\nstopped by SIGINT\n\n" +
      "<table>\n<tr><th>program</th><th>rule</th><th>what</th></tr>\n" +
      "<tr><td><code>b.py</code></td><td><code>timeout</code></td><td><code>late</code></td></tr>\n" +
      "</table>\n\n",
  );
});

Deno.test("nothing in the table is Markdown or HTML of a program", async () => {
  const text = await summarised([{
    label: "<b>.py",
    failure: "\n\n# Title\n</code></td></table><script>alert(1)</script> @team ![x](http://e) \"'&",
  }]);
  const table = text.slice(text.indexOf("<table>"), text.indexOf("</table>"));
  assert.ok(!table.includes("\n\n") && !/<script|<b>/.test(table), table);
  assert.ok(
    table.includes("<code># Title &lt;/code&gt;&lt;/td&gt;&lt;/table&gt;&lt;script&gt;"),
    table,
  );
});

Deno.test("a table of many is not too large for GitHub", async () => {
  const many = Array.from({ length: 300 }, () => ({ failure: "&".repeat(2000) }));
  const text = await summarised(many);
  assert.ok(text.includes('<tr><td colspan="3">... and 100 more</td></tr>'));
  assert.ok(text.length < 1024 * 1024, String(text.length));
});
