/** The client of the bench: lines out, lines back, and the time of each. */
import assert from "node:assert/strict";
import { LineCutter, LineProcess } from "../line_process.ts";

/** A process of this Deno. */
function deno(code: string): LineProcess {
  const command = { name: "a script", path: Deno.execPath(), args: ["eval", "--no-config"] };
  return new LineProcess(command, [code]);
}

const ECHO = "await Deno.stdin.readable.pipeTo(Deno.stdout.writable);";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a stream is cut into lines wherever its chunks end, in characters too", () => {
  const whole = bytes('{"a": "\u00e9\u{1f40d}"}\n\nsecond\nbegun');
  for (let at = 0; at <= whole.length; at++) {
    const cutter = new LineCutter();
    const lines = [whole.slice(0, at), whole.slice(at)].flatMap((chunk) => cutter.cut(chunk));
    assert.deepEqual(lines, ['{"a": "\u00e9\u{1f40d}"}', "", "second"]);
    assert.deepEqual(cutter.cut(bytes(" and ended\n")), ["begun and ended"]);
  }
});

Deno.test("every line gets its answer, one at a time or more than a pipe holds at once", async () => {
  await using echo = deno(ECHO);
  assert.equal(await echo.ask("first"), "first");
  const asked = Array.from({ length: 20_000 }, (_, at) => `line ${at} ${"x".repeat(20)}`);
  const before = performance.now();
  const { lines, times } = await echo.askAll(asked);
  assert.deepEqual(lines, asked);
  assert.equal(times.length, asked.length);
  assert.ok(times.every((time, at) => time >= (times[at - 1] ?? before)));
  assert.equal(await echo.ask("last"), "last");
});

Deno.test("a process that ends instead of answering is named, with its last words", async () => {
  await using failing = deno(
    "Deno.stderr.writeSync(new TextEncoder().encode('no engine\\n')); Deno.exit(3);",
  );
  await assert.rejects(
    failing.ask("first"),
    new Error("a script ended with 3 while it was asked: no engine"),
  );
});

Deno.test("an answer too many is refused: all that follow would be of other requests", async () => {
  await using talkative = deno("Deno.stdout.writeSync(new TextEncoder().encode('1\\n2\\n'));");
  await assert.rejects(talkative.ask("first"), new Error("a script gave 2 lines for 1"));
});
