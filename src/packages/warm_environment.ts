/**
 * TRUSTED. Warms an environment up: a program runs in it, and what that leaves in its interpreter's memory is how later ones begin. Native
 * code is then spread anew: a second run tells which of it a program needs that begins so.
 */
import type { EnvironmentPlace } from "../host/environment.ts";
import type { Sink } from "../host/output.ts";
import { decodeSymbols } from "../link/symbols.ts";
import { type Contents, encodePack } from "../pack/encode_pack.ts";
import { openImage } from "../pack/image.ts";
import { decodeIndex, type MemberName, packChecksum } from "../pack/pack.ts";
import { type BasePack, digestOf, openBasePack } from "./base_pack.ts";
import type { Built } from "./build_environment.ts";
import { decodeContents, encodeContents } from "./contents.ts";
import { readBaseImage, readerOf } from "./environment_image.ts";
import { freeze, type Frozen, type WarmUp } from "./freeze.ts";
import { frozenImage } from "./frozen_image.ts";
import { linkNatives } from "./link_natives.ts";
import { PackageError } from "./package_error.ts";
import { checkRandomness } from "./randomness.ts";

/** A warmed-up environment. */
export interface Warmed {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Modules that drew random bytes which each run has in common, and how many. */
  readonly drew: Frozen["findings"]["drew"];
}

/** A file that is not there yet. */
export interface NewFile {
  readonly path: string;
  readonly mode: number;
}

const NOWHERE: Sink = { write: () => Promise.resolve() };

/**
 * Warms an environment up.
 *
 * @param built where it has native modules, they note their calls.
 * @param file that is written, and left with the result.
 * @param output takes what the program writes, which is hostile text.
 * @throws {PackageError} naming the program and what is wrong with it.
 */
export async function warmEnvironment(
  { bytes, natives, notes }: Built,
  warmUp: WarmUp,
  file: NewFile,
  output: Sink,
): Promise<Warmed> {
  using base = await openBasePack();
  let members = membersOf(bytes);
  members["contents.json"] = await withWarmUp(members["contents.json"]!, warmUp);
  members["warm.py"] = warmUp.source;
  const place = await write(file, bytes);
  const { memory, findings } = await freeze(place, warmUp, output);
  const { memoryMaximumOffset } = decodeIndex(bytes);
  const pack = (offset: number) =>
    encodePack(offset, { ...members, "image.bin": imageOf(base, memory, members) }, base.digest);
  const calls = notes && memory.slice(notes.address, notes.address + notes.count);
  if (notes !== null) memory.fill(0, notes.address, notes.address + notes.count);
  const second = await runAgain(await write(file, pack(memoryMaximumOffset)), warmUp);
  if (second !== null) members["warm_again.py"] = warmUp.source;
  let warmed: Uint8Array<ArrayBuffer>;
  if (notes === null) warmed = pack(memoryMaximumOffset);
  else {
    const again = second?.slice(notes.address, notes.address + notes.count);
    const linked = await linkNatives(base, natives, again ?? calls!);
    expectSame(members, linked.members);
    members = { ...members, ...linked.members };
    warmed = pack(linked.memoryMaximumOffset);
  }
  await checkRandomness(await write(file, warmed), findings.generators);
  return { bytes: warmed, drew: findings.drew };
}

type Members = { -readonly [name in keyof Contents]: Contents[name] };

function membersOf(bytes: Uint8Array<ArrayBuffer>): Members {
  const { members } = decodeIndex(bytes);
  return Object.fromEntries(
    Object.entries(members).map(([name, { offset, length }]) =>
      [name as MemberName, bytes.subarray(offset, offset + length)] as const
    ),
  );
}

/** Writes an environment as another file: what a jail may have mapped is never written to. */
async function write(
  { path, mode }: NewFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<EnvironmentPlace> {
  await Deno.remove(path).catch(() => {});
  await Deno.writeFile(path, bytes, { createNew: true, mode });
  return { path: await Deno.realPath(path), copy: null, checksum: packChecksum(bytes) };
}

/** The image of a memory that belongs to the members of an environment. */
function imageOf(
  base: BasePack,
  memory: Uint8Array<ArrayBuffer>,
  members: Members,
): Uint8Array<ArrayBuffer> {
  const { heapEndWord } = decodeSymbols(base.member("symbols.bin"));
  const wasmBytes = base.index.members["python.wasm"]!.length;
  const own = readBaseImage(base.member("image.bin"), wasmBytes, heapEndWord);
  const [image, python] = [members["image.bin"], members["python.wasm"]];
  const { metadata } = image === undefined ? own.image : openImage(readerOf(image), python!.length);
  return frozenImage(memory, { heap: own.heap, metadata, heapEndWord });
}

/** The memory that the program leaves where it has run before; null where it does not run twice, or leaves something else as well. */
async function runAgain(
  place: EnvironmentPlace,
  warmUp: WarmUp,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return (await freeze(place, warmUp, NOWHERE)).memory;
  } catch (error) {
    if (error instanceof PackageError) return null;
    throw error;
  }
}

/** @throws where functions have other places in the table than those that the memory has of them. */
function expectSame(before: Contents, after: Contents): void {
  const [one, other] = [before, after].map((members) => members["natives.json"]!);
  if (one!.length === other!.length && one!.every((byte, at) => byte === other![at])) return;
  throw new Error("The linker has given the same modules other places");
}

async function withWarmUp(
  contents: Uint8Array<ArrayBuffer>,
  { path, source }: WarmUp,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = path.split(/[/\\]/).at(-1)!;
  const warm = { file, sha256: await digestOf(source) };
  return encodeContents({ ...decodeContents(contents), warm });
}
