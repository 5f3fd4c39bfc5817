/** A program that runs for longer than Deno's idle threads live: nothing that it can ask for takes one of them. */
import assert from "node:assert/strict";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { onlyOn, tryTest } from "../needs.ts";
import { BINARY, start } from "./command.ts";

/** Waits on standard input, then does what a program can do with its host. */
const PROGRAM = `
import sys, time
print("waits", flush=True)
line = input()
with open("made.txt", "w") as file: file.write(open("given.txt").read() + line)
time.sleep(0.01)
print("heard", line, file=sys.stderr)
import decimal, sqlite3, zoneinfo
sqlite3.connect(":memory:").execute("select 1")
print(decimal.Decimal(1) / 8, zoneinfo.ZoneInfo("Europe/Berlin"), len(sys.stdin.read()))
`;

/** How many threads of Deno's pool a process has. */
async function poolThreads(pid: number): Promise<number> {
  // A command has to read the files: Deno allows reading them only with all permissions.
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `cat /proc/${pid}/task/*/comm`],
    stderr: "null",
  }).output();
  const names = new TextDecoder().decode(stdout).split("\n");
  return names.filter((name) => name.startsWith("tokio")).length;
}

tryTest({
  name: "a program goes on when the threads of its jail that do nothing have ended",
  lacks: null,
  elsewhere: onlyOn("Linux", "the filter of system calls"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/given.txt`, "given ");
      const files = ["-f", `${folder}/given.txt`, "-o", `${folder}/out`];
      const child = start(["run", "-t", "120s", ...files, "-c", PROGRAM]);
      const [output, errors] = [child.stdout.getReader(), new Response(child.stderr).text()];
      const decoder = new TextDecoder();
      assert.equal(decoder.decode((await output.read()).value), "waits\n");
      const jail = (await allProcesses()).find(({ parent }) => parent === child.pid)!;
      // From source they are there at the start. This waits for their end.
      assert.ok(BINARY !== undefined || await poolThreads(jail.pid) > 0);
      while (await poolThreads(jail.pid) > 0) await new Promise((go) => setTimeout(go, 100));
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("line\nand more"));
      await writer.close();
      let rest = "";
      for (let part = await output.read(); !part.done; part = await output.read()) {
        rest += decoder.decode(part.value, { stream: true });
      }
      const { code } = await child.status;
      assert.deepEqual([code, rest, await errors], [0, "0.125 Europe/Berlin 8\n", "heard line\n"]);
      assert.equal(await Deno.readTextFile(`${folder}/out/made.txt`), "given line");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
