/**
 * HOSTILE ONCE A PROGRAM RUNS. Opens the packs that the jail boots from: pysandbox's own, which from source is a file, and in an
 * executable is beside Deno's part where `scripts/release/build.ts` has put it there, or is a file inside that part; and that of an
 * environment, which has what differs. They are mapped where the system can do that; otherwise everything is read.
 */
import { filePath } from "../core/file_path.ts";
import type { ByteSource } from "../pack/image.ts";
import { embeddedEnvironment, ownPack, type PackPlace, readPart } from "../pack/own_pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";
import type { EnvironmentPlace } from "../wire/jail_start.ts";
import { type MappableFile, openMappable } from "./mapping.ts";
import {
  decodeIndex,
  type Member,
  type MemberName,
  packChecksum,
  PackError,
  type PackIndex,
  packLength,
  type RequiredMember,
  verifyPack,
} from "../pack/pack.ts";

/** A member of an open pack. */
export interface OpenMember {
  readonly length: number;
  /** Its bytes, this process's own: nothing that is done to them reaches the file. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The same, to be read from the start. */
  reader(): ByteSource;
  /**
   * Maps the part of it at `offset` over `target`, which is whole pages of memory. False where the system cannot do that, and the
   * bytes are to be copied.
   */
  over(target: Uint8Array<ArrayBuffer>, offset: number): boolean;
}

/** A pack, or an environment's with what it has of pysandbox's own. */
export interface Pack extends Disposable {
  readonly index: PackIndex;
  /** A member, of the environment where that has it. */
  member(name: RequiredMember): OpenMember;
  /** A member that not each pack has; null where it is missing. */
  find(name: MemberName): OpenMember | null;
  /** A member of pysandbox's own pack, whatever the environment has. */
  own(name: RequiredMember): OpenMember;
}

/**
 * Opens the packs.
 *
 * @param environment where an environment is; null is what pysandbox itself carries: its own pack alone, or with a default.
 * @param verify whether to read all of it and hold it against its checksum, instead of mapping what is needed.
 * @throws {PackError} where one is none, or not what it was.
 */
export function openPack(environment: EnvironmentPlace | null, verify: boolean): Pack {
  const place = ownPack();
  const own = openPlace(place, verify);
  const embedded = environment === null ? embeddedEnvironment(place, own.index) : null;
  const over = environment !== null
    ? openEnvironment(environment, verify)
    : embedded && openPlace(embedded, verify);
  const find = (name: MemberName) => over?.find(name) ?? own.find(name);
  return {
    index: (over ?? own).index,
    find,
    member: (name) => find(name)!,
    own: (name) => own.find(name)!,
    [Symbol.dispose]: () => {
      own[Symbol.dispose]();
      over?.[Symbol.dispose]();
    },
  };
}

/** One file with a pack. */
type PackFile = Pick<Pack, "index" | "find"> & Disposable;

/** Bytes of a file. */
interface Bytes extends Disposable {
  /** Some of them, this process's own. */
  part(offset: number, length: number): Uint8Array<ArrayBuffer>;
  reader(offset: number, length: number): ByteSource;
  over(target: Uint8Array<ArrayBuffer>, offset: number): boolean;
}

function openPlace({ path, offset, isFile }: PackPlace, verify: boolean): PackFile {
  const map = isFile && !verify
    ? openMappable(typeof path === "string" ? path : filePath(path))
    : null;
  return openFile(bytesOf(path, map), offset, verify);
}

/**
 * The copy of it that the host holds, or, where there is none, its file. What cannot be mapped is compared with its checksum: a file
 * may change while a server runs.
 */
function openEnvironment({ path, copy, checksum }: EnvironmentPlace, verify: boolean): PackFile {
  const held = copy !== null && !verify ? openMappable(copy) : null;
  if (held !== null) return openFile(mappedBytes(held), 0, false, checksum);
  const map = verify ? null : openMappable(path);
  return openFile(bytesOf(path, map), 0, map === null, checksum);
}

function openFile(
  bytes: Bytes,
  start: number,
  verify: boolean,
  checksum: number | null = null,
): PackFile {
  const firstPage = bytes.part(start, PAGE_BYTES);
  const index = decodeIndex(firstPage);
  if (checksum !== null && packChecksum(firstPage) !== checksum) {
    throw new PackError("The environment was replaced while it was in use");
  }
  if (verify) verifyPack(bytes.part(start, packLength(index)));
  const open = ({ offset, length }: Member): OpenMember => ({
    length,
    bytes: () => bytes.part(start + offset, length),
    reader: () => bytes.reader(start + offset, length),
    over: (target, at) => bytes.over(target, start + offset + at),
  });
  return {
    index,
    find: (name) => {
      const member = index.members[name];
      return member === undefined ? null : open(member);
    },
    [Symbol.dispose]: () => bytes[Symbol.dispose](),
  };
}

/** Those of a file that is mapped where `map` can do that, and read otherwise. */
function bytesOf(path: string | URL, map: MappableFile | null): Bytes {
  // Members are read after the realm has lost its `Deno`.
  const { Start } = Deno.SeekMode;
  const file = Deno.openSync(path);
  return {
    part: (offset, length) => map?.view(offset, length) ?? readPart(file, offset, length),
    reader: (offset, length) => {
      let at = 0;
      return {
        readSync: (target) => {
          if (at === length) return null;
          file.seekSync(offset + at, Start);
          const count = file.readSync(target.subarray(0, length - at));
          at += count ?? 0;
          return count;
        },
      };
    },
    over: (target, offset) => map !== null && map.over(target, offset),
    [Symbol.dispose]: () => {
      file.close();
      map?.[Symbol.dispose]();
    },
  };
}

/** Those of a file that is only mapped: it may have no name that could be opened. */
function mappedBytes(map: MappableFile): Bytes {
  const part = (offset: number, length: number) => {
    const view = map.view(offset, length);
    if (view === null) throw new PackError("The environment cannot be mapped");
    return view;
  };
  return {
    part,
    reader: (offset, length) => {
      const all = part(offset, length);
      let at = 0;
      return {
        readSync: (target) => {
          if (at === length) return null;
          const some = all.subarray(at, at + target.length);
          target.set(some);
          at += some.length;
          return some.length;
        },
      };
    },
    over: (target, offset) => map.over(target, offset),
    [Symbol.dispose]: () => map[Symbol.dispose](),
  };
}
