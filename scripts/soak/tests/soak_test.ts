/** A short soak: a few dozen hostile runs, several at a time, and nothing is left of them. `deno task soak` runs many more. */
import assert from "node:assert/strict";

const IS_UNIX = Deno.build.os !== "windows";

for (const form of ["command", "in-process"]) {
  Deno.test({
    name: `of 24 hostile runs, 4 at once, nothing is left and every verdict is right: ${form}`,
    ignore: !IS_UNIX,
    fn: async () => {
      const { code, lines } = await soak("--runs", "24", "--at-once", "4", "--form", form);
      assert.match(lines.at(-1)!, new RegExp(`^soak: ${form}: all right; `), lines.join("\n"));
      const counts = [...lines.at(-1)!.matchAll(/":(\d+)/g)].map(([, count]) => Number(count));
      assert.equal(counts.reduce((sum, count) => sum + count, 0), 24);
      assert.equal(code, 0);
    },
  });
}

Deno.test({
  name:
    "of 500 requests to one server, each is answered once and as it should be, and nothing is left",
  ignore: !IS_UNIX,
  fn: async () => {
    const argv = ["--form", "serve", "--runs", "500", "--fresh", "20"];
    const { code, lines } = await soak(...argv);
    assert.match(lines.at(-1)!, /^soak: serve: all right; /, lines.join("\n"));
    const counts = [...lines.at(-1)!.matchAll(/":(\d+)/g)].map(([, count]) => Number(count));
    const answers = counts.reduce((sum, count) => sum + count, 0);
    // Besides them, the server answered pings.
    assert.ok(answers > 500, `${answers} answers`);
    assert.equal(code, 0);
  },
});

Deno.test({
  name: "of 300 programs, each in a fork of its own, each is answered as it should be",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, lines } = await soak("--form", "forks", "--runs", "300");
    assert.match(lines.at(-1)!, /^soak: forks: all right; .*"failed":0/, lines.join("\n"));
    assert.equal(code, 0);
  },
});

Deno.test("a wrong word is refused with what was expected", { ignore: !IS_UNIX }, async () => {
  const refused = await soak("--runs", "0");
  assert.equal(refused.lines.join("\n"), "soak: --runs: expected a whole number from 1; got '0'");
  assert.equal(refused.code, 2);
  const none = await soak("--form", "serve", "--fresh", "none");
  assert.equal(none.lines.join("\n"), "soak: --fresh: expected a whole number from 1; got 'none'");
  assert.equal(none.code, 2);
  const unknown = await soak("--form", "repl");
  assert.equal(
    unknown.lines.join("\n"),
    "soak: --form: expected command, in-process, serve, forks; got 'repl'",
  );
  assert.equal(unknown.code, 2);
});

async function soak(...argv: string[]): Promise<{ code: number; lines: readonly string[] }> {
  const script = new URL("../main.ts", import.meta.url).href;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", script, ...argv],
    stderr: "null",
  }).output();
  return { code, lines: new TextDecoder().decode(stdout).trimEnd().split("\n") };
}
