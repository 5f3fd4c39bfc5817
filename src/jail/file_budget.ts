/**
 * HOSTILE ONCE A PROGRAM RUNS. Holds the in-sandbox files and pipes to the memory budget: every byte that they
 * keep on the JavaScript side is taken from the same cap as the Python heap.
 */
import type { Budget } from "./budget.ts";
import { type EmscriptenModule, Errno, type FsNode, type FsPipe } from "./emscripten.ts";
import { forgetPrototypes, isTooLong, plainFolder } from "./memfs_names.ts";

/** What a file, folder or link costs besides its contents: the node, its name, its place in two tables. */
const NODE_BYTES = 1024;

/** Above this capacity, Emscripten grows a file by an eighth at a time; below, it doubles it. */
const DOUBLING_MAX_BYTES = 1024 * 1024;

/** Makes MEMFS and the pipes of `module` ask `budget` first; past the cap they answer ENOSPC. */
export function accountFiles(module: EmscriptenModule, budget: Budget): void {
  const { FS, PIPEFS } = module;
  const memfs = FS.filesystems.MEMFS;
  const take = (bytes: number) => {
    if (!budget.take(bytes)) throw new FS.ErrnoError(Errno.ENOSPC);
  };

  // Growing a file takes the old and the new contents at once: the process's own limit may come first.
  const orNoSpace = (allocate: () => void) => {
    try {
      allocate();
    } catch {
      budget.refuse();
      throw new FS.ErrnoError(Errno.ENOSPC);
    }
  };

  const checkLength = (name: string) => {
    if (isTooLong(name)) throw new FS.ErrnoError(Errno.ENAMETOOLONG);
  };

  const { createNode, expandFileStorage, resizeFileStorage } = memfs;
  forgetPrototypes(FS.root);
  memfs.createNode = (parent, name, mode, dev) => {
    checkLength(name);
    take(NODE_BYTES + 2 * name.length);
    return plainFolder(createNode(parent, name, mode, dev));
  };
  memfs.expandFileStorage = (node, capacity) => {
    const before = node.contents.length;
    if (capacity <= before) return;
    const growth = before < DOUBLING_MAX_BYTES ? 2 : 1.125;
    take(Math.max(capacity, Math.floor(before * growth), 256) - before);
    orNoSpace(() => expandFileStorage(node, capacity));
  };
  memfs.resizeFileStorage = (node, size) => {
    if (node.usedBytes === size) return;
    take(size - node.contents.length);
    orNoSpace(() => resizeFileStorage(node, size));
  };

  const file = memfs.ops_table.file.stream;
  const write = file.write!;
  const openCounts = new WeakMap<FsNode, number>();
  const unlinked = new WeakSet<FsNode>();
  const count = (node: FsNode, change: number) => {
    const now = (openCounts.get(node) ?? 0) + change;
    openCounts.set(node, now);
    if (now === 0 && unlinked.has(node)) budget.release(node.contents.length);
  };
  file.write = (stream, buffer, offset, length, position, canOwn) => {
    const node = stream.node;
    // A first write replaces the contents; later ones expand them, which is counted above.
    if (node.usedBytes === 0 && position === 0) take(length - node.contents.length);
    return write(stream, buffer, offset, length, position, canOwn);
  };
  file.open = (stream) => count(stream.node, 1);
  file.dup = (stream) => count(stream.node, 1);
  file.close = (stream) => count(stream.node, -1);

  const folder = memfs.ops_table.dir.node;
  const { lookup, rename, symlink, unlink, rmdir } = folder;
  folder.lookup = (parent, name) => {
    checkLength(name);
    return lookup(parent, name);
  };
  const giveBack = (node: FsNode, name: string) => {
    budget.release(NODE_BYTES + 2 * name.length + 2 * (node.link?.length ?? 0));
    // Folders hold nodes, files hold bytes, signed or not: whatever was written first.
    if (!ArrayBuffer.isView(node.contents)) return;
    // An open file lives on until its last descriptor is closed.
    if ((openCounts.get(node) ?? 0) === 0) budget.release(node.contents.length);
    else unlinked.add(node);
  };
  folder.symlink = (parent, name, target) => {
    take(2 * target.length);
    try {
      return symlink(parent, name, target);
    } catch (error) {
      budget.release(2 * target.length);
      throw error;
    }
  };
  folder.unlink = (parent, name) => {
    const node = parent.contents[name];
    unlink(parent, name);
    if (node !== undefined) giveBack(node, name);
  };
  folder.rmdir = (parent, name) => {
    rmdir(parent, name);
    budget.release(NODE_BYTES + 2 * name.length);
  };
  folder.rename = (node, parent, name) => {
    checkLength(name);
    const replaced = parent.contents[name];
    // A longer name costs more, and gives more back when it goes.
    const change = 2 * (name.length - node.name.length);
    take(change);
    try {
      rename(node, parent, name);
    } catch (error) {
      budget.release(change);
      throw error;
    }
    if (replaced !== undefined && replaced !== node) giveBack(replaced, name);
  };
  accountPipes(PIPEFS, take, (bytes) => budget.release(bytes));
}

function accountPipes(
  pipes: EmscriptenModule["PIPEFS"],
  take: (bytes: number) => void,
  release: (bytes: number) => void,
): void {
  const ops = pipes.stream_ops;
  const { createPipe } = pipes;
  const read = ops.read!;
  const write = ops.write!;
  const close = ops.close!;
  const held = new WeakMap<FsPipe, number>();
  const hold = (pipe: FsPipe, change: number) => held.set(pipe, (held.get(pipe) ?? 0) + change);
  pipes.createPipe = () => {
    // Emscripten keeps a closed pipe's two nodes for good.
    take(2 * NODE_BYTES);
    return createPipe();
  };
  ops.write = (stream, buffer, offset, length, position) => {
    take(length);
    hold(stream.node.pipe!, length);
    return write(stream, buffer, offset, length, position);
  };
  ops.read = (stream, buffer, offset, length, position) => {
    const count = read(stream, buffer, offset, length, position);
    release(count);
    hold(stream.node.pipe!, -count);
    return count;
  };
  ops.close = (stream) => {
    const pipe = stream.node.pipe!;
    close(stream);
    if (pipe.refcnt > 0) return;
    release(held.get(pipe) ?? 0);
    held.delete(pipe);
  };
}
