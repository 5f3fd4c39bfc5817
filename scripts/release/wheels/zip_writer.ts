/** Writes zip archives whose bytes depend on nothing but what is in them. */
import { Buffer } from "node:buffer";
import { ZipFile } from "yazl";

/** A file of an archive. */
export interface ZipEntry {
  /** With forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable?: boolean;
}

/** Before 1980, archives have no time. */
const FIRST_YEAR = 1980;

/**
 * An archive of these files, in this order.
 *
 * @param epoch the time of each file, in seconds since 1970; times before 1980 become its beginning.
 */
export async function zipOf(entries: readonly ZipEntry[], epoch: number): Promise<Uint8Array> {
  const zip = new ZipFile();
  const mtime = archiveTime(epoch);
  for (const { path, bytes, isExecutable = false } of entries) {
    const mode = 0o100000 | (isExecutable ? 0o755 : 0o644);
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), path, {
      ...{ mtime, mode, forceDosTimestamp: true, compressionLevel: 9 },
    });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A time whose local form is the UTC form of `epoch`: archives have local times, and no time zone. */
function archiveTime(epoch: number): Date {
  const utc = new Date(Math.max(epoch * 1000, Date.UTC(FIRST_YEAR, 0)));
  return new Date(
    ...[utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate()] as [number, number, number],
    ...[utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds()],
  );
}
