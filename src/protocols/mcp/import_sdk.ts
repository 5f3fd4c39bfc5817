/** TRUSTED. Imports a bundle of the SDK for MCP, by a name that Deno does not see: no command but `mcp` pays for it. */
import { rareContents, rareFile } from "../../core/build_folder.ts";

/** The module, which must have been bundled. */
export async function importSdk<Sdk>(name: "mcp_server.mjs" | "mcp_client.mjs"): Promise<Sdk> {
  const file = rareFile(name);
  if (!Deno.build.standalone) return await importFrom(file.href);
  // An executable has no modules but those of its bundle, and those that are their own address.
  const code = await rareContents(await Deno.readFile(file));
  return await importFrom(`data:text/javascript;base64,${code.toBase64()}`);
}

async function importFrom<Sdk>(url: string): Promise<Sdk> {
  const { sdk } = await import(url) as { sdk: Sdk };
  return sdk;
}
