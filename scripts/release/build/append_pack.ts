/** Puts the pack into a Linux executable of `deno compile`, beside Deno's own part: see `src/pack/deno_part.ts`. */
import { denoPartLength, TRAILER_BYTES } from "../../../src/pack/deno_part.ts";
import { PACK_FOOTER_BYTES } from "../../../src/pack/pack.ts";
import { toPage } from "../../../src/pack/pages.ts";
import { hasDenoNote } from "../../assets/deno_note.ts";
import { encodeFooter } from "../../../src/pack/encode_pack.ts";

/**
 * The executable with the pack in it.
 *
 * @returns null if the executable does not have the expected layout.
 */
export function appendPack(
  executable: Uint8Array<ArrayBuffer>,
  pack: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | null {
  const part = denoPartLength(executable.slice(-TRAILER_BYTES));
  if (part === null && !hasDenoNote(executable)) return null;
  const base = executable.length - (part ?? 0);
  if (base < 0) return null;
  const start = toPage(base);
  const end = start + pack.length + PACK_FOOTER_BYTES;
  const joined = new Uint8Array(end + executable.length - base);
  joined.set(executable.subarray(0, base));
  joined.set(pack, start);
  joined.set(encodeFooter(pack.length), start + pack.length);
  joined.set(executable.subarray(base), end);
  return joined;
}
