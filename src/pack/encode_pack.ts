/** Writes the pack that `src/pack/pack.ts` reads and describes. */
import { createHash } from "node:crypto";
import { checksum } from "./checksum.ts";
import {
  FOOTER_MAGIC,
  MAX_INDEX_BYTES,
  type Member,
  type MemberName,
  PACK_FOOTER_BYTES,
  PACK_MAGIC,
  PACK_PREFIX_BYTES,
  PACK_VERSION,
  PackError,
} from "./pack.ts";
import { PAGE_BYTES, toPage } from "./pages.ts";

/** The members of a pack. */
export type Contents = Readonly<Partial<Record<MemberName, Uint8Array<ArrayBuffer>>>>;

/**
 * The bytes of a pack.
 *
 * @param base digest of the index of the pack that an environment was made from; null for pysandbox's own.
 */
export function encodePack(
  memoryMaximumOffset: number,
  contents: Contents,
  base: string | null = null,
): Uint8Array<ArrayBuffer> {
  const members: Record<string, Member> = {};
  const length = Object.values(contents).reduce((sum, one) => sum + toPage(one.length), PAGE_BYTES);
  const pack = new Uint8Array(length);
  let offset = PAGE_BYTES;
  for (const [name, bytes] of Object.entries(contents)) {
    pack.set(bytes, offset);
    const end = toPage(offset + bytes.length);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const sum = checksum([pack.subarray(offset, end)]);
    members[name] = { offset, length: bytes.length, sha256, checksum: sum };
    offset = end;
  }
  const index = new TextEncoder().encode(JSON.stringify({ memoryMaximumOffset, base, members }));
  if (index.length > MAX_INDEX_BYTES) throw new PackError("The index does not fit its page");
  pack.set(PACK_MAGIC);
  const prefix = new DataView(pack.buffer);
  prefix.setUint32(8, PACK_VERSION, true);
  prefix.setUint32(12, index.length, true);
  pack.set(index, PACK_PREFIX_BYTES);
  prefix.setUint32(16, checksum([pack.subarray(PACK_PREFIX_BYTES)]), true);
  return pack;
}

/** The footer of a pack at the end of an executable. */
export function encodeFooter(packLength: number): Uint8Array<ArrayBuffer> {
  const footer = new Uint8Array(PACK_FOOTER_BYTES);
  footer.set(FOOTER_MAGIC);
  new DataView(footer.buffer).setBigUint64(8, BigInt(packLength), true);
  return footer;
}
