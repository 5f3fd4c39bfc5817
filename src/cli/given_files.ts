/** Plans which files go into a sandbox: looks at each, follows links within what was given, and reads nothing yet. */
import { ScriptNotFoundError, ScriptUnreadableError, UsageError } from "../core/errors.ts";
import { pathProblem } from "../core/file_names.ts";
import { formatSize } from "../core/units.ts";
import { type Contents, FILE_COST_BYTES, FilesIn, type GivenFile } from "../host/send_files.ts";
import { fileProblem } from "../core/file_problem.ts";
import type { GivenValue } from "./option_values.ts";

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/**
 * The files of `--file`, and those of the program where it is a folder.
 *
 * @param mostBytes beyond which nothing more is looked at: they would not fit.
 * @throws {CommandError} naming the first that cannot be given.
 */
export async function planFiles(
  words: readonly GivenValue[],
  folder: string | null,
  mostBytes: number,
): Promise<FilesIn> {
  const plan = await planWords(words, mostBytes);
  if (folder !== null) await plan.add(folder.replace(/(?<=.)\/+$/, ""), folder, "run");
  return new FilesIn(plan.files);
}

/**
 * The files of `--file` in memory, by path: for many programs, which share them. Folders are there where something is in them.
 *
 * @param mostBytes what may be held of them.
 * @throws {CommandError} naming the first that cannot be given, or where they are too large.
 */
export async function readGivenFiles(
  words: readonly GivenValue[],
  mostBytes: number,
): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  const { files, bytes } = await planWords(words, mostBytes);
  if (bytes > mostBytes) {
    throw new UsageError(
      `--file: expected files that fit in ${formatSize(mostBytes)} (--max-heap); got more`,
    );
  }
  const read: Record<string, Uint8Array<ArrayBuffer>> = Object.create(null);
  for (const { path, contents } of files) {
    if (contents === null) continue;
    using opened = await contents.open();
    const whole = read[path] = new Uint8Array(contents.bytes);
    for (let at = 0; at < whole.length;) at += (await opened.read(whole.subarray(at)))!;
  }
  return read;
}

async function planWords(words: readonly GivenValue[], mostBytes: number): Promise<Plan> {
  const plan = new Plan(mostBytes);
  for (const word of words) {
    const { name, path } = await readWord(word);
    await plan.add(name, path, word.source);
  }
  return plan;
}

/** @throws {UsageError} where it is no path, and has no name that leads down from the working directory. */
async function readWord({ value, source }: GivenValue): Promise<{ name: string; path: string }> {
  const isPath = await Deno.lstat(value).then(() => true, () => false);
  const equals = value.indexOf("=");
  if (isPath || equals < 0) return { name: ownName(value), path: value };
  const name = value.slice(0, equals);
  const problem = name === "." ? null : pathProblem(name);
  if (problem === null) return { name, path: value.slice(equals + 1) };
  const expected = "expected PATH, or NAME=PATH with a NAME in the program's working directory";
  throw new UsageError(`${source}: ${expected}; got '${value}': ${problem}`);
}

/** The last part of a path. A folder without one, such as `.`, gives what is in it. */
function ownName(path: string): string {
  const name = path.replace(/[/\\]+$/, "").split(SEPARATOR === "/" ? "/" : /[/\\]/).at(-1)!;
  return ["", "..", "."].includes(name) ? "." : name;
}

/** Where something is, in the sandbox and here. */
interface Place {
  readonly name: string;
  readonly path: string;
  /** The option that gave it. */
  readonly source: string;
  /** The real path of the folder that was given: no link leads out of it. */
  readonly root: string;
  /** The real paths of the folders that it is in. */
  readonly above: readonly string[];
}

class Plan {
  readonly files: GivenFile[] = [];
  readonly #mostBytes: number;
  /** Whether each name is a file. */
  readonly #names = new Map<string, boolean>();
  /** Folders that are there because something is in them. */
  readonly #implied = new Set<string>();
  /** What they take in a sandbox, at least. */
  get bytes(): number {
    return this.#bytes;
  }
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Adds a file, or a folder with all in it. */
  async add(name: string, path: string, source: string): Promise<void> {
    let info: Deno.FileInfo;
    let root: string;
    try {
      info = await Deno.stat(path);
      root = await Deno.realPath(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        throw new ScriptNotFoundError(`${source}: can't open '${path}': no such file or folder`);
      }
      throw unreadable(source, path, fileProblem(error));
    }
    const place = { name, path, source, root, above: [] };
    if (info.isFile && name === ".") {
      throw new UsageError(`${source}: '.' is no name for a file; got it for '${path}'`);
    }
    await this.#addFound(place, info);
  }

