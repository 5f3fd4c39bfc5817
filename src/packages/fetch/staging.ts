/** TRUSTED. A folder of wheels that is added to: what comes is compared with its digest in a folder beside it, and then moved. */
import { createHash } from "node:crypto";
import { UsageError } from "../../core/errors.ts";
import { fileProblem } from "../../core/file_problem.ts";
import { digestOf } from "../base_pack.ts";
import { FetchError } from "./fetch_error.ts";
import type { RemoteWheel } from "./remote_wheel.ts";
import { shown, type Web } from "./web.ts";

/** Largest wheel. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** The folder. */
export class Staging implements AsyncDisposable {
  readonly folder: string;
  /** Where files are until they are whole. */
  readonly #aside: string;
  readonly #whole = new Set<string>();

  private constructor(folder: string, aside: string) {
    this.folder = folder;
    this.#aside = aside;
  }

  /** Makes it, where it is not there. @throws {UsageError} where it cannot be written to. */
  static async open(folder: string): Promise<Staging> {
    try {
      await Deno.mkdir(folder, { recursive: true });
      const aside = await Deno.makeTempDir({ dir: folder, prefix: ".pysandbox-" });
      return new Staging(folder, aside);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
  }

  /** The bytes of a wheel: of the one that is there, where it has the right digest, else of the one that is fetched now. */
  async read(wheel: RemoteWheel, web: Web): Promise<Uint8Array<ArrayBuffer>> {
    const there = await this.#there(wheel);
    if (there !== null) return there;
    await this.#fetch(wheel, web);
    return await Deno.readFile(`${this.#aside}/${wheel.file}`);
  }

  /** Puts a wheel into the folder. @returns whether it was not there. */
  async put(wheel: RemoteWheel, web: Web): Promise<boolean> {
    if (!this.#whole.has(wheel.file)) {
      if (await this.#there(wheel) !== null) return false;
      await this.#fetch(wheel, web);
    }
    await this.#writing(() =>
      Deno.rename(`${this.#aside}/${wheel.file}`, `${this.folder}/${wheel.file}`)
    );
    this.#whole.delete(wheel.file);
    return true;
  }

  /** The wheel that is in the folder; null where there is none, or another of that name. */
  async #there({ file, sha256, size }: RemoteWheel): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = `${this.folder}/${file}`;
    const info = await Deno.stat(path).catch(() => null);
    if (info === null || !info.isFile || info.size > (size ?? MOST_BYTES)) return null;
    const bytes = await Deno.readFile(path);
    return await digestOf(bytes) === sha256 ? bytes : null;
  }

  async #fetch({ file, url, sha256, size }: RemoteWheel, web: Web): Promise<void> {
    if (this.#whole.has(file)) return;
    using target = await this.#writing(() =>
      Deno.open(`${this.#aside}/${file}`, { write: true, create: true })
    );
    let hash = createHash("sha256");
    const mostBytes = Math.min(size ?? MOST_BYTES, MOST_BYTES);
    const answer = await web.ask({ url, accept: "*/*", mostBytes }, async () => {
      hash = createHash("sha256");
      await target.truncate();
      await target.seek(0, Deno.SeekMode.Start);
    }, async (piece) => {
      hash.update(piece);
      await this.#writing(async () => {
        for (let at = 0; at < piece.length;) at += await target.write(piece.subarray(at));
      });
    });
    if (answer === null) throw new FetchError(`${shown(url)}: it is not there`);
    const actual = hash.digest("hex");
    if (actual !== sha256) {
      throw new FetchError(
        `${shown(url)}: expected SHA-256 ${sha256}, as its index says; got ${actual}`,
      );
    }
    this.#whole.add(file);
  }

  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw cannotWrite(this.folder, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#aside, { recursive: true });
  }
}

function cannotWrite(folder: string, error: unknown): UsageError {
  return new UsageError(`--wheels: cannot write to the folder '${folder}': ${fileProblem(error)}`);
}
