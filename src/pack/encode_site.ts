/** Writes the member that `src/pack/site.ts` reads and describes. */
import type { SiteFile } from "./site.ts";

/** A folder while it is filled. */
interface Folder {
  [name: string]: SiteFile | Folder;
}

/** @param files by their paths in `site-packages`, with forward slashes; in whatever order, they give the same bytes. */
export function encodeSite(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Uint8Array<ArrayBuffer> {
  const root: Folder = Object.create(null);
  const sorted = [...files].sort(([one], [other]) => one < other ? -1 : 1);
  let end = 0;
  for (const [path, { length }] of sorted) {
    const names = path.split("/");
    const name = names.pop()!;
    let folder = root;
    for (const one of names) folder = (folder[one] ??= Object.create(null)) as Folder;
    folder[name] = [end, length];
    end += length;
  }
  const index = new TextEncoder().encode(JSON.stringify(root));
  const member = new Uint8Array(4 + index.length + end);
  new DataView(member.buffer).setUint32(0, index.length, true);
  member.set(index, 4);
  let at = 4 + index.length;
  for (const [, bytes] of sorted) {
    member.set(bytes, at);
    at += bytes.length;
  }
  return member;
}
