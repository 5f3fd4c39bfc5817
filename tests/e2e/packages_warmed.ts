/** Makes warmed-up environments by the real command, in a folder of their own, for tests. */
import assert from "node:assert/strict";
import { nativeModule, SUFFIX, TAGS, wheel, type WheelFiles } from "../packages/make_wheel.ts";
import { type Finished, pysandbox } from "./command.ts";

/** Where they are made; removed at the end. */
export const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
/** The wheels that they are made of. */
export const wheels = `${folder}/wheels`;

async function put(name: string, project: string, version: string, files: WheelFiles) {
  await Deno.mkdir(wheels, { recursive: true });
  await Deno.writeFile(`${wheels}/${name}.whl`, wheel(project, version, files));
}

await put("pure-1.2-py3-none-any", "pure", "1.2", {
  "pure/__init__.py": "import os\nenviron = dict(os.environ)\ncache = {}\n",
});
await put("chance-1-py3-none-any", "chance", "1", {
  "chance/__init__.py": "import random\nrng = random.Random()\nfixed = random.Random(1)\n" +
    "class Own(random.Random): pass\nown = Own()\nfixed_later = random.Random()\nfixed_later.seed(2)\n",
  "chance/token.py": "import os, secrets\ntoken = os.urandom(8)\nother = secrets.token_bytes(4)\n",
});
await put(`native_one-3.0-${TAGS}`, "native_one", "3.0", {
  [`native_one/_n${SUFFIX}`]: nativeModule("_n"),
  "native_one/__init__.py": "from ._n import answer\n",
});

/** Makes an environment, warmed up by a program. */
export async function build(
  output: string,
  program: string,
  packages: readonly string[],
  name = "warm.py",
): Promise<Finished> {
  await Deno.writeTextFile(`${folder}/${name}`, program);
  const warm = ["--warm", `${folder}/${name}`];
  return await pysandbox(
    ["packages", "build", "--wheels", wheels, ...warm, "-o", output, ...packages],
  );
}

/** What a program prints that has an environment. */
export async function printed(
  environment: string,
  code: string,
  ...options: string[]
): Promise<string> {
  const { code: status, stdout, stderr } = await pysandbox(
    ["run", "-p", environment, ...options, "-c", code],
  );
  assert.deepEqual([status, stderr], [0, ""], code);
  return stdout;
}

/** A program that leaves something of each kind. */
export const WARM = `
import contextvars, decimal, json, os, sys, textwrap, xml.dom.minidom
import pure, native_one, importlib.metadata
pure.cache["answer"] = native_one.answer()
pure.cache["version"] = importlib.metadata.version("pure")
pure.cache["main"] = lambda: left
left = "a name of its own"
decimal.getcontext().prec = 5
pure.cache["variable"] = contextvars.ContextVar("variable")
pure.cache["variable"].set("a value of its own")
os.environ["LEFT"] = "behind"
sys.argv.append("more")
sys.stdout = None
with open("scratch", "w") as file: file.write("text")
os.remove("scratch")
sys.path.append("/lib/more")
`;

/** What the command says of a program that cannot warm up, with what that has written. */
export async function refused(program: string, ...packages: string[]): Promise<string> {
  const output = `${folder}/refused.env`;
  const { code, stdout, stderr } = await build(output, program, ["pure", ...packages]);
  assert.deepEqual([code, stdout], [1, ""], stderr);
  await assert.rejects(Deno.stat(output));
  await assert.rejects(Deno.stat(`${output}.new`));
  return stderr.replaceAll(`${folder}/`, "");
}
