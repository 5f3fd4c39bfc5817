/** TRUSTED. Sends files to a jail before its program starts: piece by piece, so that the host never holds more than one of them. */
import { encodePath } from "../wire/file_messages.ts";
import type { GivesFiles } from "./file_traffic.ts";
import { patienceMs } from "./files_patience.ts";
import { encodeFrame, encodeFrames, FrameType, HEADER_BYTES, writeHeader } from "../wire/frame.ts";

/** How much of a file is read and sent at once. */
const PIECE_BYTES = 256 * 1024;

/** What a file costs in the sandbox beside its contents, at least. */
export const FILE_COST_BYTES = 1024;

/** Contents that are read from the beginning to the end. */
export interface Contents extends Disposable {
  /** Fills `target` as far as it can; null is the end. */
  read(target: Uint8Array): Promise<number | null>;
}

/** A file or folder that a program is to find. */
export interface GivenFile {
  /** From the program's working directory, or absolute within the sandbox. */
  readonly path: string;
  /** Null for a folder. */
  readonly contents: {
    readonly bytes: number;
    /** @throws {CommandError} where it cannot be read, or is not what it was. */
    readonly open: () => Promise<Contents>;
  } | null;
}

/** Takes bytes to a jail. False where it no longer listens. */
type Send = (bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>;

/** Files that go in with one program. */
export class FilesIn implements GivesFiles {
  readonly #files: readonly GivenFile[];
  /** What they take in the sandbox, at least. */
  readonly bytes: number;
  readonly patienceMs: number;

  constructor(files: readonly GivenFile[]) {
    this.#files = files;
    this.bytes = files.reduce(
      (sum, { contents }) => sum + (contents?.bytes ?? 0) + FILE_COST_BYTES,
      0,
    );
    this.patienceMs = patienceMs(this.bytes);
  }

  /**
   * Sends all of them.
   *
   * @throws {CommandError} where one cannot be read.
   */
  async sendTo(send: Send): Promise<void> {
    const piece = new Uint8Array(PIECE_BYTES);
    for (const { path, contents } of this.#files) {
      const isSent = contents === null
        ? await send(encodeFrame(FrameType.Folder, encodePath(path)))
        : await sendFile(path, contents, piece, send);
      if (!isSent) return;
    }
    await send(encodeFrame(FrameType.FilesSent));
  }
}

async function sendFile(
  path: string,
  { bytes, open }: NonNullable<GivenFile["contents"]>,
  piece: Uint8Array<ArrayBuffer>,
  send: Send,
): Promise<boolean> {
  using contents = await open();
  const header = new Uint8Array(HEADER_BYTES);
  writeHeader(header, FrameType.FileBytes, bytes);
  const begin = encodeFrames([[FrameType.File, encodePath(path)]]);
  // Most files are small: a frame and its header in one write with the first piece.
  let fill = begin.length + header.length;
  piece.set(begin);
  piece.set(header, begin.length);
  for (let left = bytes; left > 0;) {
    const count = await contents.read(piece.subarray(fill, Math.min(piece.length, fill + left)));
    if (count === null) throw new Error(`'${path}' became shorter while it was read`);
    left -= count;
    fill += count;
    if (fill < piece.length / 2 && left > 0) continue;
    if (!await send(piece.subarray(0, fill))) return false;
    fill = 0;
  }
  return fill === 0 || await send(piece.subarray(0, fill));
}
