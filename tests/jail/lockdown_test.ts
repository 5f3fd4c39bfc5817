/** The jail's proof that its powers are gone finds each of them that is not. */
import assert from "node:assert/strict";

const NO_EVAL = "--v8-flags=--disallow-code-generation-from-strings";

async function proof(leftOut: string, flags: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...flags,
      new URL("../fixtures/lockdown.ts", import.meta.url).href,
      leftOut,
    ],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("a whole lockdown is proven, whatever the process was allowed before", async () => {
  assert.equal(await proof("nothing", [NO_EVAL, "--allow-all"]), "proven");
});

Deno.test("a permission that is left is found", async () => {
  for (
    const [flag, name] of [["--allow-read", "read"], ["--allow-net", "net"], ["--allow-ffi", "ffi"]]
  ) {
    assert.equal(
      await proof("permissions", [NO_EVAL, flag!]),
      `The permission '${name}' is still granted`,
    );
  }
});

Deno.test("a realm that is not emptied is found", async () => {
  assert.match(await proof("realm", [NO_EVAL]), /^The realm still has '\w+'$/);
});

Deno.test("an engine that makes code from strings is found", async () => {
  assert.equal(await proof("nothing", []), "The jail can still make code from strings");
});
