/**
 * TRUSTED. Holds an environment for all jails of a server: its file is read once, and copied into memory that nobody can change any
 * more. What becomes of the file meanwhile changes nothing.
 */
import type { EnvironmentFacts } from "../core/environment.ts";
import { InternalError } from "../core/errors.ts";
import type { Environment, EnvironmentPlace, HeldEnvironment } from "../host/environment.ts";
import { packLength } from "../pack/pack.ts";
import { packagesOf, readContents } from "./contents.ts";
import { copyToMemory } from "./copy_to_memory.ts";
import { isWarm, openFile, verify } from "./open_environment.ts";

/** An environment that was read. */
export interface WholeEnvironment extends EnvironmentFacts, Pick<Environment, "verify" | "isWarm"> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly place: EnvironmentPlace;
}

/**
 * Holds an environment. All of it is read, and nothing of it compared yet but the list of its packages.
 *
 * @param option what has named it, for messages.
 * @throws {UsageError} where it is none, or was made by another pysandbox.
 * @throws {InternalError} where it ends too early.
 */
export async function holdEnvironment(
  given: string,
  option = "--packages",
): Promise<HeldEnvironment> {
  const { bytes, place, ...rest } = await readEnvironment(given, option);
  const copy = copyToMemory(bytes);
  return {
    ...rest,
    place: { ...place, copy: copy?.path ?? null },
    [Symbol.dispose]: () => copy?.[Symbol.dispose](),
  };
}

/** Reads an environment; the rest is as above. @throws {UsageError | InternalError} */
export async function readEnvironment(
  given: string,
  option = "--packages",
): Promise<WholeEnvironment> {
  const { source, path, file, index, checksum, digest } = await openFile(given, option);
  using opened = file;
  const tooShort = () => new InternalError(`${source}: ends too early; make it again`);
  const length = packLength(index);
  if ((await opened.stat()).size < length) throw tooShort();
  const bytes = new Uint8Array(length);
  await opened.seek(0, Deno.SeekMode.Start);
  for (let at = 0; at < length;) {
    const count = await opened.read(bytes.subarray(at));
    if (count === null) throw tooShort();
    at += count;
  }
  const { "contents.json": contents, ...others } = index.members;
  if (contents === undefined) throw new InternalError(`${source}: has no list of its packages`);
  const part = ({ offset, length }: { offset: number; length: number }) =>
    bytes.subarray(offset, offset + length);
  await verify(source, { ...index, members: { "contents.json": contents } }, part);
  return {
    ...{ name: given, digest, bytes, place: { path, copy: null, checksum }, isWarm: isWarm(index) },
    packages: packagesOf(readContents(source, part(contents))),
    verify: () => verify(source, { ...index, members: others }, part),
  };
}
