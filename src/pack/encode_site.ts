/** Writes the members that `src/pack/site.ts` reads and describes. */
import { checksum } from "./checksum.ts";
import { padded, type Site, type SiteFile } from "./site.ts";

/** A folder while it is filled. */
interface Folder {
  [name: string]: SiteFile | Folder;
}

/** @param files by their paths in `site-packages`, with forward slashes; in whatever order, they give the same bytes. */
export function encodeSite(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Site {
  const root: Folder = Object.create(null);
  const sorted = [...files].sort(([one], [other]) => one < other ? -1 : 1);
  const bytes = new Uint8Array(sorted.reduce((sum, [, { length }]) => sum + padded(length), 0));
  let start = 0;
  for (const [path, contents] of sorted) {
    const names = path.split("/");
    const name = names.pop()!;
    let folder = root;
    for (const one of names) folder = (folder[one] ??= Object.create(null)) as Folder;
    bytes.set(contents, start);
    const end = start + padded(contents.length);
    folder[name] = [start, contents.length, checksum([bytes.subarray(start, end)])];
    start = end;
  }
  return { index: new TextEncoder().encode(JSON.stringify(root)), bytes };
}
