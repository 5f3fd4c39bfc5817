/** Puts what the jail boots from into an executable that was compiled without it. */
import { appendPack } from "./append_pack.ts";
import { BuildError } from "./build_error.ts";
import { isPackAppended } from "./compile_arguments.ts";
import type { Target } from "./targets.ts";

/**
 * The executable with the pack in it; if `deno compile` has embedded it, the executable unchanged.
 *
 * @throws {BuildError} if the executable does not have the expected layout.
 */
export function withPack(
  executable: Uint8Array<ArrayBuffer>,
  pack: Uint8Array<ArrayBuffer>,
  target: Target,
): Uint8Array<ArrayBuffer> {
  if (!isPackAppended(target)) return executable;
  const joined = appendPack(executable, pack);
  if (joined !== null) return joined;
  throw new BuildError(
    `Deno ${Deno.version.deno} lays out executables for ${target.name} in a way that ` +
      "src/pack/deno_part.ts does not know; expected Deno's part at the end, or in an ELF note",
  );
}
