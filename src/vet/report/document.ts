/**
 * A document that grows entry by entry, and is complete and well-formed whenever somebody looks: after a crash, a kill, and where its
 * disk is full. Behind its entries always stands what ends it. An entry takes the place of that end, in bytes that the file was given
 * before: blanks behind the end, which count in no format.
 */

/** What a document is made of beside its entries. */
export interface Frame {
  readonly head: string;
  /** What stands between two entries. */
  readonly separator: string;
  /** The end of a document that is not finished, and says so. */
  readonly unfinished: string;
}

/** A file that can be written at any place. */
export interface RandomAccess {
  write(bytes: Uint8Array): Promise<number>;
  seek(offset: number, whence: Deno.SeekMode): Promise<number>;
  truncate(length: number): Promise<void>;
}

/** Something to write a document into. */
export interface Document {
  add(entry: string): Promise<void>;
  /** @param end what ends a document that is finished. */
  finish(end: string): Promise<void>;
}

const encoder = new TextEncoder();
const BLANK = 0x20;

/** A document in a file. */
export class FileDocument implements Document {
  readonly #file: RandomAccess;
  readonly #frame: Frame;
  /** Where the end begins, and where the file ends. */
  #entriesEnd = 0;
  #length = 0;
  #isEmpty = true;

  private constructor(file: RandomAccess, frame: Frame) {
    this.#file = file;
    this.#frame = frame;
  }

  /** Begins one, in a file that is empty. */
  static async begin(file: RandomAccess, frame: Frame): Promise<FileDocument> {
    const document = new FileDocument(file, frame);
    await document.#replaceEnd(frame.head, frame.unfinished);
    return document;
  }

  async add(entry: string): Promise<void> {
    const { separator, unfinished } = this.#frame;
    await this.#replaceEnd(this.#isEmpty ? entry : separator + entry, unfinished);
    this.#isEmpty = false;
  }

  async finish(end: string): Promise<void> {
    await this.#replaceEnd("", end);
  }

  async #replaceEnd(entry: string, end: string): Promise<void> {
    const [entryBytes, endBytes] = [encoder.encode(entry), encoder.encode(end)];
    const length = this.#entriesEnd + entryBytes.length + endBytes.length;
    if (length > this.#length) {
      await this.#file.seek(this.#length, Deno.SeekMode.Start);
      await writeAll(this.#file, new Uint8Array(length - this.#length).fill(BLANK));
      this.#length = length;
    }
    // One write, which a kill does not cut in two.
    const bytes = new Uint8Array(this.#length - this.#entriesEnd).fill(BLANK);
    bytes.set(entryBytes);
    bytes.set(endBytes, entryBytes.length);
    await this.#file.seek(this.#entriesEnd, Deno.SeekMode.Start);
    await writeAll(this.#file, bytes);
    this.#entriesEnd += entryBytes.length;
    if (length < this.#length) await this.#file.truncate(length);
    this.#length = length;
  }
}

/** A document in a stream: its reader sees the end when there is one. */
export class StreamDocument implements Document {
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly #frame: Frame;
  /** What is to be written before the next entry. */
  #before: string;

  constructor(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>, frame: Frame) {
    this.#write = write;
    this.#frame = frame;
    this.#before = frame.head;
  }

  async add(entry: string): Promise<void> {
    await this.#write(encoder.encode(this.#before + entry));
    this.#before = this.#frame.separator;
  }

  async finish(end: string): Promise<void> {
    const isEmpty = this.#before === this.#frame.head;
    await this.#write(encoder.encode((isEmpty ? this.#frame.head : "") + end));
  }
}

async function writeAll(file: RandomAccess, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
