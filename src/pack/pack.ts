/**
 * HOSTILE ONCE A PROGRAM RUNS. Reads the pack: what the jail boots from, in one file. Each member begins at a page, so that it can
 * be mapped. `src/pack/encode_pack.ts` writes it.
 *
 * Little-endian: magic (8 bytes), format version (u32), length of the index (u32), checksum of all that follows the prefix (u32),
 * zero (u32), index (JSON), zeros up to a page, members with zeros up to a page after each.
 * Where a pack is at the end of an executable, a footer follows it: magic (8 bytes), length of the pack (u64).
 */
import { checksum } from "./checksum.ts";
import { PAGE_BYTES, toPage } from "./pages.ts";

/** Version of the layout. */
export const PACK_VERSION = 8;

/** How a pack begins. */
export const PACK_MAGIC = new TextEncoder().encode("PYSBXPAK");

/** How the footer begins. */
export const FOOTER_MAGIC = new TextEncoder().encode("PYSBXEND");

/** Bytes before the index. */
export const PACK_PREFIX_BYTES = 24;

/** Bytes of the footer. */
export const PACK_FOOTER_BYTES = 16;

/** Longest index: a page holds what it says many times over. */
export const MAX_INDEX_BYTES = PAGE_BYTES - PACK_PREFIX_BYTES;

/** Names of the members that pysandbox's own pack has. An environment has those that differ, and stands for the others. */
export type RequiredMember =
  | "python.wasm"
  | "lazy.bin"
  | "image.bin"
  | "stdlib.zip"
  | "tzdata.zip"
  | "symbols.bin";

/**
 * Names of the members that only environments have: the index of their packages, the packages, the native modules among them,
 * what it was made from, the program that has warmed it up, and the same where it may run again in each interpreter that waits.
 */
export type OptionalMember =
  | "site.json"
  | "site.bin"
  | "natives.json"
  | "contents.json"
  | "warm.py"
  | "warm_again.py";

/** Names of the members. */
export type MemberName = RequiredMember | OptionalMember;

/** Where a member is. */
export interface Member {
  /** From the start of the pack. */
  readonly offset: number;
  readonly length: number;
  /** Digest of its bytes, in hexadecimal. */
  readonly sha256: string;
  /** Checksum of its pages, with the zeros at the end of the last. */
  readonly checksum: number;
}

/** The index of a pack. */
export interface PackIndex {
  /** Where in the WebAssembly module the maximum of its memory is, as a LEB128 of three bytes. */
  readonly memoryMaximumOffset: number;
  readonly members: Readonly<Partial<Record<MemberName, Member>>>;
  /** Digest of the index of the pack that an environment was made from; null where this is pysandbox's own. */
  readonly base: string | null;
}

/** A pack is not what it should be. */
export class PackError extends Error {
  override readonly name = "PackError";
}

/** The length of the pack that has `index`. */
export function packLength({ members }: PackIndex): number {
  return Math.max(...Object.values(members).map(({ offset, length }) => toPage(offset + length)));
}

/**
 * Compares a whole pack with its checksum. A jail that only boots from one does not: what is mapped is not even read.
 *
 * @throws {PackError} where something in it has changed.
 */
export function verifyPack(pack: Uint8Array<ArrayBuffer>): void {
  if (checksum([pack.subarray(PACK_PREFIX_BYTES)]) !== packChecksum(pack)) {
    throw new PackError("The pack does not match its checksum");
  }
}

/** The checksum that a pack says it has. */
export function packChecksum(firstPage: Uint8Array<ArrayBuffer>): number {
  return new DataView(firstPage.buffer, firstPage.byteOffset, PACK_PREFIX_BYTES).getUint32(
    16,
    true,
  );
}

/**
 * The index of a pack.
 *
 * @param firstPage at least the first page of the pack.
 * @throws {PackError} where it is no pack of this format.
 */
export function decodeIndex(firstPage: Uint8Array<ArrayBuffer>): PackIndex {
  const index: unknown = JSON.parse(new TextDecoder().decode(indexBytes(firstPage)));
  if (!isIndex(index)) throw new PackError("The index of the pack is none");
  return index;
}

/** Whoever gives an environment away may have written anything. Where members are is checked by whoever reads them. */
function isIndex(value: unknown): value is PackIndex {
  const { memoryMaximumOffset, members, base } = { ...value as Partial<PackIndex> };
  return isCount(memoryMaximumOffset) && (base === null || typeof base === "string") &&
    typeof members === "object" && members !== null && Object.values(members).every(isMember);
}

function isMember(value: Partial<Member>): boolean {
  const { offset, length, sha256, checksum } = { ...value };
  return [offset, length, checksum].every(isCount) && typeof sha256 === "string";
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/**
 * The bytes of a pack's index. As they have the digests of all members, their own digest stands for the whole pack.
 *
 * @param firstPage at least the first page of the pack.
 * @throws {PackError} where it is no pack of this format.
 */
export function indexBytes(firstPage: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const prefix = new DataView(firstPage.buffer, firstPage.byteOffset, PACK_PREFIX_BYTES);
  if (!startsWith(firstPage, PACK_MAGIC)) {
    throw new PackError("The pack does not start with its magic");
  }
  const version = prefix.getUint32(8, true);
  if (version !== PACK_VERSION) {
    throw new PackError(`The pack has format ${version}, expected ${PACK_VERSION}`);
  }
  const length = prefix.getUint32(12, true);
  if (length > MAX_INDEX_BYTES) throw new PackError(`The pack announces ${length} bytes of index`);
  return firstPage.subarray(PACK_PREFIX_BYTES, PACK_PREFIX_BYTES + length);
}

/** The length of the pack before `footer`; null where that is no footer. */
export function decodeFooter(footer: Uint8Array<ArrayBuffer>): number | null {
  if (footer.length !== PACK_FOOTER_BYTES || !startsWith(footer, FOOTER_MAGIC)) return null;
  return Number(new DataView(footer.buffer, footer.byteOffset).getBigUint64(8, true));
}

function startsWith(bytes: Uint8Array, magic: Uint8Array): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}
