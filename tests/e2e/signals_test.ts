/** Ctrl-C and SIGTERM: the program may say where it was, the status says what happened, and nothing stays behind. */
import assert from "node:assert/strict";
import { start } from "./command.ts";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { SLOWNESS } from "../slowness.ts";

async function stopWith(
  signal: Deno.Signal,
  code: string,
): Promise<{ code: number; stderr: string; milliseconds: number }> {
  const child = start(["run", "-c", `print('ready', flush=True)\n${code}`]);
  const reader = child.stdout.getReader();
  await readUntil(reader, "ready\n");
  const began = performance.now();
  child.kill(signal);
  const stderr = await new Response(child.stderr).text();
  const status = await child.status;
  await reader.cancel();
  await child.stdin.close();
  return { code: status.code, stderr, milliseconds: performance.now() - began };
}

for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} interrupts a loop and exits with ${status}`, async () => {
    const ended = await stopWith(signal, "while True: pass");
    assert.match(
      ended.stderr,
      new RegExp(
        `^Traceback [\\s\\S]*line 2[\\s\\S]*KeyboardInterrupt\\npysandbox: stopped by ${signal}\\n$`,
      ),
    );
    assert.equal(ended.code, status);
  });

  Deno.test(`${signal} interrupts a sleep and exits with ${status}`, async () => {
    const ended = await stopWith(signal, "import time; time.sleep(1000)");
    assert.match(ended.stderr, /time\.sleep\(1000\)[\s\S]*KeyboardInterrupt\n/);
    assert.equal(ended.code, status);
  });

  Deno.test(`${signal} leaves time to finish`, async () => {
    const slow = "import time\ntry:\n  time.sleep(1000)\nfinally:\n  time.sleep(0.6)\n  0/0";
    const ended = await stopWith(signal, slow);
    assert.match(ended.stderr, /\nZeroDivisionError: division by zero\npysandbox: stopped by/);
    assert.equal(ended.code, status);
  });

  Deno.test(`${signal} ends what swallows the interrupt`, async () => {
    // One that computes meanwhile, and one that waits.
    const busy = signal === "SIGINT" ? "while True: pass" : "time.sleep(1000)";
    const loop = `import time\nwhile True:\n  try:\n    ${busy}\n  except BaseException: pass`;
    const ended = await stopWith(signal, loop);
    assert.equal(ended.stderr, `pysandbox: stopped by ${signal}\n`);
    assert.equal(ended.code, status);
    assert.ok(ended.milliseconds < 4000 * SLOWNESS);
  });
}

Deno.test("an interrupt reaches a program that waits for input", async () => {
  const ended = await stopWith("SIGINT", "input()");
  assert.match(ended.stderr, /\nKeyboardInterrupt\npysandbox: stopped by SIGINT\n$/);
  assert.equal(ended.code, 130);
});

Deno.test("an interrupt reaches asyncio, which cancels its tasks", async () => {
  const code =
    "import asyncio\nasync def f():\n  try: print('waits'); await asyncio.sleep(1000)\n" +
    "  except asyncio.CancelledError: print('cancelled'); raise\nasyncio.run(f())";
  const child = start(["run", "-c", code]);
  const reader = child.stdout.getReader();
  await readUntil(reader, "waits\n");
  child.kill("SIGINT");
  await readUntil(reader, "cancelled\n");
  await new Response(child.stderr).text();
  assert.equal((await child.status).code, 130);
  await reader.cancel();
  await child.stdin.close();
});

Deno.test("a second Ctrl-C does not wait", async () => {
  const loop =
    "while True:\n  try:\n    print('on')\n    while True: pass\n  except BaseException: pass";
  const child = start(["run", "-c", loop]);
  const reader = child.stdout.getReader();
  await readUntil(reader, "on\n");
  child.kill("SIGINT");
  await readUntil(reader, "on\n");
  const began = performance.now();
  child.kill("SIGINT");
  assert.equal(await new Response(child.stderr).text(), "pysandbox: stopped by SIGINT\n");
  assert.equal((await child.status).code, 130);
  const milliseconds = performance.now() - began;
  assert.ok(milliseconds < 1200 * SLOWNESS, `${milliseconds} ms`);
  await reader.cancel();
  await child.stdin.close();
});

Deno.test(
  "no jail outlives a host that was killed",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    const child = start(["run", "-t", "0", "-c", "print('ready', flush=True)\nwhile True: pass"]);
    const reader = child.stdout.getReader();
    await readUntil(reader, "ready\n");
    const jail = (await allProcesses()).find(({ parent }) => parent === child.pid)?.pid;
    assert.ok(jail !== undefined, "the host has a jail");
    child.kill("SIGKILL");
    await child.status;
    for (let tries = 0; tries < 100 && await isRunning(jail); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(await isRunning(jail), false);
    await reader.cancel();
    await child.stderr.cancel();
    await child.stdin.close().catch(() => {});
  },
);

async function isRunning(pid: number): Promise<boolean> {
  const found = (await allProcesses()).find((one) => one.pid === pid);
  return found !== undefined && !found.state.startsWith("Z");
}

/** Reads until `text` has come. Fails where something else comes, or nothing more. */
async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  text: string,
): Promise<void> {
  let seen = "";
  while (seen.length < text.length) {
    const { value, done } = await reader.read();
    if (done) break;
    seen += new TextDecoder().decode(value);
  }
  assert.equal(seen, text);
}
