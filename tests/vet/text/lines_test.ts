/** What a person reads. */
import assert from "node:assert/strict";
import { formatTime, lastWords, programLine, summary } from "../../../src/vet/text/lines.ts";
import { barText, ProgressBar } from "../../../src/vet/text/progress_bar.ts";
import { styleFor } from "../../../src/vet/text/style.ts";
import { Totals } from "../../../src/vet/totals/totals.ts";
import { vetted } from "../vetted.ts";

const PLAIN = styleFor(false);

Deno.test("a line for each program", () => {
  assert.equal(programLine(vetted({ wallMs: 12 }), PLAIN), "ok    a.py  12ms\n");
  assert.equal(
    programLine(vetted({ failure: "Bad: a\nok    b.py  1ms", wallMs: 1500 }), PLAIN),
    "FAIL  a.py  Bad: a ok b.py 1ms  1.5s\n",
  );
  assert.equal(
    programLine(vetted({ place: { id: "x\x1b[2J", case: 2 } }), PLAIN),
    "ok    x^[[2J case 2  1ms\n",
  );
  assert.equal(
    programLine(vetted({ failure: "f" }), styleFor(true)),
    "\x1b[31mFAIL\x1b[39m  a.py  f  \x1b[2m1ms\x1b[22m\n",
  );
});

Deno.test("a program's own words are marked as such, line by line, and the last ones are shown", () => {
  const stdout = Array.from({ length: 12 }, (_, at) => `${at}\n`).join("");
  assert.equal(
    lastWords(vetted({ stdout, stderr: "Traceback\nok    forged.py  1ms" }), false, PLAIN),
    "      stdout | ... (earlier lines are left out)\n" +
      Array.from({ length: 10 }, (_, at) => `      stdout | ${at + 2}\n`).join("") +
      "      stderr | Traceback\n      stderr | ok    forged.py  1ms\n",
  );
  assert.equal(lastWords(vetted({ stdout }), true, PLAIN).split("\n").length, 13);
  assert.equal(lastWords(vetted({}), false, PLAIN), "");
});

Deno.test("the end says how many there are of each, which took longest, and which did not pass", () => {
  const totals = new Totals();
  for (const [label, failure] of [["a", null], ["b", "x"], ["c", null]] as const) {
    totals.add(
      vetted({
        label,
        wallMs: label === "c" ? 2000 : 5,
        ...(failure && { failure, status: "error" }),
      }),
    );
  }
  const text = summary(totals, { planned: 5, jobs: 2, environment: null }, PLAIN).replace(
    / in \S+,/,
    " in 1s,",
  );
  assert.equal(
    text,
    `
status      passed  failed
ok               2       0
error            0       1

slowest
      2.0s  c
       5ms  a
       5ms  b

not passed
  - b

5 programs: 2 passed, 1 failed, 2 not run in 1s, 2 at once
`,
  );
});

Deno.test("no line begins with a name, which may be a command to a CI system", () => {
  const totals = new Totals();
  const one = vetted({
    place: { id: "::error::forged" },
    failure: "::error::x",
    stdout: "::error::y",
  });
  totals.add(one);
  totals.add(one);
  const text = programLine(one, PLAIN) + lastWords(one, false, PLAIN) +
    summary(totals, { planned: 2, jobs: 1, environment: null }, PLAIN);
  assert.equal(text.match(/::error::forged/g)!.length, 5);
  assert.doesNotMatch(text, /^\s*::/m);
});

Deno.test("nothing and one thing are counted as such", () => {
  const totals = new Totals();
  const sum = () =>
    summary(totals, { planned: null, jobs: 1, environment: null }, PLAIN).replace(
      / in \S+,/,
      " in 1s,",
    );
  assert.equal(sum(), "\n0 programs: 0 passed, 0 failed in 1s, 1 at once\n");
  totals.add(vetted({}));
  assert.match(sum(), /\n1 program: 1 passed, 0 failed in 1s, 1 at once\n$/);
});

Deno.test("durations are short", () => {
  assert.deepEqual([0, 999.4, 1000, 119_999, 120_000, 3_661_000].map(formatTime), [
    ...["0ms", "999ms", "1.0s", "120.0s", "2m00s", "61m01s"],
  ]);
});

Deno.test("the bar fits its terminal, however narrow that is", () => {
  const progress = { ended: 50, failed: 3, planned: 200, wallMs: 12_345 };
  assert.equal(barText(progress, 60), "[########--------------------------] 50/200  3 failed  12s");
  assert.equal(barText({ ...progress, planned: null }, 60), "50  3 failed  12s");
  assert.equal(barText(progress, 20), "50/200  3 failed  1");
  for (let columns = 1; columns < 100; columns++) {
    assert.ok(barText(progress, columns).length < columns, String(columns));
  }
});

Deno.test("the bar is drawn no more often than ten times a second, and erased where it stands", () => {
  const written: string[] = [];
  const bar = new ProgressBar((text) => written.push(text), 30);
  const progress = { ended: 1, failed: 0, planned: null, wallMs: 0 };
  bar.erase();
  bar.draw(progress, 0);
  bar.draw(progress, 99);
  bar.erase();
  bar.draw(progress, 99);
  bar.draw({ ...progress, ended: 2 }, 199);
  const line = (ended: number) => `\r\x1b[K${ended}  0 failed  0s`;
  assert.deepEqual(written, [line(1), "\r\x1b[K", line(1), line(2)]);
});
