/**
 * TRUSTED. The history of statements, in a file that only the user can read: one JSON string a line, oldest first. The
 * sandbox never sees it. Prompts that run at the same time append to it under a lock, and lose nothing of each other.
 */
import { messageOf } from "../core/errors.ts";
import { infoOf, isSameFile, openPrivate, preparePrivateFolder } from "../host/private_file.ts";

/** How many statements are kept. A file that has twice as many when a prompt starts is cut. */
export const MOST_ENTRIES = 1000;

/** Longest statement that is kept, in characters. */
const LONGEST_ENTRY = 65_536;

/** How much of a file is read at most, in bytes. A file of half that size is cut. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The history of one prompt. */
export class History {
  readonly #folder: string | null;
  readonly #complain: (why: string) => void;
  readonly #entries: string[] = [];
  #works = true;

  /**
   * @param folder where the file is; null if there is no place for one: then the history lasts as long as the prompt.
   * @param complain is told once why the file cannot be used.
   */
  constructor(folder: string | null, complain: (why: string) => void) {
    this.#folder = folder;
    this.#complain = complain;
  }

  /** Oldest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Loads what earlier prompts have left. */
  async load(): Promise<void> {
    await this.#withFile(async (file, path) => {
      const lines = readLines(file);
      this.#entries.push(
        ...lines.map(parse).filter((entry) => entry !== null).slice(-MOST_ENTRIES),
      );
      if (lines.length > 2 * MOST_ENTRIES) await cut(file, path);
    });
  }

  /** Adds a statement, unless it repeats the last one. */
  async add(statement: string): Promise<void> {
    const entry = statement.trimEnd();
    if (entry.trim() === "" || entry === this.#entries.at(-1)) return;
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
    if (entry.length > LONGEST_ENTRY) return;
    await this.#withFile(async (file, path) => {
      append(file, entry);
      if (file.statSync().size > MOST_BYTES / 2) await cut(file, path);
    });
  }

  async #withFile(use: (file: Deno.FsFile, path: string) => Promise<void>): Promise<void> {
    if (this.#folder === null || !this.#works) return;
    const path = `${this.#folder}/history`;
    try {
      preparePrivateFolder(this.#folder);
      using file = await openLocked(path);
      await use(file, path);
    } catch (error) {
      this.#works = false;
      this.#complain(`history is not kept: ${path}: ${messageOf(error)}`);
    }
  }
}

/** Opens the file and locks it. While this waits for the lock, another file may take its place: then that one is opened. */
async function openLocked(path: string): Promise<Deno.FsFile> {
  for (;;) {
    const file = openPrivate(path);
    await file.lock(true);
    const named = infoOf(path);
    if (named !== null && isSameFile(file.statSync(), named)) return file;
    file.close();
  }
}

function readLines(file: Deno.FsFile): string[] {
  const { size } = file.statSync();
  const bytes = new Uint8Array(Math.min(size, MOST_BYTES));
  file.seekSync(size - bytes.length, Deno.SeekMode.Start);
  let length = 0;
  for (
    let count: number | null = 0;
    count !== null && length < bytes.length;
    length += count ?? 0
  ) {
    count = file.readSync(bytes.subarray(length));
  }
  return new TextDecoder().decode(bytes.subarray(0, length)).split("\n").filter((line) =>
    line !== ""
  );
}

/** Parses a line of the file; null if it is foreign or was only partly written. */
function parse(line: string): string | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "string" ? entry : null;
  } catch {
    return null;
  }
}

function append(file: Deno.FsFile, entry: string): void {
  // A newline in front, too: another process's last write may be incomplete.
  writeAll(file, `\n${JSON.stringify(entry)}\n`);
}

/** Replaces the file by the newest entries, atomically: a crash leaves either the old or the new file. */
async function cut(file: Deno.FsFile, path: string): Promise<void> {
  const kept = readLines(file).slice(-MOST_ENTRIES);
  for (let size = sizeOf(kept); size > MOST_BYTES / 4;) size -= sizeOf([kept.shift()!]);
  const other = `${path}.new`;
  // Nobody else creates this file while we hold the lock; an existing one was left by a crash.
  await Deno.remove(other).catch(() => {});
  using replacement = openPrivate(other);
  const text = kept.map((line) => `${line}\n`).join("");
  writeAll(replacement, text);
  replacement.syncSync();
  try {
    await Deno.rename(other, path);
  } catch (error) {
    if (Deno.build.os !== "windows") throw error;
    // Not each Windows, and not each file system there, puts a file in the place of one that is open, as ours is.
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    writeAll(file, text);
    await Deno.remove(other).catch(() => {});
  }
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function writeAll(file: Deno.FsFile, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
