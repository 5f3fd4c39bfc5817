/** A clean interpreter in the place of another, and Ctrl-C meanwhile. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { type JailCommand, jailCommand, SpawnedJail } from "../../src/host/jail_process.ts";
import { CollectingSink } from "../../src/host/output.ts";
import { SandboxInterpreter, type Setting } from "../../src/repl/sandbox_interpreter.ts";

const ON_UNIX = { ignore: Deno.build.os === "windows" };

const HEAP_BYTES = 64 * 1024 * 1024;

const SETTING: Setting = {
  env: {},
  limits: {
    timeoutMs: 20_000,
    cpuMs: null,
    maxHeapBytes: HEAP_BYTES,
    maxOutputBytes: HEAP_BYTES,
  },
  seed: null,
  walls: "auto",
  terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
  colour: false,
};

await ensureAssets(() => {});

/** A command that starts an honest jail but for the times that are counted in a file: these die by a signal at once. */
function dyingFirst(signal: string, counter: string): JailCommand {
  const real = jailCommand(HEAP_BYTES, true);
  const script =
    `count=$(cat '${counter}'); [ "$count" = 0 ] || { echo $((count - 1)) > '${counter}'; kill -${signal} $$; }; exec "$@"`;
  return { ...real, path: "/bin/sh", args: ["-c", script, "jail", real.path, ...real.args] };
}

/** An interpreter that is reset while so many jails after another die by the signal, and what it says of 6 * 7 then. */
async function resetWith(signal: string, deaths: number): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const counter = `${folder}/counter`;
    await Deno.writeTextFile(counter, "0");
    const command = dyingFirst(signal, counter);
    const stdout = new CollectingSink();
    const streams = { stdout, stderr: stdout, readStdin: () => Promise.resolve(null) };
    await using first = new SpawnedJail(command);
    await using interpreter = new SandboxInterpreter(SETTING, command, first, streams, false);
    equal((await interpreter.run("kept = 1")).kind, "done");
    await Deno.writeTextFile(counter, String(deaths));
    await interpreter.reset();
    deepEqual((await interpreter.run("kept")).kind, "error");
    deepEqual((await interpreter.run("6 * 7")).kind, "done");
    return (await stdout.text()).split("\n").at(-2)!;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const presses of [0, 1, 4]) {
  Deno.test({
    name:
      `${presses} times Ctrl-C before a clean interpreter has begun: it begins again, and works`,
    ...ON_UNIX,
    fn: async () => equal(await resetWith("INT", presses), "42"),
  });
}

Deno.test({
  name: "a clean interpreter that dies of anything else is told, and not started again",
  ...ON_UNIX,
  fn: async () => {
    await rejects(resetWith("SEGV", 1), {
      name: "InternalError",
      message: "the sandbox did not start (SIGSEGV)",
    });
  },
});
