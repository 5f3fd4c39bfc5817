/** Reading input that may never end. */

const CHUNK_BYTES = 64 * 1024;

/** The first bytes of `stream`: at most `most` of them, fewer where it ends before. */
export async function readAtMost(
  stream: { read(target: Uint8Array): Promise<number | null> },
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(Math.min(most, CHUNK_BYTES));
  let length = 0;
  while (length < most) {
    if (length === bytes.length) {
      const larger = new Uint8Array(Math.min(most, 2 * bytes.length));
      larger.set(bytes);
      bytes = larger;
    }
    const count = await stream.read(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
