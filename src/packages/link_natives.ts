/** TRUSTED. What of an environment differs from pysandbox's own pack by the native modules of its wheels. */
import type { Calls, LinkOutput } from "../link/environment.ts";
import type { SideFile } from "../link/link.ts";
import { decodeSymbols } from "../link/symbols.ts";
import type { Contents } from "../pack/encode_pack.ts";
import type { BasePack } from "./base_pack.ts";
import { environmentImage, readBaseImage } from "./environment_image.ts";
import { runLinker } from "./run_linker.ts";

/** Members of an environment, and what goes with them. */
export interface LinkedNatives {
  readonly memoryMaximumOffset: number;
  readonly members: Contents;
  /** Where functions note their calls; null where there are no native modules. */
  readonly notes: LinkOutput["notes"] | null;
}

/**
 * Links native modules, if there are any.
 *
 * @param calls what is known of the functions that programs call.
 * @throws {PackageError} naming the module that cannot be linked, and why.
 */
export async function linkNatives(
  base: BasePack,
  files: readonly SideFile[],
  calls: Calls,
): Promise<LinkedNatives> {
  const { memoryMaximumOffset } = base.index;
  if (files.length === 0) return { memoryMaximumOffset, members: {}, notes: null };
  const [python, symbols] = [base.member("python.wasm"), base.member("symbols.bin")];
  const { heapEndWord } = decodeSymbols(symbols);
  const before = readBaseImage(base.member("image.bin"), python.length, heapEndWord);
  const lazy = base.member("lazy.bin");
  const { memoryStart } = before;
  const linked = await runLinker({ python, lazy, symbols, files, memoryStart, calls });
  return {
    memoryMaximumOffset: linked.memoryMaximumOffset,
    members: {
      "python.wasm": linked.python,
      "lazy.bin": linked.lazy,
      "image.bin": environmentImage(before, linked, heapEndWord),
      "natives.json": new TextEncoder().encode(JSON.stringify(linked.natives)),
    },
    notes: linked.notes,
  };
}
