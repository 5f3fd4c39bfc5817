/** Bundles the SDKs that `pysandbox mcp` uses, each into one file in `assets/build/`, by the bundler that comes with Deno. */
import { fileURLToPath as toPath } from "node:url";
import { sdkFingerprint } from "../../src/host/assets.ts";

const root = new URL("../../", import.meta.url);

/** Without the parts for Node.js: its streams, and a checker of schemas that takes half of the whole. */
const PLATFORM = "browser";

async function bundle(entry: string, output: URL): Promise<void> {
  // A line that runs while this is made keeps the file that it has.
  const made = new URL(`${output.href}.new`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", PLATFORM, "--minify", "--output", toPath(made), entry],
    cwd: root,
    stdout: "null",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`${entry}: ${new TextDecoder().decode(stderr).trim()}`);
  await Deno.rename(made, output);
}

const build = new URL("assets/build/", root);
const inputs = sdkFingerprint();
await Deno.mkdir(build, { recursive: true });
await bundle("scripts/mcp/server_sdk.ts", new URL("mcp_server.mjs", build));
await bundle("scripts/mcp/client_sdk.ts", new URL("mcp_client.mjs", build));
await Deno.writeTextFile(new URL("mcp.json", build), JSON.stringify({ inputs }));
