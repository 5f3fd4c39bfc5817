/** HOSTILE ONCE A PROGRAM RUNS. The packages of an environment, as its interpreter has them. Loaded where there are any. */
import type { Packages } from "./cpython.ts";
import { Libraries } from "./libraries.ts";
import type { Pack } from "./open_pack.ts";
import { mountSite } from "./site_files.ts";

/** The files and extension modules that a pack has. */
export function openPackages(pack: Pack): Packages {
  const [index, bytes] = [pack.find("site.json")?.bytes(), pack.find("site.bin")?.bytes()];
  const natives = pack.find("natives.json")?.bytes() ?? null;
  const libraries = new Libraries(natives);
  return {
    hasNatives: natives !== null,
    mount: (fs) => {
      if (index !== undefined && bytes !== undefined) mountSite(fs, { index, bytes });
    },
    open: (heap, note, call) => libraries.open(heap, note, call),
    find: (heap, note, symbol) => libraries.find(heap, note, symbol),
  };
}
