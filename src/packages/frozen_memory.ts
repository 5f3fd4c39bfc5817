/** TRUSTED. Takes an interpreter's memory out of its jail, of whose bytes it believes nothing but how many there are. */
import type { TakesFiles } from "../host/file_traffic.ts";
import { type FileSink, takeFiles } from "../host/take_files.ts";
import { FINDINGS_FILE, MEMORY_FILE } from "../wire/frozen_files.ts";
import { MOST_FINDINGS_BYTES } from "./findings.ts";

/** What is taken. */
export class FrozenMemory implements TakesFiles, FileSink {
  readonly #mostBytes: Readonly<Record<string, number>>;
  readonly #taken = new Map<string, Uint8Array<ArrayBuffer>>();
  #current = new Uint8Array(0);
  #fill = 0;

  /** @param mostBytes that a memory has. */
  constructor(mostBytes: number) {
    this.#mostBytes = { [MEMORY_FILE]: mostBytes, [FINDINGS_FILE]: MOST_FINDINGS_BYTES };
  }

  /** The memory; null where the jail has not given it. */
  get memory(): Uint8Array<ArrayBuffer> | null {
    return this.#taken.get(MEMORY_FILE) ?? null;
  }

  /** What the jail says of it; null where it says nothing. */
  get findings(): Uint8Array<ArrayBuffer> | null {
    return this.#taken.get(FINDINGS_FILE) ?? null;
  }

  async takeFrom(link: Parameters<TakesFiles["takeFrom"]>[0]): ReturnType<TakesFiles["takeFrom"]> {
    const mostBytes = Object.values(this.#mostBytes).reduce((sum, most) => sum + most);
    await takeFiles(link, {
      mostBytes,
      matches: ({ isFolder, name, bytes }) =>
        !isFolder && Object.hasOwn(this.#mostBytes, name) && bytes <= this.#mostBytes[name]!,
    }, this);
    return { taken: { files: [], problem: null }, reason: null };
  }

  folder(): Promise<void> {
    return Promise.resolve();
  }

  begin(name: string, bytes: number): Promise<void> {
    this.#current = new Uint8Array(bytes);
    this.#fill = 0;
    this.#taken.set(name, this.#current);
    return Promise.resolve();
  }

  write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#current.set(piece, this.#fill);
    this.#fill += piece.length;
    return Promise.resolve();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}
