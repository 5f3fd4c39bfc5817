/** HOSTILE ONCE A PROGRAM RUNS. Files that come with a request: written into the program's working directory, counted as they come. */
import { FrameType } from "../wire/frame.ts";
import { decodePath, FilesInStatus } from "../wire/file_messages.ts";
import type { Budget } from "./budget.ts";
import type { Channel } from "./channel.ts";
import { HOME } from "./cpython.ts";
import type { EmscriptenModule, FsNode } from "./emscripten.ts";

/**
 * By how much a file is older that was given. No clock of a program gives such a time, be it real, in whole milliseconds, or seeded,
 * from one moment on: whoever writes to the file changes it, were it at once.
 */
const BEFORE_MS = 3_600_000.5;

/** What a file was like that was given. */
interface Given {
  readonly node: FsNode;
  readonly mtime: number;
}

/** The files that one jail was given. */
export class FilesIn {
  readonly #module: EmscriptenModule;
  readonly #budget: Budget;
  readonly #channel: Channel;
  readonly #given = new Map<string, Given>();
  readonly #folders = new Set<string>();

  constructor(module: EmscriptenModule, budget: Budget, channel: Channel) {
    this.#module = module;
    this.#budget = budget;
    this.#channel = channel;
  }

  /** Makes a folder, with those that it is in. `path` is taken from the working directory. */
  folder(path: Uint8Array): void {
    this.#orRefuse(() => this.#makeFolders(absolute(decodePath(path))));
  }

  /** Room for so many bytes. Whoever fills it hands it to `close`. */
  open(_path: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
    if (!this.#budget.take(bytes)) this.#refuse(FilesInStatus.noRoom);
    try {
      return new Uint8Array(bytes);
    } catch {
      return this.#refuse(FilesInStatus.noRoom);
    }
  }

  /** Makes a file of `contents`, which become the file's own. */
  close(path: Uint8Array, contents: Uint8Array<ArrayBuffer>): void {
    // The file system counts them from here on.
    this.#budget.release(contents.length);
    this.#orRefuse(() => this.#write(absolute(decodePath(path)), contents));
  }

  /** The last file has come: the host is told. */
  sent(): void {
    this.#answer(FilesInStatus.done);
  }

  /** Writes the program itself where its name says, as Python would. What is there already stays. */
  writeScript(name: string, source: Uint8Array): void {
    const path = absolute(name);
    try {
      this.#module.FS.lookupPath(path);
      return;
    } catch {
      // It is not there.
    }
    try {
      this.#write(path, source.slice());
    } catch {
      // Python tries it again, and says what is wrong.
    }
  }

  /** Whether the file at `path` was given, and is unchanged. */
  isUnchanged(path: string, node: FsNode): boolean {
    const given = this.#given.get(path);
    return given !== undefined && given.node === node && given.mtime === node.mtime;
  }

  /** Whether the folder at `path` was there before the program. */
  isGivenFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  #write(path: string, contents: Uint8Array): void {
    const { FS } = this.#module;
    this.#makeFolders(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, contents, { canOwn: true });
    const { node } = FS.lookupPath(path);
    node.mtime -= BEFORE_MS;
    this.#given.set(path, { node, mtime: node.mtime });
  }

  #makeFolders(path: string): void {
    this.#module.FS.mkdirTree(path);
    for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) {
      this.#folders.add(path.slice(0, at));
    }
  }

  #orRefuse(action: () => void): void {
    const before = this.#budget.refusals;
    try {
      action();
    } catch {
      const { noRoom, inTheWay } = FilesInStatus;
      this.#refuse(this.#budget.refusals > before ? noRoom : inTheWay);
    }
  }

  /** Half of the files are of no use to anybody: the host ends this jail, and gets nothing else from it. */
  #refuse(status: number): never {
    this.#answer(status);
    return this.#channel.leave();
  }

  #answer(status: number): void {
    this.#channel.send(FrameType.FilesIn, Uint8Array.of(status));
  }
}

/** The path within the sandbox, without `.` and `..`. */
function absolute(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${HOME}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
