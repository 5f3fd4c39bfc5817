/**
 * HOSTILE ONCE A PROGRAM RUNS. Opens the pack that the jail boots from. From source it is a file; in an executable it is beside
 * Deno's part where `scripts/release/build.ts` has put it there, or is a file inside that part. The first two are mapped where the
 * system can do that; otherwise everything is read.
 */
import { filePath } from "../core/file_path.ts";
import type { ByteSource } from "../pack/image.ts";
import { ownPack, readPart } from "../pack/own_pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";
import { openMappable } from "./mapping.ts";
import {
  decodeIndex,
  type Member,
  type OptionalMember,
  type PackIndex,
  packLength,
  type RequiredMember,
  verifyPack,
} from "../pack/pack.ts";

/** An open pack. */
export interface Pack extends Disposable {
  readonly index: PackIndex;
  /** Bytes of a member, this process's own: nothing that is done to them reaches the file. */
  bytes(name: RequiredMember): Uint8Array<ArrayBuffer>;
  /** The same of one that not every pack has; null where it is missing. */
  find(name: OptionalMember): Uint8Array<ArrayBuffer> | null;
  /** A member, to be read from its start. */
  reader(name: RequiredMember): ByteSource;
  /**
   * Maps the part of a member at `offset` over `target`, which is whole pages of memory. False where the system cannot do that, and
   * the bytes are to be copied.
   */
  over(target: Uint8Array<ArrayBuffer>, name: RequiredMember, offset: number): boolean;
}

/**
 * Opens the pack.
 *
 * @param environment the path of an environment; null is pysandbox's own pack.
 * @param verify whether to read all of it and hold it against its checksum, instead of mapping what is needed.
 * @throws {PackError} where it is none, or not what it was.
 */
export function openPack(environment: string | null, verify: boolean): Pack {
  // Members are read after the realm has lost its `Deno`.
  const { Start } = Deno.SeekMode;
  const { path, offset: start, isFile } = environment === null
    ? ownPack()
    : { path: environment, offset: 0, isFile: true };
  const map = isFile && !verify
    ? openMappable(typeof path === "string" ? path : filePath(path))
    : null;
  const file = Deno.openSync(path);
  const index = decodeIndex(readPart(file, start, PAGE_BYTES));
  if (verify) verifyPack(readPart(file, start, packLength(index)));
  const contents = ({ offset, length }: Member) =>
    map?.view(start + offset, length) ?? readPart(file, start + offset, length);
  return {
    index,
    bytes: (name) => contents(index.members[name]),
    find: (name) => {
      const member = index.members[name];
      return member === undefined ? null : contents(member);
    },
    reader: (name) => {
      const { offset, length } = index.members[name];
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
    over: (target, name, offset) =>
      map !== null && map.over(target, start + index.members[name].offset + offset),
    [Symbol.dispose]: () => {
      file.close();
      map?.[Symbol.dispose]();
    },
  };
}
