/** A jail that waits runs the program again that has warmed its environment up, and nothing of that is left. */
import assert from "node:assert/strict";
import { holdEnvironment } from "../../src/packages/hold_environment.ts";
import { build, folder } from "../e2e/packages_warmed.ts";
import { saidBySpare } from "../fixtures/spare.ts";

// Where a system cannot tell whether somebody asks, nothing is warmed up ahead.
const isLinux = Deno.build.os === "linux";

/** What a jail of the environment says of it. */
async function saidBy(path: string): Promise<string> {
  using environment = await holdEnvironment(path);
  return await saidBySpare("warming_again_jail.ts", (said) => said.endsWith("\n"), {
    place: environment.place,
  });
}

async function environmentOf(name: string, program: string): Promise<string> {
  const output = `${folder}/${name}.env`;
  const { code, stderr } = await build(output, program, ["pure"]);
  assert.equal(code, 0, stderr);
  return output;
}

for (
  const [what, program] of Object.entries({
    "computes": "import pure, json\npure.cache['x'] = json.loads('[1]')",
    "ends its interpreter when it runs again":
      "import os, pure\nif '__file__' not in globals(): os._exit(3)",
    "runs into a trap when it runs again":
      "import pure, ctypes\nif '__file__' not in globals(): ctypes.string_at(2 ** 31)",
    "wants input, time, files and memory when it runs again": `
import pure, os, signal, sys, time
if "__file__" not in globals():
    for action in (input, lambda: time.sleep(600), lambda: open("left", "w").write("x" * 100), lambda: bytes(2 ** 25)):
        try:
            action()
        except BaseException:
            pass
    print("x" * 100_000)
    sys.stderr.write("x" * 100_000)
    os.write(1, b"x")
`,
  })
) {
  Deno.test({
    name: `of a warm-up that ${what}, nothing is left`,
    ignore: !isLinux,
    fn: async () => {
      const path = await environmentOf("again", program);
      assert.equal(await saidBy(path), "something has run; nothing is left\n");
    },
  });
}
