/**
 * What is embedded, and under which licences: `assets/licenses/index.json`, which is maintained by hand, and the texts
 * beside it. Everything that can be checked is checked, so that nothing is embedded without its notice.
 */

/** A work of others that the executable contains. */
export interface Component {
  readonly name: string;
  /** `base` is Deno's base executable, `python` what runs in the sandbox. */
  readonly part: "base" | "python" | "data";
  /** Null if it is unknown; `{deno}` and the like stand for versions that are known at build time. */
  readonly version: string | null;
  /** An SPDX expression; null if the component names none. */
  readonly license: string | null;
  /** Its purpose. */
  readonly what: string;
  readonly home: string;
  readonly purl?: string;
  /** Files of the manifest that it is a part of. */
  readonly files?: readonly string[];
  /** A key of the manifest: the component is that wheel, which carries its own licences. */
  readonly wheel?: string;
  /** Files beside the index. */
  readonly texts: readonly string[];
}

/** Where a committed text was copied from, word for word. */
export interface TextRecord {
  readonly source: string;
  readonly sha256: string;
}

export interface LicenseIndex {
  /** The versions in the manifest for which the components were looked up. */
  readonly describes: Readonly<Record<"pyodide" | "python", string>>;
  readonly components: readonly Component[];
  readonly texts: Readonly<Record<string, TextRecord>>;
}

interface ManifestGroup {
  readonly version: string;
  readonly source: string;
  readonly python?: string;
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

/** `assets/manifest.json`: groups of embedded files. */
export type Manifest = Readonly<Record<string, ManifestGroup>>;

/** A licence, word for word. */
export interface LicenseText {
  readonly source: string;
  readonly text: string;
}

/** Whatever in the index does not match the manifest or the folder: one sentence each. */
export function findGaps(
  index: LicenseIndex,
  manifest: Manifest,
  committed: readonly string[],
): string[] {
  const { pyodide } = manifest;
  const versions = { pyodide: pyodide?.version, python: pyodide?.python };
  const described = Object.entries(index.describes)
    .filter(([name, version]) => versions[name as keyof typeof versions] !== version)
    .map(([name, version]) =>
      `it describes ${name} ${version}, the manifest names ${
        versions[name as keyof typeof versions]
      } (look up what that is made of)`
    );
  const covered = new Set(
    index.components.flatMap(({ files = [], wheel }) =>
      wheel === undefined ? files : manifest[wheel]?.files.map(({ name }) => name) ?? []
    ),
  );
  const embedded = Object.values(manifest).flatMap(({ files }) => files.map(({ name }) => name));
  const uncovered = embedded.filter((name) => !covered.has(name))
    .map((name) => `no component is said to be in ${name}`);
  const unknown = [...covered].filter((name) => !embedded.includes(name))
    .map((name) => `the manifest has no ${name}`);
  const used = new Set(index.components.flatMap(({ texts }) => texts));
  const bare = index.components
    .filter(({ texts, license, wheel }) => texts.length === 0 && license !== null && !wheel)
    .map(({ name }) => `${name} has no text`);
  const unlisted = [...used].filter((name) => index.texts[name] === undefined)
    .map((name) => `${name} has no source and SHA-256`);
  const unused = Object.keys(index.texts).filter((name) => !used.has(name))
    .map((name) => `no component uses ${name}`);
  const strange = committed.filter((name) => index.texts[name] === undefined)
    .map((name) => `${name} is in the folder, but not in the index`);
  return [...described, ...uncovered, ...unknown, ...bare, ...unlisted, ...unused, ...strange];
}

/** The committed texts by their names. @throws if one is missing or was changed. */
export async function readTexts(
  folder: URL,
  records: LicenseIndex["texts"],
): Promise<Map<string, LicenseText>> {
  const texts = new Map<string, LicenseText>();
  for (const [name, { source, sha256 }] of Object.entries(records)) {
    const bytes = await Deno.readFile(new URL(name, folder)).catch(() => {
      throw new Error(`assets/licenses/${name} is missing`);
    });
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    if (digest !== sha256) {
      throw new Error(
        `assets/licenses/${name}: expected SHA-256 ${sha256}, got ${digest}; ` +
          "a licence is copied word for word: restore it, or copy it again and correct the index",
      );
    }
    texts.set(name, { source, text: new TextDecoder().decode(bytes) });
  }
  return texts;
}

/** The index, its texts and the manifest. @throws if they do not match. */
export async function readIndex(assets: URL): Promise<{
  index: LicenseIndex;
  manifest: Manifest;
  texts: Map<string, LicenseText>;
}> {
  const folder = new URL("licenses/", assets);
  const index: LicenseIndex = JSON.parse(await Deno.readTextFile(new URL("index.json", folder)));
  const manifest: Manifest = JSON.parse(await Deno.readTextFile(new URL("manifest.json", assets)));
  const committed = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name !== "index.json" && !name.startsWith(".")).sort();
  const gaps = findGaps(index, manifest, committed);
  if (gaps.length > 0) throw new Error(`assets/licenses/index.json: ${gaps.join("; ")}`);
  return { index, manifest, texts: await readTexts(folder, index.texts) };
}
