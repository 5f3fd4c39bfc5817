/**
 * HOSTILE ONCE A PROGRAM RUNS. The frames of one request: its header, then the files and values that come with it, then the source.
 * Between two requests, the host may ask for files.
 */
import { kindOfAnswer } from "../wire/asks.ts";
import { FrameType, HEADER_BYTES, payloadLength } from "../wire/frame.ts";
import type { Incoming } from "./incoming.ts";

/** A request, as it came. */
export interface ReceivedRequest {
  readonly header: Uint8Array<ArrayBuffer>;
  readonly source: Uint8Array<ArrayBuffer>;
  /** Whether an interrupt came with it. */
  readonly isInterrupted: boolean;
}

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
 * Waits for the next request. What was still on its way to the program before (an interrupt, an answer) is dropped.
 *
 * @param files what takes and gives files; null in a jail that has none.
 * @throws {Error} where another frame comes.
 */
export function receiveRequest(incoming: Incoming, files: FileFrames | null): ReceivedRequest {
  const header = receiveHeader(incoming, files);
  files?.begin(header);
  let isInterrupted = false;
  for (;;) {
    const [type, payload] = incoming.frame();
    if (type === FrameType.Source) return { header, source: payload, isInterrupted };
    if (type === FrameType.Interrupt) isInterrupted = true;
    else if (files === null || !takeFileFrame(files, type, payload, incoming)) {
      throw unexpected(type);
    }
  }
}

function receiveHeader(incoming: Incoming, files: FileFrames | null): Uint8Array<ArrayBuffer> {
  for (;;) {
    const [type, payload] = incoming.frame();
    if (type === FrameType.Request) return payload;
    if (type === FrameType.ListFiles) files?.list();
    else if (type === FrameType.TakeFiles) files?.take(payload);
    else if (!isLate(type)) throw unexpected(type);
  }
}

/** Whether a frame may still have been on its way to a program that has ended. */
function isLate(type: number): boolean {
  return type === FrameType.Interrupt || type === FrameType.CallAnswer ||
    kindOfAnswer(type) !== null;
}

/** The error for a frame that must not come now. */
export function unexpected(type: number): Error {
  return new Error(`Unexpected frame of type ${type}`);
}

/** Passes on a frame of a file that comes in, or of values. False where the frame is of neither. */
function takeFileFrame(
  files: FileFrames,
  type: number,
  payload: Uint8Array,
  incoming: Incoming,
): boolean {
  if (type === FrameType.Folder) files.folder(payload);
  else if (type === FrameType.FilesSent) files.sent();
  else if (type === FrameType.Inputs) files.inputs(payload);
  else if (type === FrameType.File) {
    const header = new Uint8Array(HEADER_BYTES);
    incoming.readFully(header);
    // From the pipe to where the program finds it, without another copy between.
    const contents = files.open(payload, payloadLength(header));
    incoming.readFully(contents);
    files.close(payload, contents);
  } else return false;
  return true;
}
