/**
 * TRUSTED. Makes an environment of wheels: one file, a pack with what differs from pysandbox's own, their modules linked into Python's
 * code. Nothing of a wheel is run. The same wheels, with the same pysandbox, give the same bytes.
 */
import { type Contents, encodePack } from "../pack/encode_pack.ts";
import { encodeSite } from "../pack/encode_site.ts";
import { decodeSymbols } from "../link/symbols.ts";
import { type BasePack, openBasePack } from "./base_pack.ts";
import { compileSources } from "./compile_sources.ts";
import { environmentImage, readBaseImage } from "./environment_image.ts";
import { PackageError } from "./package_error.ts";
import { normalRequirements } from "./requirements/normal.ts";
import { runLinker } from "./run_linker.ts";
import type { Wheel } from "./select_wheels.ts";
import { readWheel } from "./wheel.ts";

/** What an environment was made from: its member `contents.json`. */
export interface EnvironmentContents {
  readonly pysandbox: string;
  /** What it was made for, as `normalRequirements` has it; without any it is of all wheels of a folder. */
  readonly requirements: readonly string[];
  readonly wheels: readonly {
    readonly file: string;
    readonly project: string;
    readonly version: string;
    readonly sha256: string;
  }[];
}

type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** Most bytes of all files of all wheels. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** An extension module or a library, of which only the name comes into the environment: its code is Python's. */
const NATIVE = /\.so(\.\d+)*$/;

/** Code that was compiled elsewhere. */
const COMPILED = /\.pyc$/;

/**
 * Makes an environment.
 *
 * @param version of this pysandbox.
 * @param requirements what it is made for.
 * @returns the bytes of the file.
 * @throws {PackageError} naming the wheel and what is wrong with it.
 */
export async function buildEnvironment(
  wheels: readonly Wheel[],
  version: string,
  requirements: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  using base = await openBasePack();
  const files: Files = new Map();
  const contents: EnvironmentContents["wheels"][number][] = [];
  for (const wheel of wheels) {
    const { file, project, version, sha256, bytes } = wheel;
    contents.push({ file, project, version, sha256 });
    merge(files, readWheel(file, bytes), file);
  }
  checkFolders(files);
  const natives = [...files].filter(([path]) => NATIVE.test(path));
  for (const [path] of natives) files.set(path, new Uint8Array(0));
  for (const path of [...files.keys()].filter((path) => COMPILED.test(path))) files.delete(path);
  const sources = new Map(
    [...files].filter(([path]) => path.endsWith(".py")).sort(([one], [other]) =>
      one < other ? -1 : 1
    ),
  );
  const [compiled, code] = await Promise.all([compileSources(sources), codeOf(base, natives)]);
  for (const [path, bytes] of compiled) files.set(path, bytes);
  const about: EnvironmentContents = {
    pysandbox: version,
    requirements: normalRequirements(requirements),
    wheels: contents,
  };
  const site = encodeSite(files);
  return encodePack(code.memoryMaximumOffset, {
    ...code.members,
    "site.json": site.index,
    "site.bin": site.bytes,
    "contents.json": json(about),
  }, base.digest);
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
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

/** The members that differ by the native modules, if there are any. */
async function codeOf(
  base: BasePack,
  natives: readonly [string, Uint8Array<ArrayBuffer>][],
): Promise<{ readonly memoryMaximumOffset: number; readonly members: Contents }> {
  const { memoryMaximumOffset } = base.index;
  if (natives.length === 0) return { memoryMaximumOffset, members: {} };
  const [python, symbols] = [base.member("python.wasm"), base.member("symbols.bin")];
  const { heapEndWord } = decodeSymbols(symbols);
  const before = readBaseImage(base.member("image.bin"), python.length, heapEndWord);
  const files = natives.map(([path, bytes]) => ({ path, bytes }))
    .sort((one, other) => one.path < other.path ? -1 : 1);
  const lazy = base.member("lazy.bin");
  const { memoryStart } = before;
  const linked = await runLinker({ python, lazy, symbols, files, memoryStart });
  return {
    memoryMaximumOffset: linked.memoryMaximumOffset,
    members: {
      "python.wasm": linked.python,
      "lazy.bin": linked.lazy,
      "image.bin": environmentImage(before, linked, heapEndWord),
      "natives.json": json(linked.natives),
    },
  };
}
