/** TRUSTED. Opens an environment for one jail, and checks that it is what was made. */
import { InternalError, UsageError } from "../core/errors.ts";
import type { Environment } from "../host/environment.ts";
import { Checksum } from "../pack/checksum.ts";
import { readPart } from "../pack/own_pack.ts";
import {
  decodeIndex,
  indexBytes,
  type Member,
  packChecksum,
  PackError,
  type PackIndex,
} from "../pack/pack.ts";
import { PAGE_BYTES, toPage } from "../pack/pages.ts";
import { digestOf, ownDigest } from "./base_pack.ts";
import { pathOf } from "./store/names.ts";

/** Members of which each part has a checksum: a jail compares it when it uses the part, which most programs do of few. */
const BY_PART: ReadonlySet<string> = new Set(["site.bin", "lazy.bin"]);

/** How much is read at once. */
const PIECE_BYTES = 1024 * 1024;

/** What can be read of an environment by its file. */
export interface OpenFile {
  /** The path as it was given, behind what gave it, for messages: `--packages science.env`. */
  readonly source: string;
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly index: PackIndex;
  readonly checksum: number;
  readonly digest: string;
}

/**
 * Opens an environment. Only its first page is read.
 *
 * @param given its path, or its name in the store.
 * @param option what has named it, for messages.
 * @throws {UsageError} where it is none, or was made by another pysandbox.
 */
export async function openEnvironment(
  given: string,
  option = "--packages",
): Promise<Environment> {
  const { source, path, file, index, checksum, digest } = await openFile(given, option);
  return {
    ...{ name: given, digest, place: { path, copy: null, checksum }, isWarm: isWarm(index) },
    verify: async () => {
      using opened = file;
      await look(source, index, opened);
    },
  };
}

/** Whether a program has warmed an environment up: it is kept in there. */
export function isWarm({ members }: PackIndex): boolean {
  return members["warm.py"] !== undefined;
}

/** Opens the file of an environment, which stays open. @throws {UsageError} */
export async function openFile(given: string, option: string): Promise<OpenFile> {
  const source = `${option} ${given}`;
  const found = await pathOf(given);
  const path = await Deno.realPath(found).catch(() => {
    const problem = found === given
      ? "no such file"
      : "no environment of that name (see: pysandbox packages list)";
    throw new UsageError(`${source}: ${problem}`);
  });
  let file: Deno.FsFile | null = null;
  try {
    file = Deno.openSync(path);
    const firstPage = readPart(file, 0, PAGE_BYTES);
    const index = decodeIndex(firstPage);
    const [own, digest] = await Promise.all([ownDigest(), digestOf(indexBytes(firstPage))]);
    if (index.base !== own) {
      throw new UsageError(
        `${source}: made by another version of pysandbox; make it again with 'pysandbox packages build'`,
      );
    }
    return {
      ...{ source, path, file, index, digest: `sha256:${digest}` },
      checksum: packChecksum(firstPage),
    };
  } catch (error) {
    file?.close();
    if (error instanceof UsageError) throw error;
    const reason = error instanceof PackError ? error.message : "cannot be read";
    throw new UsageError(
      `${source}: expected an environment of 'pysandbox packages build'; ${reason}`,
    );
  }
}

/**
 * Compares with their checksums the members that a jail does not compare itself: as quickly as can be, because every start of a program
 * with packages waits for it.
 *
 * @throws {InternalError} naming the first that differs.
 */
async function look(source: string, { members }: PackIndex, file: Deno.FsFile): Promise<void> {
  const piece = new Uint8Array(PIECE_BYTES);
  for (
    const [name, { offset, length, checksum }] of Object.entries(members) as [string, Member][]
  ) {
    if (BY_PART.has(name)) continue;
    const sum = new Checksum();
    await file.seek(offset, Deno.SeekMode.Start);
    for (let left = toPage(length); left > 0;) {
      const part = piece.subarray(0, left);
      for (let at = 0; at < part.length;) {
        const count = await file.read(part.subarray(at));
        if (count === null) throw new InternalError(`${source}: ends too early; make it again`);
        at += count;
      }
      sum.add(part);
      left -= part.length;
    }
    if (sum.value !== checksum) throw hasChanged(source, name);
  }
}

/**
 * Compares members with their digests.
 *
 * @throws {InternalError} naming the first that differs.
 */
export async function verify(
  source: string,
  { members }: PackIndex,
  read: (member: Member) => Uint8Array<ArrayBuffer>,
): Promise<void> {
  for (const [name, member] of Object.entries(members) as [string, Member][]) {
    if (await digestOf(read(member)) !== member.sha256) throw hasChanged(source, name);
  }
}

function hasChanged(source: string, name: string): InternalError {
  return new InternalError(`${source}: its part ${name} has changed; make it again`);
}
