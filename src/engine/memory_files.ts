/** TRUSTED. The files of a program of an engine: in from memory, and out into memory. */
import { matchesGlob } from "../core/globs.ts";
import type { Files, TakesFiles } from "../host/file_traffic.ts";
import { FilesIn, type GivenFile } from "../host/send_files.ts";
import { type FileSink, takeFiles } from "../host/take_files.ts";
import type { CheckedProgram, ProgramFile } from "./program.ts";
import type { OutputFile } from "./result.ts";

/** What a program is given, and what is wanted of it. */
export function filesFor(
  { files }: Pick<CheckedProgram, "files">,
  outputs: MemoryFiles | null,
): Files {
  return {
    ...(files.length > 0 && { in: new FilesIn(files.map(toGiven)) }),
    ...(outputs !== null && { out: outputs }),
  };
}

function toGiven({ path, contents }: ProgramFile): GivenFile {
  const open = () => {
    let at = 0;
    return Promise.resolve({
      read: (target: Uint8Array) => {
        const part = contents.subarray(at, at + target.length);
        target.set(part);
        at += part.length;
        return Promise.resolve(part.length);
      },
      [Symbol.dispose]: () => {},
    });
  };
  return { path, contents: { bytes: contents.length, open } };
}

/** Files that come out, those that match a pattern. */
export class MemoryFiles implements TakesFiles, FileSink {
  /** All of them, when all have come. */
  files: readonly OutputFile[] = [];
  omitted: readonly string[] = [];
  readonly #patterns: readonly string[];
  readonly #mostBytes: number;
  readonly #taken: { path: string; contents: Uint8Array<ArrayBuffer> }[] = [];
  #fill = 0;

  constructor(patterns: readonly string[], mostBytes: number) {
    this.#patterns = patterns;
    this.#mostBytes = mostBytes;
  }

  async takeFrom(link: Parameters<TakesFiles["takeFrom"]>[0]): ReturnType<TakesFiles["takeFrom"]> {
    const { refused, exceeded } = await takeFiles(link, {
      mostBytes: this.#mostBytes,
      matches: ({ isFolder, name }) =>
        !isFolder && this.#patterns.some((pattern) => matchesGlob(pattern, name)),
    }, this);
    this.files = this.#taken;
    this.omitted = [...exceeded, ...refused];
    return { taken: { files: [], problem: null }, reason: null };
  }

  folder(): Promise<void> {
    return Promise.resolve();
  }

  begin(path: string, bytes: number): Promise<void> {
    this.#taken.push({ path, contents: new Uint8Array(bytes) });
    this.#fill = 0;
    return Promise.resolve();
  }

  write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#taken.at(-1)!.contents.set(piece, this.#fill);
    this.#fill += piece.length;
    return Promise.resolve();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}
