/** TRUSTED. An index and Pyodide's distribution as sources of wheels, with those that a folder has already. */
import { digestOf } from "../base_pack.ts";
import { PackageError } from "../package_error.ts";
import type { WheelFolders } from "../resolve/wheel_folders.ts";
import type { WheelEntry, WheelMetadata, WheelSource } from "../resolve/wheel_source.ts";
import { headersOf, readHeaders, readWheelName } from "../wheel.ts";
import { FetchError } from "./fetch_error.ts";
import { MOST_PAGE_BYTES, PAGE_TYPE, readIndexPage } from "./index_page.ts";
import type { RemoteWheel } from "./remote_wheel.ts";
import type { Staging } from "./staging.ts";
import { shown, type Web } from "./web.ts";

/** Longest metadata. */
const MOST_METADATA_BYTES = 16 * 1024 * 1024;

/** How many wheels are told of that cannot be used, where there are no others: for the error. */
const MOST_UNUSABLE = 8;

/** Where wheels come from. */
export interface RemoteParts {
  readonly web: Web;
  /** The address of the index, which may have credentials. */
  readonly index: URL;
  /** Pyodide's, by project. */
  readonly pyodide: ReadonlyMap<string, readonly RemoteWheel[]>;
  readonly staging: Staging;
  /** What is there already. */
  readonly folder: WheelFolders;
}

/** The wheels of all of these. */
export class RemoteSource implements WheelSource {
  readonly name: string;
  readonly #parts: RemoteParts;
  readonly #remote = new Map<string, RemoteWheel>();

  constructor(parts: RemoteParts) {
    this.#parts = parts;
    this.name = `${shown(parts.index)} or Pyodide's distribution`;
  }

  async wheelsOf(project: string): Promise<readonly WheelEntry[]> {
    const { pyodide, folder } = this.#parts;
    // Of two with one name, the one of the index is meant.
    const remote = [...pyodide.get(project) ?? [], ...await this.#page(project)];
    for (const wheel of remote) this.#remote.set(wheel.file, wheel);
    const usable = remote.filter(({ isUsable }) => isUsable);
    const local = (await folder.wheelsOf(project)).filter(({ file }) =>
      !this.#remote.has(file) && readWheelName(file)!.isUsable
    );
    const known = [...usable, ...local];
    const entries = known.length > 0 ? known : newest(remote);
    const byFile = new Map(entries.map((entry) => [entry.file, toEntry(entry)] as const));
    return [...byFile.values()];
  }

  async metadataOf(file: string): Promise<WheelMetadata> {
    const { web, staging, folder } = this.#parts;
    const wheel = this.#remote.get(file);
    if (wheel === undefined) return await folder.metadataOf(file);
    const headers = wheel.metadata === null
      ? readHeaders(file, await staging.read(wheel, web))
      : headersOf(await this.#metadata(wheel, wheel.metadata.sha256));
    return { headers, sha256: wheel.sha256 };
  }

  /** What can be fetched of what was chosen; the others are there. */
  chosen(files: readonly string[]): RemoteWheel[] {
    return files.map((file) => this.#remote.get(file)).filter((wheel) => wheel !== undefined);
  }

  async #page(project: string): Promise<RemoteWheel[]> {
    const { web, index } = this.#parts;
    const url = new URL(index);
    url.pathname = `${index.pathname.replace(/\/*$/, "")}/${project}/`;
    const page = await web.read({ url, accept: PAGE_TYPE, mostBytes: MOST_PAGE_BYTES });
    return page === null ? [] : readIndexPage(page.bytes, page.type, page.url, project);
  }

  async #metadata({ url, file }: RemoteWheel, expected: string | null): Promise<Uint8Array> {
    const address = new URL(url);
    address.pathname += ".metadata";
    const mostBytes = MOST_METADATA_BYTES;
    const answer = await this.#parts.web.read({ url: address, accept: "*/*", mostBytes });
    if (answer === null) throw new FetchError(`${shown(address)}: it is not there`);
    const actual = await digestOf(answer.bytes);
    if (expected === null || actual === expected) return answer.bytes;
    throw new PackageError(
      `${file}: its metadata was to have SHA-256 ${expected}, as its index says; got ${actual}`,
    );
  }
}

/** Some of the newest, as far as names tell. */
function newest(wheels: readonly RemoteWheel[]): RemoteWheel[] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return wheels.toSorted((one, other) => compare(other.file, one.file)).slice(0, MOST_UNUSABLE);
}

function toEntry({ file, yanked, requiresPython, sha256 }: WheelEntry): WheelEntry {
  return { file, yanked, requiresPython, sha256 };
}
