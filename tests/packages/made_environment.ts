/** Environments that the real command has made, of wheels that are put together here. */
import assert from "node:assert/strict";
import { pysandbox } from "../e2e/command.ts";
import { nativeModule, SUFFIX, TAGS, wheel } from "./make_wheel.ts";

/** Programs that use all of it, and what comes of them with `version`. */
export const USE = "import pure, native_one\n[pure.VERSION, native_one.answer()]";

/**
 * Makes an environment of `pure`, and of a native package.
 *
 * @param path of the file, in a folder that is there.
 * @param isNative whether it has that, whose linking takes seconds.
 */
export async function makeEnvironment(
  path: string,
  version = "1",
  isNative = true,
): Promise<void> {
  const wheels = `${path}.wheels`;
  await Deno.mkdir(wheels);
  await Deno.writeFile(
    `${wheels}/pure-${version}-py3-none-any.whl`,
    wheel("pure", version, {
      "pure/__init__.py": `VERSION = ${version}\n`,
      [`pure-${version}.dist-info/licenses/LICENSE`]: "Do as you like.\n",
    }, ["License-Expression: MIT-0"]),
  );
  if (isNative) {
    await Deno.writeFile(
      `${wheels}/native_one-3.0-${TAGS}.whl`,
      wheel("native_one", "3.0", {
        [`native_one/_n${SUFFIX}`]: nativeModule("_n"),
        "native_one/__init__.py": "from ._n import answer\n",
      }),
    );
  }
  const { code, stderr } = await pysandbox(["packages", "build", "--wheels", wheels, "-o", path]);
  assert.equal(code, 0, stderr);
}
