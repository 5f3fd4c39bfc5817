/** Standard streams that are not there, as after `<&-` in a shell: nothing takes their place, nothing is damaged. */
import assert from "node:assert/strict";
import { inBash } from "./in_bash.ts";
import { lacking, tryTest } from "../needs.ts";

const SURROUNDINGS = {
  elsewhere: Deno.build.os === "windows" ? "only on Unix" : null,
  lacks: lacking(["bash"]),
};
const READ = "import sys; print(repr(sys.stdin.read()))";
const TALK =
  "import sys; print('out'); print('err', file=sys.stderr); print(sys.stdin.read()); sys.exit(3)";

const CASES: [what: string, line: string, args: string[], expected: unknown][] = [
  ["a program without standard input", '"$@" <&-', ["run", "-c", "print(1)"], [0, "1\n", ""]],
  ["reading a standard input that is closed", '"$@" <&-', ["run", "-c", READ], [0, "''\n", ""]],
  ["a program that would come from there", '"$@" <&-', ["run"], [0, "", ""]],
  ["closed standard output", '"$@" >&-', ["run", "-c", TALK], [3, "", "err\n"]],
  ["closed standard error", '"$@" 2>&-', ["run", "-c", TALK], [3, "out\n\n", ""]],
  ["all three closed", '"$@" <&- >&- 2>&-', ["run", "-c", TALK], [3, "", ""]],
  ["a usage error with all three closed", '"$@" <&- >&- 2>&-', ["bogus"], [2, "", ""]],
  ["--version with all three closed", '"$@" <&- >&- 2>&-', ["--version"], [0, "", ""]],
  ["--json with all three closed", '"$@" <&- >&- 2>&-', ["run", "--json", "-c", TALK], [3, "", ""]],
  [
    "a timeout with all three closed",
    '"$@" <&- >&- 2>&-',
    ["run", "-t", "300ms", "-c", "while True: print(1)"],
    [124, "", ""],
  ],
];

for (const [what, line, args, expected] of CASES) {
  tryTest({
    name: `closed streams: ${what}`,
    ...SURROUNDINGS,
    fn: async () => {
      const { code, stdout, stderr } = await inBash(line, args);
      assert.deepEqual([code, stdout, stderr], expected);
    },
  });
}

tryTest({
  name: "closed streams: the report is the report, and files of the caller stay as they are",
  ...SURROUNDINGS,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const line = `echo mine >'${folder}/mine'; "$@" 5<>'${folder}/mine' <&- >&- 2>&-`;
      const args = ["run", "--report", `${folder}/report`, "-c", TALK];
      const { code } = await inBash(line, args);
      assert.equal(code, 3);
      assert.equal(await Deno.readTextFile(`${folder}/mine`), "mine\n");
      const text = await Deno.readTextFile(`${folder}/report`);
      const report = JSON.parse(text);
      assert.equal(text, `${JSON.stringify(report)}\n`, "one line and nothing else");
      assert.deepEqual([report.stdout, report.stderr, report.exitCode], ["out\n\n", "err\n", 3]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