  async #addFound(place: Place, info: Deno.FileInfo): Promise<void> {
    const { name, path, source } = place;
    const isFile = info.isFile;
    if (!isFile && !info.isDirectory) {
      throw unreadable(source, path, `it is ${kindOf(info)}, expected a file or a folder`);
    }
    this.#note(place, isFile);
    this.#bytes += FILE_COST_BYTES + (isFile ? info.size : 0);
    if (this.#bytes > this.#mostBytes) {
      // It cannot fit. An entry of this size makes the supervisor report that.
      this.files.push({ path: name, contents: { bytes: this.#mostBytes, open: neverOpened } });
    } else if (isFile) {
      const open = () => openUnchanged(place, info);
      this.files.push({ path: name, contents: { bytes: info.size, open } });
    } else {
      this.files.push({ path: name, contents: null });
      await this.#addFolder(place);
    }
  }

  async #addFolder({ name, path, source, root, above }: Place): Promise<void> {
    const prefix = name === "." ? "" : `${name}/`;
    let real: string;
    const entries: string[] = [];
    try {
      real = await Deno.realPath(path);
      for await (const entry of Deno.readDir(path)) entries.push(entry.name);
    } catch (error) {
      throw unreadable(source, path, fileProblem(error));
    }
    for (const entry of entries.sort()) {
      if (this.#bytes > this.#mostBytes) return;
      const inside = path.endsWith("/") ? `${path}${entry}` : `${path}/${entry}`;
      const place = { name: prefix + entry, path: inside, source, root, above: [...above, real] };
      await this.#addFound(place, await lookAt(place));
    }
  }

  /** Notes a name and the folders that it is in. @throws {UsageError} where it is taken. */
  #note({ name, path, source }: Place, isFile: boolean): void {
    if (name === ".") return;
    if (this.#names.has(name) || isFile && this.#implied.has(name)) {
      throw new UsageError(`${source}: two are called '${name}'; the second is '${path}'`);
    }
    this.#names.set(name, isFile);
    for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1)) {
      const parent = name.slice(0, at);
      this.#implied.add(parent);
      if (this.#names.get(parent) === true) {
        throw new UsageError(`${source}: '${parent}' is a file; '${path}' is to be in it`);
      }
    }
  }
}

/** What is there; of a link, what it leads to. @throws {ScriptUnreadableError} where that is not within what was given. */
async function lookAt({ path, source, root, above }: Place): Promise<Deno.FileInfo> {
  try {
    const info = await Deno.lstat(path);
    if (!info.isSymlink) return info;
    const real = await Deno.realPath(path);
    if (real !== root && !real.startsWith(root.replace(/[/\\]$/, "") + SEPARATOR)) {
      throw unreadable(source, path, "it is a link that leads out of the folder that was given");
    }
    if (above.includes(real)) {
      throw unreadable(source, path, "it is a link to a folder that it is in");
    }
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof ScriptUnreadableError) throw error;
    const isDangling = error instanceof Deno.errors.NotFound;
    throw unreadable(source, path, isDangling ? "it is a link to nothing" : fileProblem(error));
  }
}

/** Opens a file that is still what it was when it was looked at. */
async function openUnchanged({ path, source }: Place, seen: Deno.FileInfo): Promise<Contents> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    throw unreadable(source, path, fileProblem(error));
  }
  try {
    const { isFile, dev, ino, size } = await file.stat();
    if (isFile && dev === seen.dev && ino === seen.ino && size === seen.size) {
      return {
        read: async (target) => {
          const count = await file.read(target);
          if (count === null) throw unreadable(source, path, "it became shorter meanwhile");
          return count;
        },
        [Symbol.dispose]: () => file.close(),
      };
    }
  } catch (error) {
    file.close();
    throw unreadable(source, path, fileProblem(error));
  }
  file.close();
  throw unreadable(source, path, "it was changed meanwhile");
}

function neverOpened(): never {
  throw new Error("unreachable: files that do not fit are not sent");
}

function kindOf(info: Deno.FileInfo): string {
  if (info.isFifo) return "a FIFO";
  if (info.isSocket) return "a socket";
  return info.isCharDevice || info.isBlockDevice ? "a device" : "nothing that has contents";
}

function unreadable(source: string, path: string, why: string): ScriptUnreadableError {
  return new ScriptUnreadableError(`${source}: can't read '${path}': ${why}`);
}
