/** HOSTILE ONCE A PROGRAM RUNS. Files that a program has made or changed in its working directory: listed, and given to the host. */
import { encodeFrames, FrameType, LONGEST_FILE_NAME_BYTES } from "../wire/frame.ts";
import {
  decodeTakeFiles,
  encodeFileEntry,
  encodeListEnd,
  MOST_LISTED,
} from "../wire/file_messages.ts";
import type { Channel } from "./channel.ts";
import { HOME } from "./cpython.ts";
import type { EmscriptenModule, FsNode } from "./emscripten.ts";
import type { GivesFiles } from "./execute.ts";
import type { FilesIn } from "./receive_files.ts";

/** How many entries are sent at once. */
const ENTRIES_AT_ONCE = 256;

/** What CPython keeps beside modules that it imports: the interpreter's, and not the program's. */
const CACHE = "__pycache__";

const encoder = new TextEncoder();

/** The files that one jail can give. */
export class FilesOut implements GivesFiles {
  readonly #module: EmscriptenModule;
  readonly #channel: Channel;
  readonly #given: FilesIn;
  /** What the last list named, in its order. */
  #listed: FsNode[] = [];

  constructor(module: EmscriptenModule, channel: Channel, given: FilesIn) {
    this.#module = module;
    this.#channel = channel;
    this.#given = given;
  }

  list(): void {
    this.#listed = [];
    let leftOut = 0;
    let frames: [typeof FrameType.FileEntry, Uint8Array][] = [];
    const send = () => {
      this.#channel.sendBytes(encodeFrames(frames));
      frames = [];
    };
    for (const [path, node] of this.#found()) {
      const name = encoder.encode(path);
      const canBeNamed = path.isWellFormed() && name.length <= LONGEST_FILE_NAME_BYTES;
      if (this.#listed.length === MOST_LISTED || !canBeNamed) {
        leftOut++;
        continue;
      }
      this.#listed.push(node);
      const isFolder = this.#module.FS.isDir(node.mode);
      const bytes = isFolder ? 0 : node.usedBytes;
      frames.push([FrameType.FileEntry, encodeFileEntry(isFolder, bytes, name)]);
      if (frames.length === ENTRIES_AT_ONCE) send();
    }
    send();
    this.#channel.send(FrameType.FilesListed, encodeListEnd({ leftOut }));
  }

  take(wanted: Uint8Array): void {
    for (const number of decodeTakeFiles(wanted)) {
      const { contents, usedBytes } = this.#listed[number]!;
      const bytes = new Uint8Array(contents.buffer, contents.byteOffset, usedBytes);
      this.#channel.sendOutput(FrameType.TakenBytes, bytes);
    }
  }

  /** Paths from the working directory, each with what is there: folders before what is in them. Links are not followed, and left out. */
  *#found(): Generator<[string, FsNode]> {
    const { FS } = this.#module;
    const pending: [string, FsNode][] = [];
    const push = (prefix: string, folder: FsNode) => {
      const names = Object.keys(folder.contents).reverse();
      for (const name of names) pending.push([prefix + name, folder.contents[name]!]);
    };
    const root = this.#root();
    if (root !== null) push("", root);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [path, node] = next;
      if (FS.isDir(node.mode)) {
        if (node.name === CACHE) continue;
        if (!this.#given.isGivenFolder(`${HOME}/${path}`)) yield next;
        push(`${path}/`, node);
      } else if (FS.isFile(node.mode) && !this.#given.isUnchanged(`${HOME}/${path}`, node)) {
        yield next;
      }
    }
  }

  /** The working directory, unless the program has put something else in its place. */
  #root(): FsNode | null {
    const { FS } = this.#module;
    try {
      const { node } = FS.lookupPath(HOME);
      return FS.isDir(node.mode) ? node : null;
    } catch {
      return null;
    }
  }
}
