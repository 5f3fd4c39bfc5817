/** Signals to a process that runs statements from a pipe. */
import assert from "node:assert/strict";
import { onlyOn, tryTest } from "../needs.ts";

const ENTRY = new URL("../fixtures/repl/piped.ts", import.meta.url);

/** Types `input`, sends a signal when `shown` is there, and returns how the process ended, and all that it wrote. */
async function signal(
  input: string,
  shown: string,
  signal: Deno.Signal,
): Promise<[number, string]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", ENTRY.pathname],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  let text = "";
  let isSent = false;
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (isSent || !text.includes(shown)) continue;
    isSent = true;
    child.kill(signal);
  }
  await writer.close().catch(() => {});
  return [(await child.status).code, text];
}

tryTest({
  name: "Ctrl-C interrupts the statement that runs, and the others are not run",
  lacks: null,
  elsewhere: onlyOn("Unix", "signals from other processes"),
  fn: async () => {
    assert.deepEqual(await signal("x\nsleep\ny\n", "asleep\n", "SIGINT"), [
      130,
      'ran "x"\nasleep\nKeyboardInterrupt\n',
    ]);
  },
});

tryTest({
  name: "Ctrl-C ends the waiting for a statement",
  lacks: null,
  elsewhere: onlyOn("Unix", "signals from other processes"),
  fn: async () => {
    assert.deepEqual(await signal("x\n", "ran", "SIGINT"), [130, 'ran "x"\n']);
  },
});

tryTest({
  name: "SIGTERM ends at once",
  lacks: null,
  elsewhere: onlyOn("Unix", "signals from other processes"),
  fn: async () => {
    assert.deepEqual(await signal("sleep\ny\n", "asleep\n", "SIGTERM"), [143, "asleep\n"]);
  },
});
