/** What is open in the process that a program runs in, looked at from outside. */
import assert from "node:assert/strict";
import { commandLine } from "./command.ts";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { lacking, tryTest } from "../needs.ts";

/** What a shell prints, a line each. Deno itself gives tests no look into `/proc`. */
async function shell(script: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

/** Number and target of each descriptor of a process. */
async function descriptorsOf(pid: number): Promise<Map<string, string>> {
  const lines = await shell(`cd /proc/${pid}/fd && for f in *; do echo "$f $(readlink $f)"; done`);
  return new Map(lines.map((line) => line.split(" ", 2) as [string, string]));
}

tryTest({
  name: "what was left open for pysandbox is not open in the sandbox's process",
  elsewhere: Deno.build.os === "linux" ? null : "only on Linux",
  lacks: lacking(["bash"]),
  fn: async () => {
    const [path, words] = commandLine(["run", "-c", "print('ready')\ninput()"]);
    await using child = new Deno.Command("bash", {
      args: ["-c", 'exec 7</etc/passwd 42<>/dev/zero; exec "$@"', "bash", path, ...words],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const output = child.stdout.getReader();
    await output.read();
    const jail = (await allProcesses()).find(({ parent }) => parent === child.pid)!.pid;
    const host = await descriptorsOf(child.pid);
    const open = await descriptorsOf(jail);
    child.kill("SIGKILL");
    await output.cancel();
    await child.stdin.abort();
    assert.deepEqual([host.get("7"), host.get("42")], ["/etc/passwd", "/dev/zero"]);
    assert.deepEqual(
      [...open.values()].filter((target) => /^\/(etc|dev)\//.test(target)),
      [],
    );
    const streams = ["0", "1", "2"].map((number) => open.get(number)?.split(":")[0]);
    assert.deepEqual(streams, ["pipe", "pipe", "pipe"]);
  },
});
