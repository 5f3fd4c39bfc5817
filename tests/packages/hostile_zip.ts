/** Archives that are put together as no honest tool would. */
import { crc32, deflateRawSync } from "node:zlib";

/** A file of one; what is left out is as it should be. */
export interface HostileEntry {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** The name in front of the contents. */
  readonly localName?: string;
  readonly isDeflated?: boolean;
  readonly method?: number;
  readonly flags?: number;
  /** The size that is announced. */
  readonly size?: number;
  /** Mode of Unix: 0o120777 is a link. */
  readonly mode?: number;
  /** Index of the entry whose contents it is said to have. */
  readonly contentsOf?: number;
}

/** What is around the files. */
export interface Around {
  readonly before?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly announcedComment?: number;
  readonly count?: number;
  /** What stands between the directory and its end. */
  readonly gap?: Uint8Array;
}

/** The bytes of an archive. */
export function hostileZip(
  entries: readonly HostileEntry[],
  { before = new Uint8Array(0), comment = new Uint8Array(0), ...around }: Around = {},
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [before];
  const directory: Uint8Array[] = [];
  const places: number[] = [];
  let at = before.length;
  for (const entry of entries) {
    const { bytes = new Uint8Array(0), isDeflated = false, contentsOf } = entry;
    const packed = isDeflated ? deflateRawSync(bytes) : bytes;
    const common = [
      ...[[2, entry.flags ?? 0], [2, entry.method ?? (isDeflated ? 8 : 0)], [4, 0]],
      ...[[4, crc32(bytes)], [4, packed.length], [4, entry.size ?? bytes.length]],
    ];
    const name = encoder.encode(entry.name);
    const localName = encoder.encode(entry.localName ?? entry.name);
    places.push(contentsOf === undefined ? at : places[contentsOf]!);
    directory.push(
      numbers([[4, 0x02014b50], [2, 0x0314], [2, 20], ...common, [2, name.length], [2, 0], [2, 0]]),
      numbers([[2, 0], [2, 0], [4, ((entry.mode ?? 0o100644) << 16) >>> 0], [4, places.at(-1)!]]),
      name,
    );
    if (contentsOf !== undefined) continue;
    const local = numbers([[4, 0x04034b50], [2, 20], ...common, [2, localName.length], [2, 0]]);
    parts.push(local, localName, packed);
    at += local.length + localName.length + packed.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const count = around.count ?? entries.length;
  parts.push(...directory, around.gap ?? new Uint8Array(0));
  parts.push(
    numbers([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, at]]),
    numbers([[2, around.announcedComment ?? comment.length]]),
    comment,
  );
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function numbers(values: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([bytes, value]) =>
      Array.from({ length: bytes! }, (_, at) => Math.floor(value! / 256 ** at) % 256)
    ),
  );
}
