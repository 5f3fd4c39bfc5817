/**
 * TRUSTED. Takes files out of a jail whose program has ended. The jail lists what it has; the list is checked as a whole before any
 * file is requested. Of each file, exactly as many bytes are accepted as its entry said.
 */
import { formatDuration } from "../core/units.ts";
import { MessageError } from "../wire/fields.ts";
import {
  decodeFileEntry,
  decodeListEnd,
  encodeTakeFiles,
  type FileEntry,
} from "../wire/file_messages.ts";
import { encodeFrame, type FramePart, FrameType } from "../wire/frame.ts";
import { patienceMs } from "./files_patience.ts";
import { FileList, type Selection, type Wanted } from "./file_list.ts";
import type { JailLink } from "./jail_link.ts";
import { within } from "./within.ts";

/** Where files go: each is begun, gets its bytes in order, and is ended. Whatever is rejected ends the taking. */
export interface FileSink {
  folder(name: string): Promise<void>;
  begin(name: string, bytes: number): Promise<void>;
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  end(): Promise<void>;
}

/** What is wanted of a jail's files. */
export interface FilesWanted {
  readonly mostBytes: number;
  /** Whether a file of this name is wanted; all are where it is left out. */
  readonly matches?: (entry: FileEntry) => boolean;
}

/** The jail has ended before it gave what it had listed. */
export class JailGoneError extends Error {
  override readonly name = "JailGoneError";
}

/**
 * Takes what is wanted to `sink`.
 *
 * @returns what was selected: all of it is in the sink.
 * @throws {MessageError | FrameError} where the jail lies; {JailGoneError} where it ends; whatever the sink throws.
 */
export async function takeFiles(
  link: JailLink,
  { mostBytes, matches }: FilesWanted,
  sink: FileSink,
): Promise<Selection> {
  const jail = new Patience(link, patienceMs(mostBytes));
  await link.process.send(encodeFrame(FrameType.ListFiles));
  const selection = await readList(jail, mostBytes, matches);
  const files = selection.wanted.filter(({ isFolder }) => !isFolder);
  await link.process.send(
    encodeFrame(FrameType.TakeFiles, encodeTakeFiles(files.map(({ number }) => number))),
  );
  for (const { name, isFolder } of selection.wanted) if (isFolder) await sink.folder(name);
  await readContents(jail, files, sink);
  link.expectWholeFrames();
  return selection;
}

async function readList(
  jail: Patience,
  mostBytes: number,
  matches: FilesWanted["matches"],
): Promise<Selection> {
  const list = new FileList();
  let selection: Selection | null = null;
  while (selection === null) {
    for (const { type, payload } of await jail.next()) {
      if (selection !== null) throw new MessageError("A frame came after the list of files");
      if (type === FrameType.FileEntry) list.add(decodeFileEntry(payload));
      else if (type === FrameType.FilesListed) {
        selection = list.select(mostBytes, decodeListEnd(payload).leftOut, matches);
      } else throw new MessageError(`A frame of type ${type} came in the list of files`);
    }
  }
  return selection;
}

async function readContents(
  jail: Patience,
  files: readonly Wanted[],
  sink: FileSink,
): Promise<void> {
  const pending = [...files].reverse();
  let left = 0;
  /** Begins the next file that has bytes; empty ones are done at once. */
  const advance = async () => {
    while (left === 0) {
      const next = pending.pop();
      if (next === undefined) return;
      await sink.begin(next.name, next.bytes);
      left = next.bytes;
      if (left === 0) await sink.end();
    }
  };
  await advance();
  while (left > 0) {
    for (const { type, payload } of await jail.next()) {
      if (type !== FrameType.TakenBytes) {
        throw new MessageError(`A frame of type ${type} came among the files`);
      }
      if (payload.length === 0) throw new MessageError("A piece of a file is empty");
      for (let at = 0; at < payload.length;) {
        if (left === 0) throw new MessageError("It gave more bytes of files than it had listed");
        const part = payload.subarray(at, at + left);
        await sink.write(part);
        at += part.length;
        left -= part.length;
        if (left > 0) continue;
        await sink.end();
        await advance();
      }
    }
  }
}

/** What a jail sends, as long as it does not take too long in all. The time that a sink takes is not the jail's. */
class Patience {
  readonly #link: JailLink;
  readonly #mostMs: number;
  #leftMs: number;

  constructor(link: JailLink, mostMs: number) {
    this.#link = link;
    this.#mostMs = this.#leftMs = mostMs;
  }

  async next(): Promise<Iterable<FramePart>> {
    const began = performance.now();
    const found = await within(this.#leftMs, this.#link.next());
    this.#leftMs -= performance.now() - began;
    if (found === null || this.#leftMs <= 0) {
      throw new MessageError(`It took more than ${formatDuration(this.#mostMs)} to give its files`);
    }
    if (found.done) throw new JailGoneError("the sandbox ended before it had given its files");
    return this.#link.frames(found.value);
  }
}
