/** TRUSTED. From source, the assets are made on first use and made again when what they are made of changes. */
import { filePath } from "../core/file_path.ts";
import { InternalError } from "../core/errors.ts";

const ROOT = new URL("../../", import.meta.url);

const BUILD = new URL("assets/build/", ROOT);

/** Files, and folders of files, that the assets are made from. */
const INPUTS = [
  "assets/manifest.json",
  "assets/linkable.txt",
  "assets/usage.json",
  "scripts/assets/",
  "scripts/assets/stdlib/",
  "src/jail/python/_pysandbox/",
  "src/jail/cpython.ts",
  "src/jail/lazy_modules.ts",
  "src/jail/libraries.ts",
  "src/jail/site_files.ts",
  "src/link/symbols.ts",
  "src/pack/",
  "src/wasm/",
  "src/wire/bounds.ts",
] as const;

/** Names, sizes and times of all inputs: changes whenever one of them does. */
export function inputsFingerprint(): string {
  const files = INPUTS.flatMap((input) =>
    input.endsWith("/")
      ? [...Deno.readDirSync(new URL(input, ROOT))].filter(({ isFile }) => isFile)
        .map(({ name }) => input + name).sort()
      : [input]
  );
  return files.map((file) => {
    const { size, mtime } = Deno.statSync(new URL(file, ROOT));
    return `${file}:${size}:${mtime?.getTime()}`;
  }).join("\n");
}

/**
 * Makes the assets if they are missing or stale. A compiled executable carries them and never comes here.
 *
 * @param say tells the user, in one line, what takes so long.
 * @throws {InternalError} where they cannot be made.
 */
export async function ensureAssets(say: (line: string) => void): Promise<void> {
  const fingerprint = inputsFingerprint();
  if (madeFrom() === fingerprint) return;
  Deno.mkdirSync(BUILD, { recursive: true });
  using lock = Deno.openSync(new URL("lock", BUILD), { write: true, create: true });
  await lock.lock(true);
  // Another run may have made them while this one waited.
  if (madeFrom() === fingerprint) return;
  say("preparing Python (first use, or its sources changed); this takes some seconds");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", filePath(new URL("deno.json", ROOT)), "assets"],
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success || madeFrom() !== fingerprint) {
    const lines = new TextDecoder().decode(stderr).split("\n");
    const error = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1)!;
    const detail = error.replace(/^error: (Uncaught \(in promise\) )?(Error: )?/, "");
    throw new InternalError(`the assets could not be made: ${detail} (try 'deno task assets')`);
  }
}

function madeFrom(): string | null {
  try {
    const index = Deno.readTextFileSync(new URL("index.json", BUILD));
    return (JSON.parse(index) as { inputs?: string }).inputs ?? null;
  } catch {
    return null;
  }
}
