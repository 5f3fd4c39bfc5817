/** A virtual environment of the machine's Python with packages from PyPI and the Python package of this project, for one test. */
import assert from "node:assert/strict";
import { pythonPackage } from "../../scripts/release/wheels/python_package.ts";
import { pathOf, sandboxCommand } from "./python.ts";

const IS_WINDOWS = Deno.build.os === "windows";

/** The machine's Python, which makes it. */
export const PYTHON = IS_WINDOWS ? "python" : "python3";

/** The clusters that are driven. */
export const RAY = "ray[data]==2.60.0";
export const DASK: readonly string[] = ["dask==2026.8.0", "distributed==2026.8.0"];

/** What a script has printed as its only line of JSON. Ray prints what its nodes log as well. */
// deno-lint-ignore no-explicit-any
export function foundIn(printed: string): any {
  return JSON.parse(printed.split("\n").find((line) => line.startsWith("{"))!);
}

/** How long a script may take, in milliseconds: also on a busy machine less than a test should wait for one that hangs. */
const LONGEST_MS = 1_800_000;

/** A virtual environment. Disposing of it removes it. */
export class Venv implements AsyncDisposable {
  readonly folder: string;
  readonly #python: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#python = IS_WINDOWS ? `${folder}/Scripts/python.exe` : `${folder}/bin/python`;
  }

  /** Makes one with these requirements. What cannot be installed here fails the test. */
  static async make(...requirements: readonly string[]): Promise<Venv> {
    const venv = new Venv(await Deno.makeTempDir());
    await venv.#run(PYTHON, ["-m", "venv", venv.folder]);
    await venv.run("-m", "pip", "install", "--quiet", "--prefer-binary", ...requirements);
    const target = `${venv.folder}/own/pysandbox`;
    await Deno.mkdir(target, { recursive: true });
    for (const [name, bytes] of await pythonPackage(new URL("../../", import.meta.url))) {
      await Deno.writeFile(`${target}/${name}`, bytes);
    }
    return venv;
  }

  /** What its Python prints, run with these words in the project's folder. PYSANDBOX_COMMAND has the words of the real command. */
  async run(...words: readonly string[]): Promise<string> {
    return await this.#run(this.#python, words);
  }

  async #run(command: string, words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...words],
      cwd: pathOf("."),
      env: {
        PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()),
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONPATH: `${this.folder}/own`,
        // What packages write into a home goes with it; what starts the server may look for its own there.
        ...(IS_WINDOWS
          ? {}
          : { HOME: this.folder, DENO_DIR: denoFolder(), PIP_CACHE_DIR: pipCache() }),
      },
      stdin: "null",
      signal: AbortSignal.timeout(LONGEST_MS),
    }).output();
    const decoder = new TextDecoder();
    const said = decoder.decode(stderr);
    assert.equal(code, 0, `${command} ${words.join(" ")}: ${said}\n${decoder.decode(stdout)}`);
    return decoder.decode(stdout).replaceAll("\r\n", "\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function denoFolder(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}

function pipCache(): string {
  return Deno.env.get("PIP_CACHE_DIR") ?? `${Deno.env.get("HOME")}/.cache/pip`;
}
