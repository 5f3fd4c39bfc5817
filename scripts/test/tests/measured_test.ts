import assert from "node:assert/strict";
import { costOf, processorSeconds, TIMED } from "../measured.ts";

Deno.test({
  name: "the processor time of a command is read from what the shell says of it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const busy = "while (process.cpuUsage().user < 200_000);";
    const words = [Deno.execPath(), "eval", `console.log("printed"); ${busy} Deno.exit(3)`];
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", TIMED, "sh", ...words],
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.deepEqual([code, text.split("\n")[0]], [3, "printed"]);
    const seconds = processorSeconds(text);
    assert.ok(seconds >= 0.2 && seconds < 30, `${seconds} s`);
  },
});

Deno.test("processor times are those of all that was waited for, and nothing else is taken for them", () => {
  assert.equal(processorSeconds("ok\n0m0.01s 0m0.02s\n1m2.50s 0m0.25s\n"), 62.75);
  assert.throws(() => processorSeconds("ok | 3 passed\n"), {
    message: "tests: expected processor times; got 'ok | 3 passed'",
  });
});

Deno.test("a file costs what it computes, or its share of the processors for as long as it waits", () => {
  assert.equal(costOf(24, 30, 0.5), 24);
  assert.equal(costOf(1, 12, 0.5), 6);
});
