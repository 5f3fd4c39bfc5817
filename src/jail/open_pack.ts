/**
 * HOSTILE ONCE A PROGRAM RUNS. Opens the pack that the jail boots from. From source it is a file; in an executable it is beside
 * Deno's part where `scripts/release/build.ts` has put it there, or is a file inside that part. The first two are mapped where the
 * system can do that; otherwise everything is read.
 */
import { filePath } from "../core/file_path.ts";
import { denoPartLength } from "./deno_part.ts";
import type { ByteSource } from "./image.ts";
import { openMappable, PAGE_BYTES } from "./mapping.ts";
import {
  decodeFooter,
  decodeIndex,
  type MemberName,
  PACK_FOOTER_BYTES,
  type PackIndex,
  packLength,
  verifyPack,
} from "./pack.ts";

const PACK_URL = new URL("../../assets/build/python.pack", import.meta.url);

/** An open pack. */
export interface Pack extends Disposable {
  readonly index: PackIndex;
  /** Bytes of a member, this process's own: nothing that is done to them reaches the file. */
  bytes(name: MemberName): Uint8Array<ArrayBuffer>;
  /** A member, to be read from its start. */
  reader(name: MemberName): ByteSource;
  /**
   * Maps the part of a member at `offset` over `target`, which is whole pages of memory. False where the system cannot do that, and
   * the bytes are to be copied.
   */
  over(target: Uint8Array<ArrayBuffer>, name: MemberName, offset: number): boolean;
}

/**
 * Opens the pack.
 *
 * @param verify whether to read all of it and hold it against its checksum, instead of mapping what is needed.
 * @throws {PackError} where it is none, or not what it was.
 */
export function openPack(verify: boolean): Pack {
  // Members are read after the realm has lost its `Deno`.
  const { Start } = Deno.SeekMode;
  const appended = Deno.build.standalone ? findAppended() : null;
  const { path, offset: start } = appended ?? { path: PACK_URL, offset: 0 };
  const isFile = appended !== null || !Deno.build.standalone;
  const map = isFile && !verify
    ? openMappable(typeof path === "string" ? path : filePath(path))
    : null;
  const file = Deno.openSync(path);
  const index = decodeIndex(readPart(file, start, PAGE_BYTES));
  if (verify) verifyPack(readPart(file, start, packLength(index)));
  const place = (name: MemberName) => index.members[name];
  return {
    index,
    bytes: (name) => {
      const { offset, length } = place(name);
      return map?.view(start + offset, length) ?? readPart(file, start + offset, length);
    },
    reader: (name) => {
      const { offset, length } = place(name);
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
      map !== null && map.over(target, start + place(name).offset + offset),
    [Symbol.dispose]: () => {
      file.close();
      map?.[Symbol.dispose]();
    },
  };
}

/** The pack that this executable carries beside Deno's part. */
function findAppended(): { path: string; offset: number } | null {
  const path = Deno.execPath();
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const tail = readPart(file, size - PACK_FOOTER_BYTES, PACK_FOOTER_BYTES);
  const part = denoPartLength(tail) ?? 0;
  const end = size - part - PACK_FOOTER_BYTES;
  const length = decodeFooter(part === 0 ? tail : readPart(file, end, PACK_FOOTER_BYTES));
  return length === null ? null : { path, offset: end - length };
}

function readPart(
  file: Deno.FsFile,
  offset: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  file.seekSync(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) throw new Error("The pack ends too early");
    at += count;
  }
  return bytes;
}
