/** What a package has beside an executable, so that its users know what they get: licences and a bill of materials. */
import { type Base, type Inventory, takeInventory } from "../notices/inventory.ts";
import { bomText } from "../sbom.ts";
import { cratesIn } from "../notices/crates.ts";
import { BuildError } from "../build/build_error.ts";
import type { PackedExecutable } from "./executables.ts";

/** What all packages of a version have in common. */
export interface Release {
  readonly root: URL;
  readonly version: string;
  /** The licence of pysandbox itself. */
  readonly ownLicense: string;
  /** The licences of all that is inside, as one SPDX expression. */
  readonly license: string;
  readonly licenseText: string;
  readonly notices: string;
  readonly inventory: Inventory;
}

/**
 * Collects it from the project, for executables that were made from it.
 *
 * @throws {BuildError} if nothing has been made from it.
 */
export async function readRelease(root: URL): Promise<Release> {
  const notices = await Deno.readTextFile(new URL("assets/build/notices.txt", root)).catch(() => {
    throw new BuildError("assets/build/notices.txt is not there; 'deno task compile' makes it");
  });
  const inventory = await takeInventory(root, baseOf(notices));
  const { own, items } = inventory;
  return {
    root,
    version: own.version,
    ownLicense: own.license,
    license: allOf([own.license, ...items.flatMap(({ license }) => license ?? [])]),
    licenseText: own.text.text,
    notices,
    inventory,
  };
}

/** The bill of materials of one executable. */
export async function billOf(release: Release, { name, bytes }: PackedExecutable): Promise<string> {
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  const build = { executables: [{ name, sha256 }], crates: cratesIn(bytes) };
  return await bomText(release.root, release.inventory, build);
}

/** The Deno that made the executables, which need not be the one that packs them. */
function baseOf(notices: string): Base {
  const version = (name: string) => new RegExp(`^${name} ([\\d.]+): `, "m").exec(notices)?.[1];
  const [deno, v8] = [version("Deno"), version("V8")];
  if (deno !== undefined && v8 !== undefined) return { deno, v8 };
  throw new BuildError("assets/build/notices.txt does not name Deno and V8");
}

/** An expression that is as all of these together: each once, the first one first. */
export function allOf(expressions: readonly string[]): string {
  const [first, ...others] = new Set(
    expressions.map((expression) =>
      / (?:AND|OR) /.test(expression) ? `(${expression})` : expression
    ),
  );
  return [first, ...others.sort()].join(" AND ");
}
