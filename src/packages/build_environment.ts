/**
 * TRUSTED. Makes an environment of wheels: one file, a pack with what differs from pysandbox's own, their modules linked into Python's
 * code. Nothing of a wheel is run. The same wheels, with the same pysandbox, give the same bytes.
 */
import type { SideFile } from "../link/link.ts";
import { encodePack } from "../pack/encode_pack.ts";
import { encodeSite } from "../pack/encode_site.ts";
import { openBasePack } from "./base_pack.ts";
import { compileSources } from "./compile_sources.ts";
import { encodeContents, type WheelContents } from "./contents.ts";
import { type LinkedNatives, linkNatives } from "./link_natives.ts";
import { PackageError } from "./package_error.ts";
import { normalRequirements } from "./requirements/normal.ts";
import type { Wheel } from "./select_wheels.ts";
import { readWheel } from "./wheel.ts";

type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** Most bytes of all files of all wheels. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** An extension module or a library, of which only the name comes into the environment: its code is Python's. */
const NATIVE = /\.so(\.\d+)*$/;

/** Code that was compiled elsewhere. */
const COMPILED = /\.pyc$/;

/** An environment, and what it takes to make it anew. */
export interface Built extends Pick<LinkedNatives, "notes"> {
  /** The bytes of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly natives: readonly SideFile[];
}

/**
 * Makes an environment.
 *
 * @param version of this pysandbox.
 * @param requirements what it is made for.
 * @param calls "noted" where it is to be warmed up.
 * @throws {PackageError} naming the wheel and what is wrong with it.
 */
export async function buildEnvironment(
  wheels: readonly Wheel[],
  version: string,
  requirements: readonly string[],
  calls: "unknown" | "noted",
): Promise<Built> {
  using base = await openBasePack();
  const files: Files = new Map();
  const contents: WheelContents[] = [];
  for (const wheel of wheels) {
    const { file, project, version, sha256, bytes } = wheel;
    contents.push({ file, project, version, sha256 });
    merge(files, readWheel(file, bytes), file);
  }
  checkFolders(files);
  const about = encodeContents({
    pysandbox: version,
    requirements: normalRequirements(requirements),
    wheels: contents,
  });
  const natives = [...files].filter(([path]) => NATIVE.test(path))
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((one, other) => one.path < other.path ? -1 : 1);
  for (const { path } of natives) files.set(path, new Uint8Array(0));
  for (const path of [...files.keys()].filter((path) => COMPILED.test(path))) files.delete(path);
  const sources = new Map(
    [...files].filter(([path]) => path.endsWith(".py")).sort(([one], [other]) =>
      one < other ? -1 : 1
    ),
  );
  const [compiled, code] = await Promise.all([
    compileSources(sources),
    linkNatives(base, natives, calls),
  ]);
  for (const [path, bytes] of compiled) files.set(path, bytes);
  const site = encodeSite(files);
  const bytes = encodePack(code.memoryMaximumOffset, {
    ...code.members,
    "site.json": site.index,
    "site.bin": site.bytes,
    "contents.json": about,
  }, base.digest);
  return { bytes, natives, notes: code.notes };
}

/** Adds the files of a wheel. What several wheels have must be the same. */
function merge(files: Files, added: Files, wheel: string): void {
  let bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [path, contents] of added) {
    const known = files.get(path);
    const isSame = known === undefined ||
      known.length === contents.length && known.every((byte, at) => byte === contents[at]);
    if (!isSame) throw new PackageError(`${wheel}: another wheel has the file '${path}' as well`);
    if (known === undefined) bytes += contents.length;
    files.set(path, contents);
  }
  if (bytes > MOST_BYTES) {
    throw new PackageError(`${wheel}: with it the wheels have more than ${MOST_BYTES} bytes`);
  }
}

/** @throws {PackageError} where a path is that of a file, and others are in it. */
function checkFolders(files: Files): void {
  for (const path of files.keys()) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (files.has(folder)) {
        throw new PackageError(
          `'${folder}' is a file of one wheel; '${path}' of another is to be in it`,
        );
      }
    }
  }
}
