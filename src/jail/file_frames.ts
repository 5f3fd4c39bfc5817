/** HOSTILE ONCE A PROGRAM RUNS. The frames that come with a request beside its source, or between two: files, and values. */
import { FrameType, HEADER_BYTES, payloadLength } from "../wire/frame.ts";

/** Takes the files and values that come with a request, and gives the files that the host asks for between two. */
export interface FileFrames {
  /** A request has come; files of it may follow. */
  begin(header: Uint8Array<ArrayBuffer>): void;
  folder(path: Uint8Array): void;
  /** A file of so many bytes comes: where its contents are to be put. */
  open(path: Uint8Array, bytes: number): Uint8Array<ArrayBuffer>;
  /** The contents are there. */
  close(path: Uint8Array, contents: Uint8Array<ArrayBuffer>): void;
  /** The last file has come. */
  sent(): void;
  /** Values for the program have come. */
  inputs(values: Uint8Array): void;
  list(): void;
  take(wanted: Uint8Array): void;
}

/**
 * Passes on a frame of a file that comes in, or of values.
 *
 * @param readFully fills its argument with the next bytes from the host.
 * @returns false where the frame is of neither.
 */
export function takeFileFrame(
  files: FileFrames,
  type: number,
  payload: Uint8Array,
  readFully: (target: Uint8Array) => void,
): boolean {
  if (type === FrameType.Folder) files.folder(payload);
  else if (type === FrameType.FilesSent) files.sent();
  else if (type === FrameType.Inputs) files.inputs(payload);
  else if (type === FrameType.File) {
    const header = new Uint8Array(HEADER_BYTES);
    readFully(header);
    // From the pipe to where the program finds it, without another copy between.
    const contents = files.open(payload, payloadLength(header));
    readFully(contents);
    files.close(payload, contents);
  } else return false;
  return true;
}
