/** The `package.json` of each npm package. */
import type { Target } from "../build/targets.ts";
import { TARGETS } from "../build/targets.ts";
import type { Release } from "../packages/contents.ts";

/** Node.js's name of each operating system. */
const SYSTEMS: Readonly<Record<Target["os"], string>> = {
  linux: "linux",
  macos: "darwin",
  windows: "win32",
};

const DESCRIPTION =
  "Runs untrusted Python safely: a sandbox process with hard limits, offline, that leaves nothing behind";

/** A manifest, as an object that JSON has. */
export type NpmManifest = Readonly<Record<string, unknown>>;

/** The package that has the executable for a target: `@pysandbox/linux-x64`, by Node.js's names. */
export function packageName(target: Target): string {
  const { system, processor } = machineOf(target);
  return `@pysandbox/${system}-${processor}`;
}

/** The manifest of the package with the client and the command. */
export function mainManifest(
  { version, ownLicense }: Pick<Release, "version" | "ownLicense">,
  repository: string | null,
): NpmManifest {
  return {
    name: "pysandbox",
    version,
    description: DESCRIPTION,
    keywords: ["sandbox", "python", "untrusted-code", "agents", "wasm", "pyodide"],
    license: ownLicense,
    ...placeOf(repository),
    type: "module",
    bin: { pysandbox: "npm/launcher.js" },
    exports: {
      ".": { types: "./npm/index.d.ts", default: "./npm/index.js" },
      "./package.json": "./package.json",
    },
    types: "./npm/index.d.ts",
    engines: { node: ">=20" },
    optionalDependencies: Object.fromEntries(
      TARGETS.map((target) => [packageName(target), version]),
    ),
  };
}

/** The manifest of a package with an executable. */
export function executableManifest(
  { version, license }: Pick<Release, "version" | "license">,
  target: Target,
  repository: string | null,
): NpmManifest {
  const { system, processor } = machineOf(target);
  return {
    name: packageName(target),
    version,
    description: `The executable of pysandbox for ${target.name}`,
    license,
    ...placeOf(repository),
    os: [system],
    cpu: [processor],
    ...(target.os === "linux" ? { libc: ["glibc"] } : {}),
    // An executable cannot be started out of an archive.
    preferUnplugged: true,
  };
}

function machineOf({ os, name }: Target): { system: string; processor: string } {
  return { system: SYSTEMS[os], processor: name.replace(/^.*-/, "") };
}

/** npm's provenance asks for the repository. */
function placeOf(repository: string | null): NpmManifest {
  if (repository === null) return {};
  return {
    repository: { type: "git", url: `git+${repository}.git` },
    homepage: `${repository}#readme`,
    bugs: `${repository}/issues`,
  };
}
