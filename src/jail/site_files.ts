/**
 * HOSTILE ONCE A PROGRAM RUNS. The packages of an environment as a read-only file system: a file's bytes stay where the pack is mapped,
 * and nodes are made when somebody looks for them. What nobody looks at costs nothing, and nothing of it counts against the budget. A
 * file is compared with its checksum when it is opened first.
 */
import { checksum } from "../pack/checksum.ts";
import {
  decodeSite,
  isSiteFile,
  padded,
  type Site,
  type SiteFile,
  type SiteFolder,
} from "../pack/site.ts";
import { SITE_PATH } from "./cpython.ts";
import { SEEDED_EPOCH_MS } from "./entropy.ts";
import { Errno, type Fs, type FsNode, type NodeAttributes } from "./emscripten.ts";

/** Modes of folders and files that can only be read. */
const [FOLDER_MODE, FILE_MODE] = [0o040555, 0o100444];

/** The device that its files are on; Emscripten's own are on the first. */
const DEVICE = 2;

const [PAGE_BYTES, SEEK_CUR, SEEK_END] = [4096, 1, 2];

/** A node of this file system. */
interface SiteNode extends FsNode {
  id: number;
  entry: SiteFile | SiteFolder;
  /** Whether its bytes have been compared with their checksum. */
  isVerified?: boolean;
}

/** An open file or folder of it. */
interface SiteStream {
  readonly node: SiteNode;
  readonly position: number;
}

/** Mounts the packages of an environment. */
export function mountSite(fs: Fs, { index, bytes }: Site): void {
  const { ErrnoError } = fs;
  const refuse = (): never => {
    throw new ErrnoError(Errno.EROFS);
  };
  // The index is read when the first path in it is looked up.
  const entriesOf = (node: SiteNode) => (node.entry ??= decodeSite(index)) as SiteFolder;
  const { read, mmap, msync } = fs.filesystems.MEMFS.ops_table.file.stream;
  const llseek = (stream: SiteStream, offset: number, whence: number) => {
    const { usedBytes } = stream.node;
    const position = offset +
      (whence === SEEK_CUR ? stream.position : whence === SEEK_END ? usedBytes : 0);
    if (position < 0) throw new ErrnoError(Errno.EINVAL);
    return position;
  };
  const open = ({ node }: SiteStream) => {
    if (node.isVerified) return;
    const [start, length, expected] = node.entry as SiteFile;
    const actual = checksum([bytes.subarray(start, start + padded(length))]);
    if (actual !== expected) throw new ErrnoError(Errno.EIO);
    node.isVerified = true;
  };
  const fileOps = { open, llseek, read, mmap, msync, write: refuse };
  const folderOps = { llseek };
  const nodeOps = {
    getattr: (node: SiteNode): NodeAttributes => attributesOf(node),
    lookup: (parent: SiteNode, name: string) => {
      const entries = entriesOf(parent);
      if (!Object.hasOwn(entries, name)) throw new ErrnoError(Errno.ENOENT);
      return make(parent, name, entries[name]!);
    },
    readdir: (node: SiteNode) => [".", "..", ...Object.keys(entriesOf(node))],
    ...{ setattr: refuse, mknod: refuse, rename: refuse, unlink: refuse, rmdir: refuse },
    symlink: refuse,
  };
  const make = (parent: SiteNode | null, name: string, entry: SiteNode["entry"] | null) => {
    const isFile = entry !== null && isSiteFile(entry);
    const node = fs.createNode(parent, name, isFile ? FILE_MODE : FOLDER_MODE, 0) as SiteNode;
    node.node_ops = nodeOps;
    node.stream_ops = isFile ? fileOps : folderOps;
    if (entry !== null) node.entry = entry;
    if (isFile) {
      const [start, length] = entry;
      node.contents = bytes.subarray(start, start + length) as FsNode["contents"];
      node.usedBytes = length;
    }
    return node;
  };
  fs.mount({ mount: () => make(null, "/", null) }, {}, SITE_PATH);
}

function attributesOf({ id, mode, usedBytes = PAGE_BYTES }: SiteNode): NodeAttributes {
  const time = new Date(SEEDED_EPOCH_MS);
  return {
    ...{ dev: DEVICE, ino: id, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: usedBytes },
    ...{ atime: time, mtime: time, ctime: time },
    ...{ blksize: PAGE_BYTES, blocks: Math.ceil(usedBytes / PAGE_BYTES) },
  };
}
