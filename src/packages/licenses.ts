/** TRUSTED code that reads hostile bytes: the licences of an environment's packages, as their wheels have brought them. */
import { embeddedEnvironment, ownPack, readPart } from "../pack/own_pack.ts";
import { decodeIndex, indexBytes } from "../pack/pack.ts";
import { PAGE_BYTES } from "../pack/pages.ts";
import { digestOf } from "./base_pack.ts";
import { MOST_CONTENTS_BYTES, packagesOf, readContents } from "./contents.ts";
import { type LicenseHeaders, licenseHeaders } from "./license_headers.ts";
import { openFile } from "./open_environment.ts";
import { type OpenPack, readMember, SiteFiles } from "./site_files.ts";
import { headersOf, normalized } from "./wheel.ts";

/** A file with a licence or a notice. */
export interface Notice {
  /** In `site-packages`; hostile text. */
  readonly path: string;
  /** Hostile text; null where it is too long to be printed. */
  readonly text: string | null;
}

/** What a package's metadata has. */
export interface PackageLicense {
  readonly name: string;
  readonly version: string;
  /** On one line; null where it names none. */
  readonly license: string | null;
  readonly notices: readonly Notice[];
}

/** What an environment has. */
export interface EnvironmentLicenses {
  readonly digest: string;
  /** By name. */
  readonly packages: readonly PackageLicense[];
  /** Of files that stand elsewhere: in folders of packages, for what these have from others. */
  readonly others: readonly Notice[];
}

/** Most bytes of one text, and of all. */
const [MOST_TEXT_BYTES, MOST_BYTES] = [1024 * 1024, 32 * 1024 * 1024];

/** Most bytes of all METADATA of which the headers are looked at: files may stand in the same place. */
const MOST_METADATA_BYTES = 64 * 1024 * 1024;

/** How files with licences are called, wherever they are; code that is called so is none. */
const NOTICE =
  /^(?:third[-_. ]?party[-_. ]?)?(?:licen[cs]es?|copying|copyright|notices?|authors)(?:[-_.].*)?$/i;
const CODE = /\.(?:py|pyc|pyi|pyx|pxd|so|js|c|cc|cpp|h|hpp|rs)$/i;

/**
 * The licences in an environment.
 *
 * @throws {UsageError} where it is none, or was made by another pysandbox.
 * @throws {InternalError} where something in it has changed, or cannot be read.
 */
export async function readLicenses(given: string, option: string): Promise<EnvironmentLicenses> {
  const { source, file, index, digest } = await openFile(given, option);
  using opened = file;
  return { digest, ...await licensesIn({ source, file: opened, start: 0, index }) };
}

/** The same of the environment that this executable carries; null where it has none. */
export async function readEmbeddedLicenses(): Promise<EnvironmentLicenses | null> {
  const own = ownPack();
  using file = Deno.openSync(own.path);
  const place = embeddedEnvironment(own, decodeIndex(readPart(file, own.offset, PAGE_BYTES)));
  if (place === null) return null;
  const page = readPart(file, place.offset, PAGE_BYTES);
  const pack = { source: "the packages of this executable", file, start: place.offset };
  return {
    digest: `sha256:${await digestOf(indexBytes(page))}`,
    ...await licensesIn({ ...pack, index: decodeIndex(page) }),
  };
}

async function licensesIn(pack: OpenPack): Promise<Omit<EnvironmentLicenses, "digest">> {
  const contents = await readMember(pack, "contents.json", MOST_CONTENTS_BYTES);
  const packages = packagesOf(readContents(pack.source, contents));
  const files = await SiteFiles.open(pack);
  const reader = new Reader(files);
  const folders = Map.groupBy(
    files.paths.filter((path) => /^[^/]+\.dist-info\//.test(path)),
    (path) => normalized(path.slice(0, Math.max(0, path.indexOf("-")))),
  );
  const found = packages.map(({ name, version }): PackageLicense => {
    const paths = folders.get(name) ?? [];
    const metadata = paths.find((path) => /^[^/]+\/METADATA$/.test(path));
    const { license, text, files: listed } = metadata === undefined
      ? NO_HEADERS
      : reader.headers(metadata);
    const named = new Set(listed.map((file) => `${metadata!.split("/", 1)[0]}/${file}`));
    const notices = paths.filter((path) => isInfoNotice(path) || named.has(path))
      .map((path) => reader.notice(path));
    if (text !== null) notices.push({ path: metadata!, text });
    return { name, version, license, notices };
  });
  const known = new Set(found.flatMap(({ notices }) => notices.map(({ path }) => path)));
  const others = files.paths.filter((path) => isInfoNotice(path) && !known.has(path))
    .map((path) => reader.notice(path));
  return { packages: found, others };
}

const NO_HEADERS: LicenseHeaders = { license: null, text: null, files: [] };

/** Whether a file is called like a notice, or is where the metadata of a wheel has them. */
function isInfoNotice(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /^[^/]+\.dist-info\/licen[cs]e(?:s|_files)\//.test(path) ||
    NOTICE.test(name) && !CODE.test(name);
}

/** Reads texts until they are too many. */
class Reader {
  readonly #files: SiteFiles;
  #left = MOST_BYTES;
  #metadataLeft = MOST_METADATA_BYTES;

  constructor(files: SiteFiles) {
    this.#files = files;
  }

  headers(path: string): LicenseHeaders {
    const bytes = this.#files.sizeOf(path)!;
    if (bytes > this.#metadataLeft) return NO_HEADERS;
    this.#metadataLeft -= bytes;
    const headers = licenseHeaders(headersOf(this.#files.read(path)));
    const size = headers.text?.length ?? 0;
    if (size > this.#left) return { ...headers, text: null };
    this.#left -= size;
    return headers;
  }

  notice(path: string): Notice {
    const size = this.#files.sizeOf(path)!;
    if (size > MOST_TEXT_BYTES || size > this.#left) return { path, text: null };
    this.#left -= size;
    return { path, text: decoded(this.#files.read(path)) };
  }
}

/** Older texts name their authors in Latin-1. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
