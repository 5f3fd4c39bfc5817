/** A server whose executable is renamed, deleted or replaced while it runs never starts what it was not started from. */
import assert from "node:assert/strict";
import { BINARY } from "./command.ts";
import { executableTest } from "./executable.ts";

/** Asks a server, started from a copy of the executable, before and after something was done to that. */
async function served(
  folder: string,
  change: (path: string) => Promise<void>,
): Promise<{ status: string; error?: string; output?: unknown }[]> {
  const path = `${folder}/pysandbox`;
  await Deno.copyFile(BINARY!, path);
  await Deno.chmod(path, 0o755);
  const child = new Deno.Command(path, {
    // Without spares each request starts a process.
    args: ["serve-stdio", "-q", "--workers", "1", "--spares", "0"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const ask = async () => {
    await input.write(new TextEncoder().encode(`{"code": "1 + 1"}\n`));
    let line = "";
    while (!line.endsWith("\n")) line += (await lines.read()).value ?? "\n";
    return JSON.parse(line);
  };
  const answers = [await ask()];
  await change(path);
  answers.push(await ask(), await ask());
  await input.close();
  await lines.cancel();
  assert.equal((await child.status).code, 0);
  return answers;
}

executableTest(
  "a server whose executable is renamed, or whose folder is, goes on",
  async (folder) => {
    await Deno.mkdir(`${folder}/first`);
    const answers = await served(`${folder}/first`, async (path) => {
      await Deno.rename(path, `${folder}/first/another`);
      await Deno.rename(`${folder}/first`, `${folder}/second`);
    });
    assert.deepEqual(
      answers.map(({ status, output }) => [status, output]),
      Array.from({ length: 3 }, () => ["ok", 2]),
    );
  },
);

for (
  const [what, change] of [
    ["deleted", (path: string) => Deno.remove(path)],
    ["replaced", async (path: string) => {
      await Deno.remove(path);
      await Deno.writeTextFile(path, `#!/bin/sh\ntouch "$(dirname "$0")/ran"\n`, { mode: 0o755 });
    }],
    ["replaced at once", async (path: string) => {
      const other = `${path}.new`;
      await Deno.writeTextFile(other, `#!/bin/sh\ntouch "$(dirname "$0")/ran"\n`, { mode: 0o755 });
      await Deno.rename(other, path);
    }],
  ] as const
) {
  executableTest(
    `a server whose executable is ${what} says so, and starts nothing else`,
    async (folder) => {
      const [before, ...after] = await served(folder, change);
      assert.equal(before!.status, "ok");
      for (const { status, error } of after) {
        assert.deepEqual([status, error], [
          "internal",
          `${folder}/pysandbox was deleted or replaced while it ran; start it again`,
        ]);
      }
      assert.ok(![...Deno.readDirSync(folder)].some(({ name }) => name === "ran"));
    },
  );
}
