/** TRUSTED code that reads hostile bytes: a wheel, and what of it comes into `site-packages`. */
import { messageOf } from "../core/errors.ts";
import { PackageError } from "./package_error.ts";
import { readZip } from "./zip.ts";

/** What the name of a wheel's file says (PEP 427). */
export interface WheelName {
  readonly file: string;
  /** As it is compared: in small letters, with hyphens. */
  readonly project: string;
  readonly version: string;
  /** For which interpreters, ABIs and platforms it is. */
  readonly tags: string;
  /** Whether the sandbox can have it. */
  readonly isUsable: boolean;
}

/** The platform of PEP 783 that the sandbox is. */
export const PLATFORM = "pyemscripten_2026_0_wasm32";

const NAME =
  /^([A-Za-z0-9._]+)-([A-Za-z0-9._!+]+)(?:-\d[A-Za-z0-9._]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/;

/** Longest path of a file, and longest name in it: what every system can have. */
const [MOST_PATH, MOST_NAME] = [1024, 255];

/** Reads the name of a wheel's file; null where it is none. */
export function readWheelName(file: string): WheelName | null {
  const match = NAME.exec(file);
  if (match === null) return null;
  const [, project, version, python, abi, platform] = match as unknown as [
    ...[
      all: string,
      project: string,
      version: string,
      python: string,
      abi: string,
      platform: string,
    ],
  ];
  const pythons = python.split(".");
  const isPure = pythons.includes("py3") && abi === "none" && platform === "any";
  const isNative = platform.split(".").includes(PLATFORM) &&
    (abi === "cp314" && pythons.includes("cp314") || abi === "abi3" && pythons.some(isOldEnough) ||
      abi === "none" && pythons.includes("py3"));
  return {
    ...{ file, project: normalized(project), version, tags: `${python}-${abi}-${platform}` },
    isUsable: isPure || isNative,
  };
}

/** Whether a tag is of a CPython whose stable ABI this one has. */
function isOldEnough(python: string): boolean {
  const match = /^cp3(\d{1,2})$/.exec(python);
  return match !== null && Number(match[1]) <= 14;
}

/** The name of a project as names are compared (PEP 503). */
export function normalized(project: string): string {
  return project.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/**
 * The files of a wheel by their paths in `site-packages`. Scripts, headers and data that would come elsewhere are left out.
 *
 * @throws {PackageError} where it cannot be read, or has a path that leads elsewhere.
 */
export function readWheel(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Map<string, Uint8Array<ArrayBuffer>> {
  try {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [name, contents] of readZip(bytes)) {
      checkPath(name);
      const path = sitePath(name);
      if (path === null) continue;
      if (files.has(path)) throw new PackageError(`it has '${path}' twice`);
      files.set(path, contents);
    }
    return files;
  } catch (error) {
    throw new PackageError(`${file}: ${messageOf(error)}`);
  }
}

/** Where a file of a wheel comes to stand; null where that is not in `site-packages`. */
function sitePath(name: string): string | null {
  const match = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name);
  if (match === null) return name;
  return match[1] === "purelib" || match[1] === "platlib" ? match[2]! : null;
}

function checkPath(path: string): void {
  const isGood = path.length <= MOST_PATH && ![...path].some((one) => one < " " || one === "\\") &&
    path.split("/").every((name) =>
      name !== "" && name !== "." && name !== ".." && name.length <= MOST_NAME
    );
  if (!isGood) throw new PackageError(`it has a file with the path ${JSON.stringify(path)}`);
}
