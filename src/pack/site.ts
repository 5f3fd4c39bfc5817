/**
 * The pack's member with the packages of an environment: the files of `site-packages`. Little-endian: length of the index (u32), index
 * (JSON: a folder is an object by names, a file the place of its bytes and their length), and the bytes of the files.
 */

/** A file: where its bytes begin, from the first file's on, and how many they are. */
export type SiteFile = readonly [start: number, length: number];

/** A folder, by the names of what is in it. */
export interface SiteFolder {
  readonly [name: string]: SiteFile | SiteFolder;
}

/** The packages of an environment. */
export interface Site {
  readonly root: SiteFolder;
  /** The bytes of all files. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const LENGTH_BYTES = 4;

/** Whether an entry is a file. */
export function isSiteFile(entry: SiteFile | SiteFolder): entry is SiteFile {
  return Array.isArray(entry);
}

/** The packages of a member. */
export function decodeSite(member: Uint8Array<ArrayBuffer>): Site {
  const length = new DataView(member.buffer, member.byteOffset, LENGTH_BYTES).getUint32(0, true);
  const index = member.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  return {
    root: JSON.parse(new TextDecoder().decode(index)),
    bytes: member.subarray(LENGTH_BYTES + length),
  };
}
