/** Timers of a program, where it waits for what the host sends. */
import assert from "node:assert/strict";
import { pysandbox, start } from "./command.ts";
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

Deno.test("sleeps, timers and waits take the numbers of seconds that CPython takes, and say the same of others", async () => {
  const code = `
import signal, time
from decimal import Decimal
class Index:
    def __index__(self): return 0
class Float:
    def __float__(self): return 0.0
class Wrong:
    def __index__(self): return "1"
values = "1", None, 1j, Decimal(1), Float(), Wrong(), 2**63, 10**30, 1e30, float("inf"), float("nan"), -0.5, Index(), False
def wait(value): signal.sigtimedwait([signal.SIGUSR1], value)
def timer(value): signal.setitimer(signal.ITIMER_REAL, value), signal.setitimer(signal.ITIMER_REAL, 0)
for wants in time.sleep, wait, timer:
    for value in values:
        try: wants(value)
        except (TypeError, ValueError, OverflowError) as error: print(error)
        except OSError as error: print(type(error).__name__)
        else: print("taken")
`;
  const { code: exit, stdout, stderr } = await pysandbox(["run", "-c", code]);
  const said = (negative: string) => [
    ...["str", "NoneType", "complex", "decimal.Decimal", "Float", "Wrong"].map((name) =>
      `'${name}' object cannot be interpreted as an integer or float`
    ),
    ...Array(4).fill("timestamp out of range for C PyTime_t"),
    "Invalid value NaN (not a number)",
    negative,
    ...["taken", "taken"],
  ];
  assert.deepEqual([exit, stdout.trimEnd().split("\n")], [0, [
    ...said("sleep length must be non-negative"),
    ...said("timeout must be non-negative"),
    ...said("ItimerError"),
  ]], stderr);
});
