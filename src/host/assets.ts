/**
 * TRUSTED. From source, what an executable carries is made on first use, and made again when what it is made of changes: the assets,
 * and, for the one command that uses it, the SDK.
 */
import { filePath } from "../core/file_path.ts";
import { InternalError } from "../core/errors.ts";

const ROOT = new URL("../../", import.meta.url);

const BUILD = new URL("assets/build/", ROOT);

/** Files, and folders of files, that the assets are made from. */
const ASSET_INPUTS = [
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
  "src/jail/system_calls.ts",
  "src/link/symbols.ts",
  "src/packages/resolver/",
  "src/pack/",
  "src/wasm/",
  "src/wire/bounds.ts",
] as const;

/** Those that the SDK's bundle is made from. */
const SDK_INPUTS = ["deno.json", "deno.lock", "scripts/mcp/"] as const;

/** Something that is made by a task. */
interface Made {
  readonly inputs: readonly string[];
  /** The file, in `assets/build/`, that says what it was made from. */
  readonly index: string;
  readonly task: string;
  /** What a user is told while it is made. */
  readonly notice: string;
  /** What could not be made, for an error. */
  readonly name: string;
}

const ASSETS: Made = {
  inputs: ASSET_INPUTS,
  index: "index.json",
  task: "assets",
  notice: "preparing Python (first use, or its sources changed); this takes some seconds",
  name: "the assets",
};

const SDK: Made = {
  inputs: SDK_INPUTS,
  index: "mcp.json",
  task: "mcp-sdk",
  notice: "bundling the SDK for MCP (first use, or its version changed); this takes some seconds",
  name: "the bundle of the SDK for MCP",
};

/** Names, sizes and times of all inputs of the assets: changes whenever one of them does. */
export function inputsFingerprint(): string {
  return fingerprintOf(ASSETS);
}

/** The same of the SDK's bundle. */
export function sdkFingerprint(): string {
  return fingerprintOf(SDK);
}

/** Whether the assets are there, and belong to these sources. */
export function areAssetsMade(): boolean {
  return isMade(ASSETS);
}

/**
 * Makes the assets if they are missing or stale. A compiled executable carries them and never comes here.
 *
 * @param say tells the user, in one line, what takes so long.
 * @throws {InternalError} where they cannot be made.
 */
export async function ensureAssets(say: (line: string) => void): Promise<void> {
  await ensure(ASSETS, say);
}

/** Bundles the SDK for MCP, likewise. @throws {InternalError} */
export async function ensureSdk(say: (line: string) => void): Promise<void> {
  await ensure(SDK, say);
}

function fingerprintOf({ inputs }: Made): string {
  const files = inputs.flatMap((input) =>
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

async function ensure(made: Made, say: (line: string) => void): Promise<void> {
  const { index, task, notice, name } = made;
  if (isMade(made)) return;
  const fingerprint = fingerprintOf(made);
  Deno.mkdirSync(BUILD, { recursive: true });
  using lock = Deno.openSync(new URL("lock", BUILD), { write: true, create: true });
  await lock.lock(true);
  // Another run may have made it while this one waited.
  if (madeFrom(index) === fingerprint) return;
  say(notice);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", filePath(new URL("deno.json", ROOT)), task],
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success || madeFrom(index) !== fingerprint) {
    const lines = new TextDecoder().decode(stderr).split("\n");
    const error = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1)!;
    const detail = error.replace(/^error: (Uncaught \(in promise\) )?(Error: )?/, "");
    throw new InternalError(`${name} could not be made: ${detail} (try 'deno task ${task}')`);
  }
}

function isMade(made: Made): boolean {
  return madeFrom(made.index) === fingerprintOf(made);
}

function madeFrom(index: string): string | null {
  try {
    const text = Deno.readTextFileSync(new URL(index, BUILD));
    return (JSON.parse(text) as { inputs?: string }).inputs ?? null;
  } catch {
    return null;
  }
}
