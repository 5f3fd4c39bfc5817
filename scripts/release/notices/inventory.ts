/** Everything that the executable contains, put together from the index, the npm packages and Deno itself. */
import { type Crate, cratesIn } from "./crates.ts";
import { type Component, type LicenseText, type Manifest, readIndex } from "./index.ts";
import { embeddedPackages } from "./packages.ts";
import { wheelLicenses } from "./wheel.ts";

/** One thing in the executable, with everything that has to be said about it. */
export interface Item {
  readonly name: string;
  readonly part: Component["part"] | "npm";
  readonly version: string | null;
  readonly license: string | null;
  readonly what: string;
  readonly home: string;
  readonly purl: string | null;
  readonly files: readonly string[];
  readonly texts: readonly LicenseText[];
}

/** The input of both the notices and the bill of materials. */
export interface Inventory {
  /** pysandbox itself. */
  readonly own: { readonly version: string; readonly license: string; readonly text: LicenseText };
  /** The Deno that compiles. */
  readonly deno: string;
  readonly items: readonly Item[];
  readonly crates: readonly Crate[];
  readonly manifest: Manifest;
}

/** Where what is embedded begins: the command, and what is bundled for it. */
const ENTRIES = ["cli.ts", "scripts/mcp/server_sdk.ts", "scripts/mcp/client_sdk.ts"] as const;

/** The versions of the base that compiles. */
export interface Base {
  readonly deno: string;
  readonly v8: string;
}

/**
 * @param base what compiled, if that is not what runs this.
 * @throws if something is embedded without a notice.
 */
export async function takeInventory(root: URL, base: Base = Deno.version): Promise<Inventory> {
  const assets = new URL("assets/", root);
  const { index, manifest, texts } = await readIndex(assets);
  const fill = filler(manifest, base);
  const items = await Promise.all(index.components.map(async (component): Promise<Item> => {
    const { name, part, license, what, home } = component;
    const version = component.version === null ? null : fill(component.version);
    const purl = component.purl === undefined ? null : fill(component.purl);
    const { files, texts: own } = component.wheel === undefined
      ? {
        files: component.files ?? [],
        texts: component.texts.map((file) => texts.get(file)!),
      }
      : await readWheel(assets, manifest, component.wheel);
    return { name, part, version, license, what, home, purl, files, texts: own };
  }));
  const packages = await embeddedPackages(root, ENTRIES);
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const { version, license } = config as { version: string; license: string };
  const text = await Deno.readTextFile(new URL("LICENSE", root));
  return {
    own: { version, license, text: { source: "LICENSE", text } },
    deno: base.deno,
    items: [
      ...items,
      ...packages.map(({ name, version, license, texts }): Item => ({
        ...{ name, part: "npm", version, license, texts, files: [] },
        what: "npm package",
        home: `https://www.npmjs.com/package/${name}`,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      })),
    ],
    crates: cratesIn(await Deno.readFile(Deno.execPath())),
    manifest,
  };
}

/** Inserts what only the build knows: `{deno}`, `{v8}`, and `{python}` and `{GROUP}` of the manifest. */
export function filler(
  manifest: Manifest,
  base: Base = Deno.version,
): (text: string) => string {
  const versions: Record<string, string | undefined> = {
    ...Object.fromEntries(Object.entries(manifest).map(([name, { version }]) => [name, version])),
    python: manifest.pyodide?.python,
    deno: base.deno,
    v8: base.v8.replace(/-.*$/, ""),
  };
  return (text) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const version = versions[name];
      if (version === undefined) throw new Error(`assets/licenses/index.json: what is {${name}}?`);
      return version;
    });
}

async function readWheel(
  assets: URL,
  manifest: Manifest,
  group: string,
): Promise<Pick<Item, "files" | "texts">> {
  const files = manifest[group]?.files.map(({ name }) => name) ?? [];
  const texts = await Promise.all(files.map(async (name) => {
    return wheelLicenses(name, await Deno.readFile(new URL(name, assets)));
  }));
  return { files, texts: texts.flat() };
}
