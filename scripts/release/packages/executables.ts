/** The executables that packages are made of. */
import { digestOf } from "../build/stage.ts";
import { Buffer } from "node:buffer";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../../src/core/errors.ts";
import { BuildError } from "../build/build_error.ts";
import { executableTarget } from "../build/executable_target.ts";
import {
  findTarget,
  localName,
  localTarget,
  releaseName,
  type Target,
  TARGETS,
} from "../build/targets.ts";

/** An executable, read. */
export interface PackedExecutable {
  readonly target: Target;
  /** As its file is named. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Paths of executables in `dist`: those of a release of that version, or else the one for this machine.
 *
 * @throws {BuildError} if there is none.
 */
export async function madeExecutables(dist: URL, version: string): Promise<string[]> {
  const released = await present(dist, TARGETS.map((target) => releaseName(target, version)));
  if (released.length > 0) return released;
  const local = await present(dist, [localName(localTarget())]);
  if (local.length > 0) return local;
  throw new BuildError(
    "dist/ has no executable; 'deno task compile' or 'deno task build' makes some",
  );
}

async function present(dist: URL, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const url = new URL(name, dist);
    if (await Deno.stat(url).then(({ isFile }) => isFile, () => false)) {
      found.push(fileURLToPath(url));
    }
  }
  return found;
}

/**
 * Reads an executable.
 *
 * @param notices the licences of all that is inside, which the executable has to have in itself.
 * @throws {UsageError} if it is none.
 * @throws {BuildError} if it was made from something else than the notices say.
 */
export async function readExecutable(path: string, notices: string): Promise<PackedExecutable> {
  const bytes = await Deno.readFile(path);
  const target = executableTarget(bytes);
  if (target === null) throw new UsageError(`expected an executable of pysandbox; got '${path}'`);
  if (!Buffer.from(bytes.buffer).includes(digestOf(new TextEncoder().encode(notices)))) {
    throw new BuildError(
      `${path} does not have assets/build/notices.txt in itself, so that the licences and the bill ` +
        "of materials would be another executable's; make it again, and then this",
    );
  }
  return { target: findTarget(target), name: basename(path), bytes };
}
