/** The npm packages that the executable contains, with the licences that they carry. */
import { denoInfo, npmCache, packageFolder } from "../../assets/npm_cache.ts";
import type { LicenseText } from "./index.ts";

/** The part of `deno info --json FILE` that is used here. */
export interface ModuleGraph {
  readonly modules: readonly {
    readonly kind?: string;
    readonly specifier: string;
    readonly npmPackage?: string;
  }[];
  readonly npmPackages?: Readonly<Record<string, PackageNode>>;
}

interface PackageNode {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
}

/** An npm package with its own notices. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly texts: readonly LicenseText[];
}

/**
 * The packages that the graph needs, directly or through others, sorted by name.
 *
 * @throws if a module comes from somewhere without a licence: neither this project, npm, nor Deno.
 */
export function packagesOf(graph: ModuleGraph): PackageNode[] {
  const stray = graph.modules.find(({ specifier }) => !/^(?:file|npm|node):/.test(specifier));
  if (stray !== undefined) {
    throw new Error(`${stray.specifier} would be embedded, and its licence is not known`);
  }
  const found = new Map<string, PackageNode>();
  const visit = (id: string) => {
    const node = graph.npmPackages?.[id];
    if (node === undefined) throw new Error(`deno info does not describe ${id}`);
    if (found.has(id)) return;
    found.set(id, node);
    node.dependencies.forEach(visit);
  };
  for (const { npmPackage } of graph.modules) if (npmPackage !== undefined) visit(npmPackage);
  return [...found.keys()].sort().map((id) => found.get(id)!);
}

/** Reads a package's licence. @throws if it names none, or contains no text. */
export async function readPackage(node: PackageNode, folder: URL): Promise<NpmPackage> {
  const id = `${node.name} ${node.version}`;
  const description = JSON.parse(await Deno.readTextFile(new URL("package.json", folder)));
  const { license } = description as { license?: unknown };
  const names = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => name).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name)).sort();
  if (typeof license !== "string" || names.length === 0) {
    throw new Error(`${id} would be embedded, and carries no licence`);
  }
  const texts = await Promise.all(names.map(async (name) => ({
    source: `npm package ${id}: ${name}`,
    text: await Deno.readTextFile(new URL(name, folder)),
  })));
  return { name: node.name, version: node.version, license, texts };
}

/** All npm packages that the modules of `entries` consist of. */
export async function embeddedPackages(
  root: URL,
  entries: readonly string[],
): Promise<NpmPackage[]> {
  const cache = await npmCache(root);
  const found = new Map<string, PackageNode>();
  for (const entry of entries) {
    const graph: ModuleGraph = JSON.parse(await denoInfo(root, entry));
    for (const node of packagesOf(graph)) found.set(`${node.name}@${node.version}`, node);
  }
  return await Promise.all(
    [...found.keys()].sort().map((id) => {
      const node = found.get(id)!;
      return readPackage(node, packageFolder(cache, node.name, node.version));
    }),
  );
}
