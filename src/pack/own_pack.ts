/** Where the pack stands that this pysandbox carries: see `deno_part.ts`. */
import { denoPartLength } from "./deno_part.ts";
import { decodeFooter, PACK_FOOTER_BYTES, type PackIndex, packLength } from "./pack.ts";

/** A pack as part of a file. */
export interface PackPlace {
  readonly path: string | URL;
  /** Where in the file it begins. */
  readonly offset: number;
  /** Whether the system knows that file by its path, so that it can be mapped. */
  readonly isFile: boolean;
  /** How many bytes there are of it and of what follows it. */
  readonly length: number;
}

const PACK_URL = new URL("../../assets/build/python.pack", import.meta.url);

/** From source it is a file; in an executable it stands beside Deno's part, or is a file inside that part. */
export function ownPack(): PackPlace {
  const { standalone } = Deno.build;
  return (standalone ? findAppended() : null) ??
    { path: PACK_URL, offset: 0, isFile: !standalone, length: Deno.statSync(PACK_URL).size };
}

/**
 * The environment that an executable may have as its default: another pack, behind its own. Null where there is none.
 *
 * @param own where its own pack is.
 * @param index of that.
 */
export function embeddedEnvironment(own: PackPlace, index: PackIndex): PackPlace | null {
  const skipped = packLength(index);
  const length = own.length - skipped;
  return length > 0 ? { ...own, offset: own.offset + skipped, length } : null;
}

function findAppended(): PackPlace | null {
  const path = Deno.execPath();
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const tail = readPart(file, size - PACK_FOOTER_BYTES, PACK_FOOTER_BYTES);
  const part = denoPartLength(tail) ?? 0;
  const end = size - part - PACK_FOOTER_BYTES;
  const length = decodeFooter(part === 0 ? tail : readPart(file, end, PACK_FOOTER_BYTES));
  return length === null ? null : { path, offset: end - length, isFile: true, length };
}

/**
 * Bytes of an open file.
 *
 * @throws where it ends before them.
 */
export function readPart(
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
