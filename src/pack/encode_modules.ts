/** Writes what `decodeModules` in `src/pack/lazy_modules.ts` reads: the lazy modules in one file. */

/** The bytes of the modules together. */
export function encodeModules(
  modules: readonly Uint8Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> {
  const head = new Uint32Array(1 + modules.length);
  head[0] = modules.length;
  let end = head.byteLength;
  modules.forEach(({ length }, at) => head[1 + at] = end += length);
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  head.forEach((number, at) => view.setUint32(4 * at, number, true));
  modules.forEach((one, at) => bytes.set(one, at === 0 ? head.byteLength : head[at]));
  return bytes;
}
