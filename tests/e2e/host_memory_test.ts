/** Whatever a program does to its own memory, the host's stays small. */
import assert from "node:assert/strict";
import { start } from "./command.ts";

const MOST_MIB = 150;

/** How often the host is looked at. The system remembers the most that it has had. */
const GLANCE_MS = 100;

/** A folder for a large file that goes in, and for one that comes out. */
const FOLDER = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
const LARGE = `${FOLDER}/large`;
await Deno.writeFile(LARGE, new Uint8Array(0));
await Deno.truncate(LARGE, 200_000_000);

const PROGRAMS: Record<string, string[]> = {
  "a bytearray bomb": ["-c", "x = bytearray(10**10)"],
  "a bomb that swallows MemoryError": [
    "-t",
    "500ms",
    "-c",
    "l = []\nwhile True:\n  try: l.append(bytearray(10**6))\n  except MemoryError: pass",
  ],
  "a file bomb": ["-H", "128", "-c", "f = open('/tmp/x', 'wb')\nwhile True: f.write(b'x' * 10**6)"],
  "a flood of output": ["--max-output", "200M", "-c", "while True: print('x' * 100_000)"],
  "a flood of small pieces": [
    "-t",
    "500ms",
    "--max-output",
    "1G",
    "-c",
    "while True: print('x', end='')",
  ],
  "200 MB of files in and out": [
    ...["-H", "512M", "--max-files", "512M", "-f", LARGE, "-o", `${FOLDER}/out`, "-c"],
    "import os; os.rename('large', 'other')",
  ],
  "a 200 MB exception text": ["-H", "1G", "-c", "raise Exception('x' * 200_000_000)"],
};

for (const [what, args] of Object.entries(PROGRAMS)) {
  Deno.test(`the host stays under ${MOST_MIB} MiB through ${what}`, {
    ignore: Deno.build.os !== "linux",
  }, async () => {
    const child = start(["run", ...args]);
    const drained = [child.stdout, child.stderr].map((stream) =>
      stream.pipeTo(new WritableStream())
    );
    await child.stdin.close();
    let ended = false;
    let peakKiB = 0;
    child.status.then(() => ended = true);
    while (!ended) {
      peakKiB = Math.max(peakKiB, await peakOf(child.pid));
      await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
    }
    await Promise.all(drained);
    assert.ok(peakKiB > 10_000, "the host was measured");
    assert.ok(peakKiB < MOST_MIB * 1024, `the host had ${peakKiB} KiB`);
  });
}

/** Most resident memory that a process has had, in KiB; 0 where it is gone. */
async function peakOf(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("cat", {
    args: [`/proc/${pid}/status`],
    stderr: "null",
  }).output();
  return Number(/^VmHWM:\s*(\d+)/m.exec(new TextDecoder().decode(stdout))?.[1] ?? 0);
}
