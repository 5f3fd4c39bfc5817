/** TRUSTED. Opens an environment for jails, and checks that it is what was made. */
import { InternalError, UsageError } from "../core/errors.ts";
import { ownPack, readPart } from "../pack/own_pack.ts";
import { decodeIndex, indexBytes, type Member, PackError, type PackIndex } from "../pack/pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";

/** The member whose parts have checksums in another, which is compared here. */
const BY_FILE = "site.bin";

/** An environment that fits this pysandbox. */
export interface Environment {
  /** Absolute, for jails. */
  readonly path: string;
  /**
   * Compares what it has with its digests, while a jail already boots from it. A program must not be sent before this resolves. The
   * contents of packages' files are left to the jail, which compares each when it is opened.
   *
   * @throws {InternalError} where a byte of it has changed.
   */
  verify(): Promise<void>;
}

/**
 * Opens an environment. Only its first page is read.
 *
 * @throws {UsageError} where it is none, or was made by another pysandbox.
 */
export async function openEnvironment(given: string): Promise<Environment> {
  const source = `--packages ${given}`;
  const path = await Deno.realPath(given).catch(() => {
    throw new UsageError(`${source}: no such file`);
  });
  const index = readIndex(path, source);
  const own = ownPack();
  using file = Deno.openSync(own.path);
  const ownIndex = indexBytes(readPart(file, own.offset, PAGE_BYTES));
  if (index.base !== await sha256(ownIndex)) {
    throw new UsageError(
      `${source}: made by another version of pysandbox; make it again with 'pysandbox packages build'`,
    );
  }
  return { path, verify: () => verify(path, index, source) };
}

function readIndex(path: string, source: string): PackIndex {
  try {
    using file = Deno.openSync(path);
    return decodeIndex(readPart(file, 0, PAGE_BYTES));
  } catch (error) {
    const reason = error instanceof PackError ? error.message : "cannot be read";
    throw new UsageError(
      `${source}: expected an environment of 'pysandbox packages build'; ${reason}`,
    );
  }
}

async function verify(path: string, { members }: PackIndex, source: string): Promise<void> {
  using file = await Deno.open(path);
  for (
    const [name, { offset, length, sha256: expected }] of Object.entries(members) as [
      string,
      Member,
    ][]
  ) {
    if (name === BY_FILE) continue;
    const bytes = new Uint8Array(length);
    await file.seek(offset, Deno.SeekMode.Start);
    for (let at = 0; at < length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) throw new InternalError(`${source}: ends too early; make it again`);
      at += count;
    }
    if (await sha256(bytes) === expected) continue;
    throw new InternalError(`${source}: its part ${name} has changed; make it again`);
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
