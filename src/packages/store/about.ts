/** TRUSTED. What an environment is made of, without opening it for a jail. */
import type { JsonBounds } from "../../core/json.ts";
import { asArray, asObject, asText, MessageError } from "../../wire/fields.ts";
import { MESSAGE_BOUNDS, parseMessage } from "../../wire/parse_message.ts";
import { decodeIndex, PackError, type PackIndex, packLength, verifyPack } from "../../pack/pack.ts";
import { readPart } from "../../pack/own_pack.ts";
import { PAGE_BYTES } from "../../pack/pages.ts";
import { digestOf, ownDigest } from "../base_pack.ts";
import type { EnvironmentContents } from "../build_environment.ts";

/** Longest description of what it was made from. */
const MOST_CONTENTS_BYTES = 4 * 1024 * 1024;

/** What it may have in it. */
const BOUNDS: JsonBounds = {
  ...MESSAGE_BOUNDS,
  ...{ containers: 20_000, values: 200_000, names: 100_000, nameUnits: 1_000_000 },
  otherUnits: MOST_CONTENTS_BYTES,
};

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
  return decodeContents(bytes);
}

/** Whoever gives an environment to somebody may have written anything. */
function decodeContents(bytes: Uint8Array): EnvironmentContents {
  try {
    const { pysandbox, requirements, wheels, warm } = parseMessage(bytes, "contents", BOUNDS);
    return {
      pysandbox: asText(pysandbox, "pysandbox"),
      requirements: asArray(requirements, "requirements").map((one) => asText(one, "requirement")),
      wheels: asArray(wheels, "wheels").map((one) => {
        const { file, project, version, sha256 } = asObject(one, "wheel");
        return {
          file: asText(file, "file"),
          project: asText(project, "project"),
          version: asText(version, "version"),
          sha256: asText(sha256, "sha256"),
        };
      }),
      ...(warm !== undefined && { warm: decodeWarm(warm) }),
    };
  } catch (error) {
    if (error instanceof MessageError) throw new BrokenError("its contents cannot be read");
    throw error;
  }
}

function decodeWarm(value: unknown): NonNullable<EnvironmentContents["warm"]> {
  const { file, sha256 } = asObject(value, "warm");
  return { file: asText(file, "file"), sha256: asText(sha256, "sha256") };
}
