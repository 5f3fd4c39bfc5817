/** The versions of all that is inside. */
import config from "../../deno.json" with { type: "json" };
import type { EmbeddedEnvironment, EnvironmentFacts } from "../core/environment.ts";
import manifest from "../../assets/manifest.json" with { type: "json" };

/**
 * The deno.json of the project, or the one that compiling puts into its place in the executable.
 */
interface About {
  readonly version: string;
  /** What the executable was made from; nothing from source. */
  readonly commit?: string | null;
  /** The environment that the executable has as its default; nothing where it has none. */
  readonly packages?: EmbeddedEnvironment | null;
}

/** The version of each part. */
export interface Versions {
  readonly pysandbox: string;
  /** Null from source. */
  readonly commit: string | null;
  readonly python: string;
  readonly pyodide: string;
  readonly deno: string;
  readonly v8: string;
}

/** The versions of this pysandbox. */
export function versions({ version, commit = null }: About = config): Versions {
  const { python, version: pyodide } = manifest.pyodide;
  const { deno, v8 } = Deno.version;
  return { pysandbox: version, commit, python, pyodide, deno, v8 };
}

/** The environment that this pysandbox carries as its default; null where it has none. */
export function embeddedPackages({ packages = null }: About = config): EmbeddedEnvironment | null {
  return packages;
}

/** An environment as people read it: its name, its digest, and its packages. */
export function environmentText({ name, digest, packages }: EnvironmentFacts): string {
  const list = packages.map(({ name, version }) => `${name} ${version}`);
  return `packages of ${name} (${digest}): ${list.join(", ")}`;
}

/** What `--version` prints. */
export function versionText(about: About = config): string {
  const { pysandbox, commit, python, pyodide, deno, v8 } = versions(about);
  const origin = commit === null ? "from source" : `commit ${commit}`;
  const own = `pysandbox ${pysandbox} (${origin}, Python ${python}, Pyodide ${pyodide}, ` +
    `Deno ${deno}, V8 ${v8})`;
  const embedded = embeddedPackages(about);
  return embedded === null ? own : `${own}\n${environmentText(embedded)}`;
}
