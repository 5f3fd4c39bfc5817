/** TRUSTED code that reads hostile bytes: the files of an environment's packages, without a jail. */
import { InternalError } from "../core/errors.ts";
import { parseJson, UNBOUNDED } from "../core/json.ts";
import { checksum } from "../pack/checksum.ts";
import { readPart } from "../pack/own_pack.ts";
import type { Member, MemberName, PackIndex } from "../pack/pack.ts";
import { padded, type SiteFile } from "../pack/site.ts";
import { digestOf } from "./base_pack.ts";

/** An environment in a file that is open. */
export interface OpenPack {
  /** What it is called in messages. */
  readonly source: string;
  readonly file: Deno.FsFile;
  /** Where in the file it begins. */
  readonly start: number;
  readonly index: PackIndex;
}

/** Longest list of files, and longest path in it: no wheel has a longer one. */
const [MOST_INDEX_BYTES, MOST_PATH] = [64 * 1024 * 1024, 1024];

/** A path of that length has no more folders. */
const BOUNDS = { ...UNBOUNDED, depth: MOST_PATH };

/** The files, by their paths in `site-packages`. */
export class SiteFiles {
  readonly #pack: OpenPack;
  readonly #files = new Map<string, SiteFile>();

  /** Reads the list of files. @throws {InternalError} where it is none, or has changed. */
  static async open(pack: OpenPack): Promise<SiteFiles> {
    const bytes = await readMember(pack, "site.json", MOST_INDEX_BYTES);
    return new SiteFiles(pack, bytes);
  }

  private constructor(pack: OpenPack, index: Uint8Array<ArrayBuffer>) {
    this.#pack = pack;
    const { length } = memberOf(pack, "site.bin");
    let root: unknown;
    try {
      root = parseJson(new TextDecoder().decode(index), BOUNDS);
    } catch {
      throw unreadable(pack, "site.json");
    }
    const folders: (readonly [prefix: string, folder: unknown])[] = [["", root]];
    for (let at = 0; at < folders.length; at++) {
      const [prefix, folder] = folders[at]!;
      if (typeof folder !== "object" || folder === null) throw unreadable(pack, "site.json");
      for (const [name, entry] of Object.entries(folder)) {
        const path = prefix + name;
        if (path.length > MOST_PATH) throw unreadable(pack, "site.json");
        if (!Array.isArray(entry)) folders.push([`${path}/`, entry]);
        else if (isWithin(entry, length)) this.#files.set(path, entry);
        else throw unreadable(pack, "site.json");
      }
    }
  }

  /** In the order of the alphabet. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** How many bytes a file has; null where there is none. */
  sizeOf(path: string): number | null {
    return this.#files.get(path)?.[1] ?? null;
  }

  /** The bytes of a file that is there. @throws {InternalError} where they have changed. */
  read(path: string): Uint8Array<ArrayBuffer> {
    const [start, length, sum] = this.#files.get(path)!;
    const { offset } = memberOf(this.#pack, "site.bin");
    const bytes = partOf(this.#pack, offset + start, padded(length));
    if (checksum([bytes]) !== sum) throw hasChanged(this.#pack, "site.bin");
    return bytes.subarray(0, length);
  }
}

/** A member, compared with its digest. @throws {InternalError} where it is missing, longer than `most`, or has changed. */
export async function readMember(
  pack: OpenPack,
  name: MemberName,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { offset, length, sha256 } = memberOf(pack, name);
  if (length > most) throw unreadable(pack, name);
  const bytes = partOf(pack, offset, length);
  if (await digestOf(bytes) !== sha256) throw hasChanged(pack, name);
  return bytes;
}

function memberOf(pack: OpenPack, name: MemberName): Member {
  const member = pack.index.members[name];
  if (member === undefined) throw unreadable(pack, name);
  return member;
}

function partOf(pack: OpenPack, offset: number, length: number): Uint8Array<ArrayBuffer> {
  try {
    return readPart(pack.file, pack.start + offset, length);
  } catch {
    throw new InternalError(`${pack.source}: ends too early; make it again`);
  }
}

/** Whether an entry is the place of a file among so many bytes. */
function isWithin(entry: readonly unknown[], most: number): entry is SiteFile {
  const [start, length] = entry;
  return entry.length === 3 && entry.every(isCount) &&
    Number(start) + padded(Number(length)) <= most;
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function hasChanged({ source }: OpenPack, name: MemberName): InternalError {
  return new InternalError(`${source}: its part ${name} has changed; make it again`);
}

function unreadable({ source }: OpenPack, name: MemberName): InternalError {
  return new InternalError(`${source}: its part ${name} cannot be read; make it again`);
}
