/** The versions of all that is inside. */
import config from "../../deno.json" with { type: "json" };
import manifest from "../../assets/manifest.json" with { type: "json" };

/** What `--version` prints. */
export function versionText(): string {
  const { version } = config;
  const { python, version: pyodide } = manifest.pyodide;
  return `pysandbox ${version} (Python ${python}, Pyodide ${pyodide}, ` +
    `Deno ${Deno.version.deno}, V8 ${Deno.version.v8})`;
}
