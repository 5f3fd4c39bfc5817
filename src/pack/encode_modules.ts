/** Writes what `decodeModules` in `src/pack/lazy_modules.ts` reads: the lazy modules in one file. */
import { checksum } from "./checksum.ts";
import { aligned, NUMBERS } from "./lazy_modules.ts";

/**
 * The bytes of the modules together.
 *
 * @param isLikely whether a spare loads a module ahead, by its place among them.
 */
export function encodeModules(
  modules: readonly Uint8Array<ArrayBuffer>[],
  isLikely: (at: number) => boolean,
): Uint8Array<ArrayBuffer> {
  const head = aligned(4 * (1 + NUMBERS * modules.length));
  const bytes = new Uint8Array(
    modules.reduce((sum, { length }) => sum + aligned(length), head),
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, modules.length, true);
  let start = head;
  modules.forEach((module, at) => {
    bytes.set(module, start);
    const end = start + module.length;
    const sum = checksum([bytes.subarray(start, aligned(end))]);
    [end, sum, Number(isLikely(at))].forEach((number, field) =>
      view.setUint32(4 * (1 + NUMBERS * at + field), number, true)
    );
    start = aligned(end);
  });
  return bytes;
}
