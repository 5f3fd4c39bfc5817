/** What a wheel says about itself: core metadata 2.4. */
import type { Release } from "../packages/contents.ts";

/** Extras, each with what it asks for: `ray: ["ray>=2"]`. */
export const EXTRAS: Readonly<Record<string, readonly string[]>> = {
  dask: ["distributed>=2025.1"],
  ray: ["ray[data]>=2.40"],
};

/** The files below `licenses/` of the wheel's own description. */
export const LICENSE_FILES = { own: "LICENSE", all: "NOTICES.txt" } as const;

const SUMMARY =
  "Runs untrusted Python safely: a sandbox process with hard limits, offline, that leaves nothing behind";

const CLASSIFIERS: readonly string[] = [
  "Development Status :: 4 - Beta",
  "Environment :: Console",
  "Intended Audience :: Developers",
  "Operating System :: MacOS",
  "Operating System :: Microsoft :: Windows",
  "Operating System :: POSIX :: Linux",
  "Programming Language :: Python :: 3",
  "Programming Language :: Python :: 3 :: Only",
  "Topic :: Scientific/Engineering :: Artificial Intelligence",
  "Topic :: Security",
  "Topic :: Software Development :: Interpreters",
  "Typing :: Typed",
];

/** What the metadata is made from. */
export interface MetadataInput extends Pick<Release, "version" | "license"> {
  /** In Markdown. */
  readonly description: string;
  /** The address of the repository; null if it is not known. */
  readonly repository: string | null;
  readonly extras?: typeof EXTRAS;
}

/** The file `METADATA`. */
export function metadataText(
  { version, license, description, repository, extras = EXTRAS }: MetadataInput,
): string {
  const fields: [name: string, value: string][] = [
    ["Metadata-Version", "2.4"],
    ["Name", "pysandbox"],
    ["Version", version],
    ["Summary", SUMMARY],
    ["Keywords", "sandbox,untrusted code,agents,code execution,wasm,pyodide"],
    ["License-Expression", license],
    ...Object.values(LICENSE_FILES).map((file): [string, string] => ["License-File", file]),
    ...CLASSIFIERS.map((classifier): [string, string] => ["Classifier", classifier]),
    ...projectUrls(repository, version),
    // What the client is tested with.
    ["Requires-Python", ">=3.9"],
    ...Object.entries(extras).flatMap(([extra, wanted]): [string, string][] => [
      ["Provides-Extra", extra],
      ...wanted.map((one): [string, string] => ["Requires-Dist", `${one}; extra == '${extra}'`]),
    ]),
    ["Description-Content-Type", "text/markdown"],
  ];
  return `${fields.map(([name, value]) => `${name}: ${value}\n`).join("")}\n${description}`;
}

function projectUrls(repository: string | null, version: string): [string, string][] {
  if (repository === null) return [];
  const pages = `${repository}/blob/v${version}`;
  return [
    ["Project-URL", `Source, ${repository}`],
    ["Project-URL", `Documentation, ${pages}/README.md`],
    ["Project-URL", `Changelog, ${pages}/CHANGELOG.md`],
    ["Project-URL", `Security, ${pages}/SECURITY.md`],
  ];
}
