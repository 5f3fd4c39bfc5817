/** Corpora for tests: folders that are removed afterwards. */
import { dirname, join } from "node:path";

/** A temporary folder with these files. */
export function corpusFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  for (const [name, content] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(path, name)), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(join(path, name), content);
    else Deno.writeFileSync(join(path, name), content);
  }
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
