/** TRUSTED. The pack that this pysandbox carries, as far as environments are made from it. */
import { ownPack, readPart } from "../pack/own_pack.ts";
import { decodeIndex, indexBytes, type MemberName, type PackIndex } from "../pack/pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";

/** An open pack. */
export interface BasePack extends Disposable {
  readonly index: PackIndex;
  /** What stands for all of it. */
  readonly digest: string;
  member(name: MemberName): Uint8Array<ArrayBuffer>;
}

/** Opens this pysandbox's own pack. From source, the assets must have been made. */
export async function openBasePack(): Promise<BasePack> {
  const { path, offset: start } = ownPack();
  const file = Deno.openSync(path);
  const page = readPart(file, start, PAGE_BYTES);
  const index = decodeIndex(page);
  return {
    index,
    digest: await digestOf(indexBytes(page)),
    member: (name) => {
      const { offset, length } = index.members[name]!;
      return readPart(file, start + offset, length);
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** SHA-256, in hexadecimal. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** What stands for this pysandbox's own pack, in environments that were made from it. */
export async function ownDigest(): Promise<string> {
  const { path, offset } = ownPack();
  using file = Deno.openSync(path);
  return await digestOf(indexBytes(readPart(file, offset, PAGE_BYTES)));
}
