/** As many files as `--out` takes, and more than a time limit leaves time for with `--file`, by the real command. */
import { deepEqual, equal } from "node:assert/strict";
import { pysandbox } from "./command.ts";

async function inFolder(body: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await body(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("at most 10,000 files and folders are taken", async () => {
  await inFolder(async (cwd) => {
    const code = "for at in range(10_001): open(f'{at:05}', 'w').close()";
    const { code: status, stderr } = await pysandbox(["run", "-o", "out", "-c", code], { cwd });
    deepEqual([status, stderr], [
      153,
      "pysandbox: --out: left out 1 file beyond 10000, or with names that are longer than 1,024 bytes or not UTF-8\n",
    ]);
    equal([...Deno.readDirSync(`${cwd}/out`)].length, 10_000);
  });
});

Deno.test("ten thousand small files go in, and the time that takes is not the program's", async () => {
  await inFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    for (let at = 0; at < 10_000; at++) Deno.writeTextFileSync(`${cwd}/d/${at}`, `${at}`);
    const code = "import os; print(len(os.listdir('d')), open('d/9999').read())";
    const { stdout } = await pysandbox(["run", "--json", "-t", "5s", "-f", "d", "-c", code], {
      cwd,
    });
    const report = JSON.parse(stdout);
    deepEqual([report.status, report.stdout], ["ok", "10000 9999\n"]);
    equal(report.stats.wallMs < 5000, true);
  });
});
