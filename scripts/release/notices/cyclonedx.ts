/** The bill of materials as a CycloneDX 1.6 document (ECMA-424). Pure: the same inventory gives the same document. */
import type { PackageVersion } from "../../../src/core/environment.ts";
import type { Crate } from "./crates.ts";
import type { Inventory, Item } from "./inventory.ts";

/** What is known only after the executables were built. */
export interface Build {
  /** Seconds since 1970; null omits the time. */
  readonly epoch: number | null;
  /** SHA-512 of npm packages, by `name@version`, as `deno.lock` has them: `sha512-BASE64`. */
  readonly integrity: Readonly<Record<string, string>>;
  readonly executables: readonly { readonly name: string; readonly sha256: string }[];
  /** Where the crates were found: the executables, or the Deno that compiles. */
  readonly crates: readonly Crate[];
  /** Those of the environment that the executables have as their default; left out where they have none. */
  readonly packages?: readonly PackageVersion[];
}

interface Hash {
  readonly alg: "SHA-256" | "SHA-512";
  readonly content: string;
}

/** A component of the document, as far as it is used here. */
export interface BomComponent {
  readonly type: "application" | "library" | "framework" | "data" | "file";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly purl?: string;
  readonly licenses?: readonly ({ license: { id: string } } | { expression: string })[];
  readonly hashes?: readonly Hash[];
  readonly externalReferences?: readonly { type: "website"; url: string }[];
  readonly components?: readonly BomComponent[];
  readonly evidence?: unknown;
}

/** A whole document. */
export interface Bom {
  readonly $schema: string;
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly version: 1;
  readonly metadata: {
    readonly timestamp?: string;
    readonly lifecycles: readonly { phase: "build" }[];
    readonly component: BomComponent;
  };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { ref: string; dependsOn: readonly string[] }[];
  readonly compositions: readonly { aggregate: "incomplete"; assemblies: readonly string[] }[];
}

/** The components to which the others of their part belong. */
const HEADS: Readonly<Partial<Record<Item["part"], string>>> = {
  base: "base/Deno",
  python: "python/Pyodide",
};

const OWN = "pysandbox";

/** The document. */
export function toCycloneDx(inventory: Inventory, build: Build): Bom {
  const { own, items } = inventory;
  const refs = (part: Item["part"]) =>
    items.filter((item) => item.part === part).map(refOf).filter((ref) => ref !== HEADS[part]);
  const crates = build.crates.map(crateComponent);
  const packages = (build.packages ?? []).map(packageComponent);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      ...(build.epoch === null ? {} : { timestamp: timestamp(build.epoch) }),
      lifecycles: [{ phase: "build" }],
      component: {
        type: "application",
        "bom-ref": OWN,
        name: "pysandbox",
        version: own.version,
        purl: `pkg:generic/pysandbox@${own.version}`,
        licenses: licenses(own.license),
        ...(build.executables.length === 0 ? {} : {
          components: build.executables.map(({ name, sha256 }) => fileComponent(OWN, name, sha256)),
        }),
      },
    },
    components: [
      ...items.map((item) => itemComponent(item, inventory, build)),
      ...crates,
      ...packages,
    ],
    dependencies: [
      {
        ref: OWN,
        dependsOn: [
          ...Object.values(HEADS),
          ...refs("data"),
          ...refs("npm"),
          ...packages.map((one) => one["bom-ref"]),
        ],
      },
      {
        ref: HEADS.base!,
        dependsOn: [...refs("base"), ...crates.map((crate) => crate["bom-ref"])],
      },
      { ref: HEADS.python!, dependsOn: refs("python") },
    ],
    compositions: [{ aggregate: "incomplete", assemblies: [HEADS.base!] }],
  };
}

function refOf({ part, name }: Item): string {
  return `${part}/${name}`;
}

function itemComponent(item: Item, { manifest }: Inventory, build: Build): BomComponent {
  const { name, part, version, license, what, home, purl } = item;
  const group = Object.values(manifest).find(({ version: embedded, files }) =>
    embedded === version && files.every((file) => item.files.includes(file.name))
  );
  const [, id] = /^pkg:npm\/(.+)$/.exec(decodeURIComponent(purl ?? "")) ?? [];
  const integrity = id === undefined ? undefined : build.integrity[id];
  return {
    type: part === "data" ? "data" : refOf(item) === HEADS.base ? "framework" : "library",
    "bom-ref": refOf(item),
    name,
    ...(version === null ? {} : { version }),
    description: what,
    ...(license === null ? {} : { licenses: licenses(license) }),
    ...(integrity === undefined ? {} : { hashes: [hashOfIntegrity(integrity)] }),
    ...(purl === null ? {} : { purl }),
    externalReferences: [{ type: "website", url: home }],
    ...(group === undefined ? {} : {
      components: group.files.map((file) => fileComponent(refOf(item), file.name, file.sha256)),
    }),
  };
}

function crateComponent({ name, version }: Crate): BomComponent {
  const purl = `pkg:cargo/${name}@${version.replaceAll("+", "%2B")}`;
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    evidence: {
      identity: [{ field: "purl", methods: [{ technique: "binary-analysis", confidence: 0.9 }] }],
    },
  };
}

/** Its licence is among its own files: nobody has looked at it. */
function packageComponent({ name, version }: PackageVersion): BomComponent {
  const purl = `pkg:pypi/${name}@${version.replaceAll("+", "%2B").replaceAll("!", "%21")}`;
  return { type: "library", "bom-ref": purl, name, version, purl };
}

function fileComponent(owner: string, name: string, sha256: string): BomComponent {
  return {
    type: "file",
    "bom-ref": `${owner}/${name}`,
    name,
    hashes: [{ alg: "SHA-256", content: sha256 }],
  };
}

function licenses(expression: string): NonNullable<BomComponent["licenses"]> {
  const isId = /^[\w.-]+$/.test(expression) && !expression.startsWith("LicenseRef-");
  return [isId ? { license: { id: expression } } : { expression }];
}

function hashOfIntegrity(integrity: string): Hash {
  const [, base64] = /^sha512-(.+)$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`deno.lock: expected sha512-BASE64, got ${integrity}`);
  return { alg: "SHA-512", content: Uint8Array.fromBase64(base64).toHex() };
}

function timestamp(epoch: number): string {
  return new Date(epoch * 1000).toISOString().replace(".000Z", "Z");
}
