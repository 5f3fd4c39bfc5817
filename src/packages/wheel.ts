/** TRUSTED code that reads hostile bytes: a wheel, and what of it comes into `site-packages`. */
import { messageOf } from "../core/errors.ts";
import { PackageError } from "./package_error.ts";
import { checkRecord } from "./record.ts";
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
  /^([A-Za-z0-9._]+)-([A-Za-z0-9._!+]+)(?:-\d[A-Za-z0-9._]*)?-([\w.]+)-([\w.]+)-([\w.]+)\.whl$/;

/** Longest path of a file, and longest name in it: what every system can have. */
const [MOST_PATH, MOST_NAME] = [1024, 255];

/** Control characters, backslashes, and the drives of Windows. */
// deno-lint-ignore no-control-regex
const UNUSUAL = /[\0-\x1f\\]|^[A-Za-z]:/;

/** Longest METADATA, and longest headers before its description. */
const [MOST_METADATA_BYTES, MOST_HEADER_BYTES] = [16 * 1024 * 1024, 256 * 1024];

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
 * @throws {PackageError} where it cannot be read, a file is not what the wheel's RECORD says, or a path leads elsewhere.
 */
export function readWheel(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Map<string, Uint8Array<ArrayBuffer>> {
  return naming(file, () => {
    const entries = readZip(bytes);
    for (const name of entries.keys()) checkPath(name);
    const info = infoFolder(file, entries);
    const contents = new Map(
      [...entries].map(([name, entry]) => [name, entry.contents()] as const),
    );
    checkFormat(contents.get(`${info}/WHEEL`));
    checkRecord(contents, info);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [name, bytes] of contents) {
      const path = sitePath(name);
      if (path === null) continue;
      if (files.has(path)) throw new PackageError(`it has '${path}' twice`);
      files.set(path, bytes);
    }
    return files;
  });
}

/**
 * The headers of a wheel's METADATA, without the description behind them. Nothing else of it is unpacked.
 *
 * @throws {PackageError} where they cannot be read.
 */
export function readHeaders(file: string, bytes: Uint8Array<ArrayBuffer>): string {
  return naming(file, () => {
    const entries = readZip(bytes);
    const entry = entries.get(`${infoFolder(file, entries)}/METADATA`);
    if (entry === undefined) throw new PackageError("it has no METADATA");
    if (entry.size > MOST_METADATA_BYTES) throw new PackageError("its METADATA is too long");
    return headersOf(entry.contents());
  });
}

/** The headers of METADATA. @throws {PackageError} where they are too long. */
export function headersOf(metadata: Uint8Array): string {
  const text = new TextDecoder().decode(metadata.subarray(0, MOST_HEADER_BYTES + 1));
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  if (end > MOST_HEADER_BYTES) throw new PackageError("its METADATA has headers that are too long");
  return text.slice(0, end);
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new PackageError(`${file}: ${messageOf(error)}`);
  }
}

/** The folder with a wheel's metadata, which has the wheel's name. */
function infoFolder(file: string, entries: ReadonlyMap<string, unknown>): string {
  const folders = new Set(
    [...entries.keys()].map((name) => name.split("/", 1)[0]!)
      .filter((name) => name.endsWith(".dist-info")),
  );
  const [folder, ...others] = folders;
  if (folder === undefined || others.length > 0) {
    throw new PackageError(`expected one folder *.dist-info; it has ${folders.size}`);
  }
  const project = normalized(folder.slice(0, Math.max(0, folder.indexOf("-"))));
  if (project !== readWheelName(file)?.project) {
    throw new PackageError(`its metadata is in '${folder}'`);
  }
  return folder;
}

/** @throws {PackageError} where the format of a wheel is one that came later. */
function checkFormat(wheel: Uint8Array | undefined): void {
  const text = new TextDecoder().decode(wheel?.subarray(0, MOST_HEADER_BYTES));
  const version = /^Wheel-Version:[ \t]*([^\s]*)/im.exec(text)?.[1] ?? "none";
  if (!/^1\.\d+$/.test(version)) {
    throw new PackageError(`expected a wheel of version 1.0; got ${version}`);
  }
}

/** Where a file of a wheel comes to stand; null where that is not in `site-packages`. */
function sitePath(name: string): string | null {
  const match = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name);
  if (match === null) return name;
  return match[1] === "purelib" || match[1] === "platlib" ? match[2]! : null;
}

function checkPath(path: string): void {
  const isGood = path.length <= MOST_PATH && !UNUSUAL.test(path) &&
    path.split("/").every((name) =>
      name !== "" && name !== "." && name !== ".." && name.length <= MOST_NAME
    );
  if (!isGood) throw new PackageError(`it has a file with the path ${JSON.stringify(path)}`);
}
