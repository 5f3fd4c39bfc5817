/**
 * The packages of an environment: the files of `site-packages`, in two members of its pack. `site.json` is their index: a folder is an
 * object by names, a file the place of its bytes in `site.bin`, how many they are, and their checksum with zeros up to a multiple of
 * eight, which each file is followed by. `encode_site.ts` writes both.
 */

/** A file. */
export type SiteFile = readonly [start: number, length: number, checksum: number];

/** A folder, by the names of what is in it. */
export interface SiteFolder {
  readonly [name: string]: SiteFile | SiteFolder;
}

/** The two members. */
export interface Site {
  readonly index: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whether an entry is a file. */
export function isSiteFile(entry: SiteFile | SiteFolder): entry is SiteFile {
  return Array.isArray(entry);
}

/** The folder that an index is of. */
export function decodeSite(index: Uint8Array<ArrayBuffer>): SiteFolder {
  return JSON.parse(new TextDecoder().decode(index));
}

/** A length with zeros up to a multiple of eight. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
