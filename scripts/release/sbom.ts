/**
 * Writes `dist/pysandbox.cdx.json`, the bill of materials of a release. Executables that are named as arguments are
 * recorded with their SHA-256, and the Rust crates are those that they name; without arguments, those named by the Deno
 * that compiles. With `--packages FILE` the packages of that environment, which is embedded in them, are
 * components as well. The same inputs give the same bytes: the time is SOURCE_DATE_EPOCH, or omitted.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readEnvironment } from "../../src/packages/hold_environment.ts";
import { type Crate, cratesIn } from "./notices/crates.ts";
import { type Build, toCycloneDx } from "./notices/cyclonedx.ts";
import { type Inventory, takeInventory } from "./notices/inventory.ts";

/** Seconds since 1970. @throws if the text is something else. */
export function epochOf(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,11}$/.test(text)) {
    throw new Error(`SOURCE_DATE_EPOCH: expected seconds since 1970, got '${text}'`);
  }
  return Number(text);
}

/** The executables with their SHA-256, and the crates of all of them, without duplicates. */
export async function readExecutables(
  paths: readonly string[],
): Promise<Pick<Build, "executables" | "crates">> {
  const crates = new Map<string, Crate>();
  const executables = [];
  for (const path of paths) {
    const bytes = await Deno.readFile(path);
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    executables.push({ name: basename(path), sha256 });
    for (const crate of cratesIn(bytes)) crates.set(`${crate.name} ${crate.version}`, crate);
  }
  return { executables, crates: [...crates.keys()].sort().map((key) => crates.get(key)!) };
}

/**
 * The bill of materials, as text.
 *
 * @param crates those of the executables; without them, those of the Deno that took the inventory.
 */
export async function bomText(
  root: URL,
  inventory: Inventory,
  { executables, crates, packages = [] }: Pick<Build, "executables" | "crates" | "packages">,
): Promise<string> {
  const lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", root)));
  const { npm } = lock as { npm: Record<string, { integrity: string }> };
  const bom = toCycloneDx(inventory, {
    epoch: epochOf(Deno.env.get("SOURCE_DATE_EPOCH")),
    integrity: Object.fromEntries(
      Object.entries(npm).map((
        [id, { integrity }],
      ) => [id.replace(/(@\d[^_]*)_.*$/, "$1"), integrity]),
    ),
    executables,
    packages,
    crates: executables.length > 0 ? crates : inventory.crates,
  });
  return `${JSON.stringify(bom, null, 2)}\n`;
}

if (import.meta.main) {
  const root = new URL("../../", import.meta.url);
  const { values, positionals } = parseArgs({
    args: [...Deno.args],
    options: { packages: { type: "string", short: "p" } },
    allowPositionals: true,
  });
  const packages = values.packages === undefined
    ? []
    : (await readEnvironment(values.packages)).packages;
  const text = await bomText(root, await takeInventory(root), {
    ...await readExecutables(positionals),
    packages,
  });
  await Deno.mkdir(new URL("dist/", root), { recursive: true });
  await Deno.writeTextFile(new URL("dist/pysandbox.cdx.json", root), text);
}
