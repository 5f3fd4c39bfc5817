/** The environment that becomes part of an executable. */
import { basename } from "node:path";
import type { EmbeddedEnvironment } from "../../../src/core/environment.ts";
import { InternalError } from "../../../src/core/errors.ts";
import { verifyPack } from "../../../src/pack/pack.ts";
import { readEnvironment } from "../../../src/packages/hold_environment.ts";
import { BuildError } from "./build_error.ts";

/** An environment to be embedded. */
export interface Embedded {
  /** What the executable says of it: its file is not there any more, only the name. */
  readonly facts: EmbeddedEnvironment;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads it and compares all of it: the executable does that no more than with its own pack. The assets must have been made.
 *
 * @throws {UsageError} where it is none, or was made by another pysandbox.
 * @throws {BuildError} where a byte of it has changed.
 */
export async function embeddable(path: string): Promise<Embedded> {
  try {
    const { digest, packages, isWarm, bytes, verify } = await readEnvironment(path);
    await verify();
    verifyPack(bytes);
    return { facts: { name: basename(path), digest, packages, isWarm }, bytes };
  } catch (error) {
    if (error instanceof InternalError) throw new BuildError(error.message);
    throw error;
  }
}

/** The pack that the executable gets: pysandbox's own, and the environment behind it. */
export function joinPacks(
  own: Uint8Array<ArrayBuffer>,
  embedded: Embedded | null,
): Uint8Array<ArrayBuffer> {
  if (embedded === null) return own;
  const joined = new Uint8Array(own.length + embedded.bytes.length);
  joined.set(own);
  joined.set(embedded.bytes, own.length);
  return joined;
}
