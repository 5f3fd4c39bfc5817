/** TRUSTED. What an environment is made of, without opening it for a jail. */
import { MessageError } from "../../wire/fields.ts";
import { decodeIndex, PackError, type PackIndex, packLength, verifyPack } from "../../pack/pack.ts";
import { readPart } from "../../pack/own_pack.ts";
import { PAGE_BYTES } from "../../pack/pages.ts";
import { digestOf, ownDigest } from "../base_pack.ts";
import { decodeContents, type EnvironmentContents, MOST_CONTENTS_BYTES } from "../contents.ts";

/** An environment. */
export interface About {
  readonly path: string;
  /** Of the file. */
  readonly bytes: number;
  /** When it was made, in milliseconds since 1970. */
  readonly madeMs: number;
  readonly contents: EnvironmentContents;
  /** Whether this pysandbox can use it. */
  readonly fits: boolean;
}

/** It is no environment, or a broken one. */
export class BrokenError extends Error {
  override readonly name = "BrokenError";
}

/**
 * Reads what an environment is made of.
 *
 * @param whole whether each byte of it is compared with its checksum, instead of its ends alone.
 * @throws {BrokenError} where it is none, or something is wrong with it.
 */
export async function readAbout(path: string, whole: boolean): Promise<About> {
  try {
    using file = Deno.openSync(path);
    const { size, mtime } = file.statSync();
    const index = decodeIndex(readPart(file, 0, Math.min(PAGE_BYTES, size)));
    if (packLength(index) !== size) {
      throw new BrokenError("it has another length than when it was made");
    }
    const contents = await readContents(file, index);
    if (whole) verifyPack(readPart(file, 0, size));
    return {
      ...{ path, bytes: size, madeMs: mtime?.getTime() ?? 0, contents },
      fits: index.base === await ownDigest(),
    };
  } catch (error) {
    if (error instanceof BrokenError) throw error;
    if (error instanceof PackError) throw new BrokenError(error.message);
    if (error instanceof Deno.errors.NotFound) throw new BrokenError("no such file");
    throw new BrokenError("it cannot be read");
  }
}

async function readContents(
  file: Deno.FsFile,
  { members }: PackIndex,
): Promise<EnvironmentContents> {
  const member = members["contents.json"];
  if (member === undefined) throw new BrokenError("it does not say what it was made from");
  if (member.length > MOST_CONTENTS_BYTES) throw new BrokenError("its contents are too long");
  const bytes = readPart(file, member.offset, member.length);
  if (await digestOf(bytes) !== member.sha256) throw new BrokenError("its contents have changed");
  return decoded(bytes);
}

function decoded(bytes: Uint8Array): EnvironmentContents {
  try {
    return decodeContents(bytes);
  } catch (error) {
    if (error instanceof MessageError) throw new BrokenError("its contents cannot be read");
    throw error;
  }
}
