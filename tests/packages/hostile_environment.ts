/** An environment whose native modules attack, made by the real command. */
import assert from "node:assert/strict";
import { pysandbox } from "../e2e/command.ts";
import { hostileWheel } from "./hostile_wheel.ts";

/** Makes it in a folder of its own, which is removed when the tests have run. @returns its path. */
export async function hostileEnvironment(): Promise<string> {
  const folder = await Deno.makeTempDir();
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const [file, bytes] = hostileWheel();
  await Deno.writeFile(`${folder}/${file}`, bytes);
  const path = `${folder}/hostile.env`;
  const { code, stderr } = await pysandbox(["packages", "build", "--wheels", folder, "-o", path]);
  assert.equal(code, 0, stderr);
  return path;
}
