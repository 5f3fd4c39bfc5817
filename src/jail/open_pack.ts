/**
 * HOSTILE ONCE A PROGRAM RUNS. Opens the packs that the jail boots from: pysandbox's own, which from source is a file, and in an
 * executable is beside Deno's part where `scripts/release/build.ts` has put it there, or is a file inside that part; and that of an
 * environment, which has what differs. They are mapped where the system can do that; otherwise everything is read.
 */
import { filePath } from "../core/file_path.ts";
import type { ByteSource } from "../pack/image.ts";
import { ownPack, type PackPlace, readPart } from "../pack/own_pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";
import { openMappable } from "./mapping.ts";
import {
  decodeIndex,
  type Member,
  type MemberName,
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
 * @param environment the path of an environment; null is pysandbox's own pack alone.
 * @param verify whether to read all of it and hold it against its checksum, instead of mapping what is needed.
 * @throws {PackError} where one is none, or not what it was.
 */
export function openPack(environment: string | null, verify: boolean): Pack {
  const own = openFile(ownPack(), verify);
  const over = environment === null
    ? null
    : openFile({ path: environment, offset: 0, isFile: true }, verify);
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

function openFile({ path, offset: start, isFile }: PackPlace, verify: boolean): PackFile {
  // Members are read after the realm has lost its `Deno`.
  const { Start } = Deno.SeekMode;
  const map = isFile && !verify
    ? openMappable(typeof path === "string" ? path : filePath(path))
    : null;
  const file = Deno.openSync(path);
  const index = decodeIndex(readPart(file, start, PAGE_BYTES));
  if (verify) verifyPack(readPart(file, start, packLength(index)));
  const open = ({ offset, length }: Member): OpenMember => ({
    length,
    bytes: () => map?.view(start + offset, length) ?? readPart(file, start + offset, length),
    reader: () => {
      let at = 0;
      return {
        readSync: (target) => {
          if (at === length) return null;
          file.seekSync(start + offset + at, Start);
          const count = file.readSync(target.subarray(0, length - at));
          at += count ?? 0;
          return count;
        },
      };
    },
    over: (target, at) => map !== null && map.over(target, start + offset + at),
  });
  return {
    index,
    find: (name) => {
      const member = index.members[name];
      return member === undefined ? null : open(member);
    },
    [Symbol.dispose]: () => {
      file.close();
      map?.[Symbol.dispose]();
    },
  };
}
