/**
 * All tests, or those of the files and folders that are named: `deno task test [PATH...]`. Most of them wait for processes of
 * their own, so two parts of them run at the same time. What a part says is shown when it has ended; those that failed come last.
 */
import { join } from "node:path";
import { isTestFile, partsOf } from "./parts.ts";

const TEST = [
  ...["test", "--no-check", "--no-prompt"],
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi"],
];

/** Small enough that neither process waits long for the other at the end. */
const PARTS = 16;
const AT_ONCE = 2;

Deno.exit(await main(Deno.args));

async function main(named: readonly string[]): Promise<number> {
  const parts = partsOf(
    (named.length > 0 ? named : ["tests", "scripts"]).flatMap(testFiles),
    PARTS,
  );
  if (parts.length === 0) {
    await say(`tests: no test file is in ${named.join(", ")}\n`);
    return 1;
  }
  const failed: Deno.CommandOutput[] = [];
  const waiting = parts.values();
  let ended = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    // Both take from the same iterator: whoever is done takes the next.
    for (const files of waiting) {
      const output = await run(files);
      if (!output.success) failed.push(output);
      else await show(output);
      await say(`tests: ${++ended} of ${parts.length} parts have run, ${failed.length} failed\n`);
    }
  }));
  for (const output of failed) await show(output);
  return failed.length === 0 ? 0 : 1;
}

function run(files: readonly string[]): Promise<Deno.CommandOutput> {
  return new Deno.Command(Deno.execPath(), {
    args: [...TEST, ...files],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
}

/** The test files in a folder; a file is taken whatever its name. */
function testFiles(path: string): string[] {
  if (!Deno.statSync(path).isDirectory) return [path];
  return [...Deno.readDirSync(path)]
    .filter(({ name, isDirectory }) => isDirectory || isTestFile(name))
    .flatMap(({ name }) => testFiles(join(path, name)));
}

async function show({ stdout, stderr }: Deno.CommandOutput): Promise<void> {
  for (const bytes of [stdout, stderr]) await write(bytes);
}

async function say(text: string): Promise<void> {
  await write(new TextEncoder().encode(text));
}

async function write(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
