/** Downloads the pyperformance suite from PyPI, once, into the project's `.cache/`, and checks its SHA-256. */
import { CannotMeasure } from "./cannot_measure.ts";
import { type CommandLine, ROOT, run } from "./command.ts";

/** The version of the suite whose programs are run. */
export const VERSION = "1.14.0";

const WHEEL = `pyperformance-${VERSION}-py3-none-any.whl`;
const SHA256 = "94068ac2935b6952ccb5e8a302eb9cebc26e82454494bef6e53822738adf0049";
const CACHE = new URL(".cache/", ROOT);

/**
 * The folder with the suite's benchmarks. A wheel is only data: downloading it runs nothing of it.
 *
 * @throws {CannotMeasure} if it is neither in the cache nor available.
 */
export async function benchmarksFolder(python: CommandLine): Promise<URL> {
  const wheel = new URL(WHEEL, CACHE);
  const folder = new URL(`pyperformance-${VERSION}/`, CACHE);
  if (await digestOf(wheel) !== SHA256) await download(python);
  const digest = await digestOf(wheel);
  if (digest !== SHA256) {
    throw new CannotMeasure(`${WHEEL}: expected SHA-256 ${SHA256}, got ${digest ?? "no file"}`);
  }
  // Always unpacked again: what runs must be what has the digest.
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await run(python, ["-m", "zipfile", "-e", wheel.pathname, folder.pathname]);
  return new URL("pyperformance/data-files/benchmarks/", folder);
}

async function download(python: CommandLine): Promise<void> {
  await Deno.mkdir(CACHE, { recursive: true });
  const argv = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"];
  try {
    await run(python, [...argv, "--dest", CACHE.pathname, `pyperformance==${VERSION}`]);
  } catch (error) {
    const why = (error as Error).message.split("\n").at(-1);
    throw new CannotMeasure(`pip cannot download pyperformance ${VERSION}: ${why}`);
  }
}

async function digestOf(file: URL): Promise<string | null> {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
    return new Uint8Array(digest).toHex();
  } catch {
    return null;
  }
}
