/**
 * The folder of `--out`. What a jail gives is staged in a folder within it, under names of our own; when all of it is there, each file
 * gets its name by a rename or a link, which follows no link and is done at once. So there is never half a file under its name.
 */
import { createHash, type Hash } from "node:crypto";
import type { TakenFile } from "../core/taken_files.ts";
import { InternalError, UsageError } from "../core/errors.ts";
import { parentsOf } from "../host/file_list.ts";
import type { TakesFiles } from "../host/file_traffic.ts";
import { type FileSink, takeFiles } from "../host/take_files.ts";
import { fileProblem } from "../core/file_problem.ts";

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/** Where files go that a program has made. */
export interface OutRequest {
  readonly path: string;
  /** Whether files that are there may be replaced. */
  readonly overwrite: boolean;
  readonly mostBytes: number;
}

/** A file that is staged, and what was measured of it. */
interface Staged extends TakenFile {
  readonly stagedPath: string;
}

/** A file cannot be written. The message says which, and why. */
class WriteError extends Error {
  override readonly name = "WriteError";
}

/** An opened folder that takes files. */
export class OutFolder implements TakesFiles {
  readonly #request: OutRequest;
  /** Without links. */
  readonly #root: string;

  private constructor(request: OutRequest, root: string) {
    this.#request = request;
    this.#root = root;
  }

  /**
   * Makes the folder where it is not there.
   *
   * @throws {UsageError} where it is something else, or has files in it that may not be replaced.
   * @throws {InternalError} where it cannot be made or read.
   */
  static async open(request: OutRequest): Promise<OutFolder> {
    const { path, overwrite } = request;
    try {
      await Deno.mkdir(path, { recursive: true });
      const root = await Deno.realPath(path);
      if (!overwrite) {
        for await (const { name } of Deno.readDir(root)) {
          throw new UsageError(
            `--out: expected a new or empty folder, or --overwrite; '${path}' has '${name}' in it`,
          );
        }
      }
      return new OutFolder(request, root);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      if (await isNoFolder(path)) {
        throw new UsageError(`--out: expected a folder; '${path}' is something else`);
      }
      throw new InternalError(`--out: cannot write to '${path}': ${fileProblem(error)}`);
    }
  }

  async takeFrom(link: Parameters<TakesFiles["takeFrom"]>[0]): ReturnType<TakesFiles["takeFrom"]> {
    const placed: TakenFile[] = [];
    try {
      await using staging = await this.#stage();
      const { refused, exceeded } = await takeFiles(link, this.#request, staging);
      const place = new Placement(this.#root, this.#request.overwrite);
      for (const name of staging.folders) await place.folder(name);
      for (const { stagedPath, ...file } of staging.files) {
        await place.file(file.path, stagedPath);
        placed.push(file);
      }
      if (refused.length + exceeded.length === 0) {
        return { taken: { files: placed, problem: null }, reason: null };
      }
      const problem = `left out ${[...exceeded, ...refused].join("; ")}`;
      const status = refused.length > 0 ? "internal" : "output";
      const message = `--out: ${problem}`;
      return {
        taken: { files: placed, problem },
        reason: { kind: "files", status, message },
      };
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      return {
        taken: { files: placed, problem: error.message },
        reason: { kind: "files", status: "internal", message: `--out: ${error.message}` },
      };
    }
  }

  async #stage(): Promise<Staging> {
    try {
      return new Staging(await Deno.makeTempDir({ dir: this.#root, prefix: ".pysandbox-" }));
    } catch (error) {
      throw new WriteError(`cannot write to '${this.#request.path}': ${fileProblem(error)}`);
    }
  }
}

/** Files on their way: complete, and not yet under their names. */
class Staging implements FileSink, AsyncDisposable {
  readonly folders: string[] = [];
  readonly files: Staged[] = [];
  readonly #path: string;
  #open: { file: Deno.FsFile; hash: Hash; stagedPath: string; path: string; bytes: number } | null =
    null;

  constructor(path: string) {
    this.#path = path;
  }

  folder(name: string): Promise<void> {
    this.folders.push(name);
    return Promise.resolve();
  }

  async begin(name: string, bytes: number): Promise<void> {
    const stagedPath = `${this.#path}/${this.files.length}`;
    const options = { write: true, createNew: true, mode: 0o644 };
    const file = await orWriteError(name, () => Deno.open(stagedPath, options));
    this.#open = { file, hash: createHash("sha256"), stagedPath, path: name, bytes };
  }

  async write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const { file, hash, path } = this.#open!;
    hash.update(piece);
    await orWriteError(path, async () => {
      for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
    });
  }

  end(): Promise<void> {
    const { file, hash, stagedPath, path, bytes } = this.#open!;
    file.close();
    this.#open = null;
    this.files.push({ path, bytes, sha256: hash.digest("hex"), stagedPath });
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open?.file.close();
    await Deno.remove(this.#path, { recursive: true }).catch(() => {});
  }
}

/** Gives files their names below a folder. */
class Placement {
  readonly #root: string;
  readonly #overwrite: boolean;
  /** Folders that are there, and were looked at. */
  readonly #known = new Set<string>();

  constructor(root: string, overwrite: boolean) {
    this.#root = root;
    this.#overwrite = overwrite;
  }

  /** Makes a folder, with those that it is in. @throws {WriteError} */
  async folder(name: string): Promise<void> {
    for (const part of [...parentsOf(name), name]) {
      if (this.#known.has(part)) continue;
      await orWriteError(part, async () => await this.#makeFolder(this.#pathOf(part)));
      this.#known.add(part);
    }
  }

  /** Gives a staged file its name. @throws {WriteError} */
  async file(name: string, stagedPath: string): Promise<void> {
    const parent = parentsOf(name).at(-1);
    if (parent !== undefined) await this.folder(parent);
    const path = this.#pathOf(name);
    await orWriteError(name, async () => {
      const there = await Deno.lstat(path).catch(() => null);
      if (there?.isDirectory) throw new WriteError("there is a folder of that name");
      if (this.#overwrite) return await Deno.rename(stagedPath, path);
      if (there !== null) throw new WriteError("it is there already");
      try {
        await Deno.link(stagedPath, path);
      } catch (error) {
        if (error instanceof Deno.errors.AlreadyExists) throw new WriteError("it is there already");
        // A file system without hard links.
        await Deno.rename(stagedPath, path);
      }
    });
  }

  async #makeFolder(path: string): Promise<void> {
    try {
      await Deno.mkdir(path, { mode: 0o755 });
    } catch (error) {
      const there = await Deno.lstat(path).catch(() => null);
      if (there === null) throw error;
      if (there.isSymlink) throw new WriteError("there is a link of that name");
      if (!there.isDirectory) throw new WriteError("there is a file of that name");
    }
    if (await Deno.realPath(path) !== path) throw new WriteError("it leads somewhere else");
  }

  #pathOf(name: string): string {
    const root = this.#root.endsWith(SEPARATOR) ? this.#root : this.#root + SEPARATOR;
    return root + name.split("/").join(SEPARATOR);
  }
}

async function orWriteError<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const why = error instanceof WriteError ? error.message : fileProblem(error);
    throw new WriteError(`cannot write '${name}': ${why}`);
  }
}

async function isNoFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => !info.isDirectory, () => false);
}
