/** Timers of a program, where it waits for what the host sends. */
import assert from "node:assert/strict";
import { start } from "./command.ts";
import { transcript } from "./programs/transcript.ts";

const WAITS = `
import signal, sys
def late(signum, frame):
    raise TimeoutError("late")
signal.signal(signal.SIGALRM, late)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    input()
except TimeoutError as error:
    print(error, flush=True)
print("read", input(), sys.stdin.readline())
signal.signal(signal.SIGALRM, lambda *_: print("tick", flush=True))
signal.setitimer(signal.ITIMER_REAL, 0.05)
print("read", input())
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.05)
input()
`;

Deno.test("a timer ends a wait for input, which loses nothing of what comes later", async () => {
  const child = start(["run", "-q", "-c", WAITS]);
  const writer = child.stdin.getWriter();
  const say = (text: string) => writer.write(new TextEncoder().encode(text));
  const decoder = new TextDecoder();
  let stdout = "";
  const answers: Record<string, string> = { "late\n": "one\ntwo\n", "tick\n": "three\n" };
  for await (const chunk of child.stdout) {
    const text = decoder.decode(chunk);
    stdout += text;
    for (const [heard, answer] of Object.entries(answers)) {
      if (text.includes(heard)) await say(answer);
    }
  }
  // Its input is open to the end, which the timer's default action is.
  const { code } = await child.status;
  const stderr = await new Response(child.stderr).text();
  await writer.close().catch(() => {});
  assert.equal(
    transcript(stdout, stderr, code),
    "late\nread one two\n\ntick\nread three\n[stderr]\n[exit 142]\n",
  );
});
