/** `vet` with many programs at once: the same verdicts with one job and with eight, no more memory for more programs, no full disk that breaks a report. */
import assert from "node:assert/strict";
import { survivorsOf } from "../../scripts/soak/processes.ts";
import { readJUnit, readSarif } from "../vet/schemas.ts";
import { pysandbox, start } from "./command.ts";
import { isRoot, lacking, tryTest } from "../needs.ts";
import { residentBytes } from "./served.ts";
import { assertReports, writePrograms } from "./vet_programs.ts";

const IS_LINUX = Deno.build.os === "linux";
const ON_LINUX = { ignore: !IS_LINUX };

async function inFolder(test: (cwd: string) => Promise<void>): Promise<void> {
  const before = Deno.cwd();
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  Deno.chdir(cwd);
  try {
    await test(cwd);
  } finally {
    Deno.chdir(before);
    await Deno.remove(cwd, { recursive: true });
  }
}

for (const jobs of [1, 8]) {
  Deno.test(`200 programs of every kind have the right verdict in each report, ${jobs} at once`, async () => {
    await inFolder(async (cwd) => {
      await Deno.mkdir("p");
      const expected = await writePrograms("p", 200);
      const { code, stdout, stderr } = await pysandbox(
        [
          "vet",
          "p",
          "-j",
          String(jobs),
          "--jsonl",
          "jsonl",
          "--junit",
          "junit",
          "--sarif",
          "sarif",
        ],
        { cwd },
      );
      assert.deepEqual([code, stderr], [1, ""]);
      const [jsonl, junit, sarif] = await Promise.all(
        ["jsonl", "junit", "sarif"].map((name) => Deno.readTextFile(name)),
      ) as [string, string, string];
      assertReports({ stdout, jsonl, junit, sarif }, expected);
    });
  });
}

/** How many programs must leave no memory: two minutes' worth on two idle processors. A busy machine may be given fewer. */
const MANY = Number(Deno.env.get("PYSANDBOX_TEST_PROGRAMS") ?? 10_000);

/** How often the memory is looked at, in programs, and how many looks are left for it to settle. */
const STEP = MANY / 20;
const SETTLING = 4;

Deno.test("ten thousand small programs leave neither memory nor a process", ON_LINUX, async () => {
  await inFolder(async (cwd) => {
    const rows = Array.from({ length: MANY }, (_, at) => `{"code": "print(${at})"}\n`).join("");
    await Deno.writeTextFile("rows.jsonl", rows);
    const child = start(["vet", "rows.jsonl", "--jsonl", "r", "--junit", "j", "--sarif", "s"], {
      cwd,
      isGroup: true,
    });
    const sizes: number[] = [];
    let count = 0;
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const ended = text.match(/^ok {4}rows/gm)?.length ?? 0;
      const isLook = Math.floor(count / STEP) !== Math.floor((count + ended) / STEP);
      // After the last one it may be gone.
      if (isLook && count + ended < MANY) {
        sizes.push(await residentBytes(child.pid) / 2 ** 20);
      }
      count += ended;
    }
    const { code } = await child.status;
    await Promise.all([child.stderr.cancel(), child.stdin.close().catch(() => {})]);
    assert.deepEqual([code, count], [0, MANY]);
    const settled = sizes.slice(SETTLING);
    assert.ok(settled.length > SETTLING, `${sizes.length} looks`);
    assert.ok(Math.max(...settled) < settled[0]! + 40, `${sizes.map(Math.round)} MB`);
    const reports = ["r", "j", "s"].map((name) => Deno.readTextFile(name));
    const [lines, junit, sarif] = await Promise.all(reports) as [string, string, string];
    assert.equal(lines.trimEnd().split("\n").length, MANY);
    assert.equal(readJUnit(junit).length, MANY);
    assert.deepEqual(readSarif(sarif).results, []);
    assert.deepEqual(await survivorsOf(child.pid), []);
  });
});

tryTest({
  name:
    "a disk that becomes full leaves whole reports, the other reports go on, and the status says so",
  elsewhere: IS_LINUX ? null : "only on Linux",
  lacks: IS_LINUX ? lacking(["mount", "umount"]) ?? (isRoot() ? null : "root") : null,
  fn: () =>
    inFolder(async (cwd) => {
      await Deno.mkdir("p");
      await Deno.mkdir("small");
      const programs = Array.from({ length: 40 }, (_, at) => `p/${at}.py`);
      for (const path of programs) await Deno.writeTextFile(path, "print('x' * 300)\n1 / 0");
      const mounted = await new Deno.Command("mount", {
        args: ["-t", "tmpfs", "-o", "size=16k", "none", "small"],
      }).output();
      if (!mounted.success) throw new Error(new TextDecoder().decode(mounted.stderr));
      try {
        const reports = ["--junit", "small/j", "--sarif", "s", "--jsonl", "r"];
        const { code, stdout, stderr } = await pysandbox(["vet", "p", ...reports], { cwd });
        assert.deepEqual([code, stderr], [
          125,
          "pysandbox: --junit: cannot write 'small/j': no space left on device\n",
        ]);
        assert.match(stdout, /\n40 programs: 0 passed, 40 failed in /);
        const cases = readJUnit(await Deno.readTextFile("small/j"));
        assert.ok(cases.length > 2 && cases.length < 40, String(cases.length));
        assert.equal(cases.at(-1)!.message, "the run has not ended");
        assert.equal(readSarif(await Deno.readTextFile("s")).results.length, 40);
        assert.equal((await Deno.readTextFile("r")).trimEnd().split("\n").length, 40);
      } finally {
        await new Deno.Command("umount", { args: ["small"] }).output();
      }
    }),
});
