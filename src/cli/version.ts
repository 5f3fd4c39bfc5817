/** The versions of all that is inside. */
import config from "../../deno.json" with { type: "json" };
import manifest from "../../assets/manifest.json" with { type: "json" };

/**
 * The deno.json of the project, or the one that compiling puts into its place in the executable.
 */
interface About {
  readonly version: string;
  /** What the executable was made from; nothing from source. */
  readonly commit?: string;
}

/** What `--version` prints. */
export function versionText({ version, commit }: About = config): string {
  const { python, version: pyodide } = manifest.pyodide;
  const origin = commit === undefined ? "from source" : `commit ${commit}`;
  return `pysandbox ${version} (${origin}, Python ${python}, Pyodide ${pyodide}, ` +
    `Deno ${Deno.version.deno}, V8 ${Deno.version.v8})`;
}
