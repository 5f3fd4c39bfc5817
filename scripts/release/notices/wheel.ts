/** The licences inside a Python wheel, which is a ZIP archive. */
import { inflateRawSync } from "node:zlib";
import type { LicenseText } from "./index.ts";

/** Signatures, and sizes without the variable parts, of the records of an archive. */
const END = { signature: 0x06054b50, size: 22 };
const ENTRY = { signature: 0x02014b50, size: 46 };
const LOCAL_SIZE = 30;

/** Every file below `licenses/` of the wheel's own description. @throws if there is none. */
export function wheelLicenses(name: string, wheel: Uint8Array<ArrayBuffer>): LicenseText[] {
  const texts = [...entriesOf(wheel)]
    .filter(({ path }) => /^[^/]+\.dist-info\/licenses\/.*[^/]$/.test(path))
    .map(({ path, read }) => ({
      source: `${name}: ${path}`,
      text: new TextDecoder().decode(read()),
    }));
  if (texts.length === 0) throw new Error(`${name} carries no licence`);
  return texts;
}

function* entriesOf(
  archive: Uint8Array<ArrayBuffer>,
): Generator<{ path: string; read: () => Uint8Array }> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  let end = archive.length - END.size;
  while (end >= 0 && view.getUint32(end, true) !== END.signature) end--;
  if (end < 0) throw new Error("not a ZIP archive");
  let at = view.getUint32(end + 16, true);
  while (at < end && view.getUint32(at, true) === ENTRY.signature) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    ) as [number, number, number];
    const local = view.getUint32(at + 42, true);
    const nameAt = at + ENTRY.size;
    const path = new TextDecoder().decode(archive.subarray(nameAt, nameAt + nameSize));
    const read = () => {
      const start = local + LOCAL_SIZE + view.getUint16(local + 26, true) +
        view.getUint16(local + 28, true);
      const data = archive.subarray(start, start + size);
      return method === 0 ? data : inflateRawSync(data);
    };
    yield { path, read };
    at = nameAt + nameSize + extraSize + commentSize;
  }
}
