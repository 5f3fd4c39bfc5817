/** TRUSTED. Folders of wheels as a source of them. What is read of one is kept, so that what was chosen is what is used. */
import { UsageError } from "../../core/errors.ts";
import { digestOf } from "../base_pack.ts";
import { PackageError } from "../package_error.ts";
import { readHeaders, readWheelName, type WheelName } from "../wheel.ts";
import type { WheelEntry, WheelMetadata, WheelSource } from "./wheel_source.ts";

/** Largest wheel. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** A wheel, and where it is. */
export interface FoundWheel extends WheelName {
  readonly path: string;
}

/** A wheel that was read. */
export interface ReadWheel extends FoundWheel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Digest in hexadecimal. */
  readonly sha256: string;
}

/** The wheels of some folders. Of two with the same name the first counts. */
export class WheelFolders implements WheelSource {
  readonly name: string;
  /** By the names of their files, in the order of the alphabet. */
  readonly found: ReadonlyMap<string, FoundWheel>;
  readonly #read = new Map<string, ReadWheel>();

  private constructor(folders: readonly string[], found: readonly FoundWheel[]) {
    this.name = folders.join(", ");
    const sorted = found.toSorted((one, other) => one.file < other.file ? -1 : 1);
    const byFile = new Map<string, FoundWheel>();
    for (const one of sorted) if (!byFile.has(one.file)) byFile.set(one.file, one);
    this.found = byFile;
  }

  /** Lists folders. @throws {UsageError} naming the one that cannot be read. */
  static async open(folders: readonly string[]): Promise<WheelFolders> {
    return new WheelFolders(folders, (await Promise.all(folders.map(wheelsIn))).flat());
  }

  wheelsOf(project: string): Promise<readonly WheelEntry[]> {
    const wheels = [...this.found.values()].filter((one) => one.project === project);
    return Promise.resolve(
      wheels.map(({ file }) => ({ file, yanked: false, requiresPython: null, sha256: null })),
    );
  }

  async metadataOf(file: string): Promise<WheelMetadata> {
    const { bytes, sha256 } = await this.read(file);
    return { headers: readHeaders(file, bytes), sha256 };
  }

  /** Reads a wheel, once. @throws {PackageError} */
  async read(file: string): Promise<ReadWheel> {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const found = this.found.get(file)!;
    const bytes = await readFile(found.path);
    const read = { ...found, bytes, sha256: await digestOf(bytes) };
    this.#read.set(file, read);
    return read;
  }
}

async function wheelsIn(folder: string): Promise<FoundWheel[]> {
  const wheels: FoundWheel[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const wheel = readWheelName(name);
      if (wheel !== null) wheels.push({ ...wheel, path: `${folder}/${name}` });
    }
  } catch {
    throw new UsageError(`--wheels: cannot read the folder '${folder}'`);
  }
  return wheels;
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let size: number;
  try {
    const info = await Deno.stat(path);
    if (!info.isFile) throw new PackageError(`${path}: expected a file`);
    size = info.size;
    if (size <= MOST_BYTES) return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(`${path}: cannot be read (${(error as Error).name})`);
  }
  throw new PackageError(`${path}: it has ${size} bytes, expected at most ${MOST_BYTES}`);
}
