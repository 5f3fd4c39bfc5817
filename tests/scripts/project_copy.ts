/** A copy of the project that a test may damage. */

const ROOT = new URL("../../", import.meta.url);

/** All that the notices are made from; no images of Python, which are large. */
const PARTS = ["cli.ts", "deno.json", "deno.lock", "LICENSE", "src", "scripts", "assets"];

const LEFT_OUT = "assets/build";

/** Copies the project into a new folder, which is gone when the returned object is disposed of. */
export async function copyProject(): Promise<
  { path: string; [Symbol.asyncDispose](): Promise<void> }
> {
  const path = await Deno.makeTempDir();
  for (const part of PARTS) await copy(part, path);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function copy(part: string, target: string): Promise<void> {
  if (part === LEFT_OUT) return;
  const source = new URL(part, ROOT);
  if ((await Deno.stat(source)).isFile) {
    await Deno.copyFile(source, `${target}/${part}`);
    return;
  }
  await Deno.mkdir(`${target}/${part}`);
  for await (const { name } of Deno.readDir(source)) await copy(`${part}/${name}`, target);
}
