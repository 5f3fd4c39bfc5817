/** HOSTILE ONCE A PROGRAM RUNS. The file system as a warm-up finds it. */
import { HOME } from "./cpython.ts";
import type { EmscriptenModule } from "./emscripten.ts";

/** Returns what undoes all that is left of a file that was made in the working directory, and deleted. */
export function keepFiles({ FS }: EmscriptenModule): () => void {
  const { node } = FS.lookupPath(HOME);
  const { atime, mtime, ctime } = node;
  const { nextInode } = FS;
  return () => {
    Object.assign(node, { atime, mtime, ctime });
    FS.nextInode = nextInode;
  };
}
