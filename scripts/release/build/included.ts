/** Makes what is embedded besides modules: the assets, the SDK for MCP, and the licences of everything inside. */
import { InternalError } from "../../../src/core/errors.ts";
import { ensureAssets, ensureSdk } from "../../../src/host/assets.ts";
import { BuildError } from "./build_error.ts";
import { INCLUDED, PACK } from "./compile_arguments.ts";
import { runDeno } from "./deno.ts";

/**
 * Makes assets and bundle if they do not belong to these sources, and the notices in any case.
 *
 * @param say is told what takes so long.
 * @throws {BuildError} if one cannot be made.
 */
export async function makeIncluded(root: URL, say: (line: string) => void): Promise<void> {
  try {
    await ensureAssets(say);
    await ensureSdk(say);
  } catch (error) {
    if (error instanceof InternalError) throw new BuildError(error.message);
    throw error;
  }
  const { success, stderr } = await runDeno(["task", "--quiet", "notices"], root);
  if (!success) throw new BuildError("deno task notices failed, see above", stderr);
  await checkIncluded(root);
}

/** @throws {BuildError} if one is missing: an asset that was made once may have been deleted. */
export async function checkIncluded(root: URL): Promise<void> {
  for (const path of [...INCLUDED, PACK]) {
    const size = await Deno.stat(new URL(path, root)).then(({ size }) => size, () => 0);
    if (size > 0) continue;
    throw new BuildError(
      `${path} is missing or empty; 'deno task assets' or 'deno task mcp-sdk' makes it again`,
    );
  }
}
