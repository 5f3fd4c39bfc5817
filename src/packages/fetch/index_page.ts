/**
 * TRUSTED code that reads hostile bytes: a project's page of an index, as JSON (PEP 691, 700, 714). Whatever is not a wheel of the project,
 * with a digest, and with a name that every system can have for a file, is passed over.
 */
import { portabilityProblem } from "../../core/file_names.ts";
import type { JsonBounds } from "../../core/json.ts";
import { asArray, asObject, asText, type Fields, MessageError } from "../../wire/fields.ts";
import { parseMessage } from "../../wire/parse_message.ts";
import { readWheelName } from "../wheel.ts";
import { FetchError } from "./fetch_error.ts";
import type { RemoteWheel } from "./remote_wheel.ts";
import { addressIn, shown } from "./web.ts";

/** The kind of answer that is expected. */
export const PAGE_TYPE = "application/vnd.pypi.simple.v1+json";

/** Largest page, and what it may have in it: more than any project of PyPI has. */
export const MOST_PAGE_BYTES = 64 * 1024 * 1024;
const BOUNDS: JsonBounds = {
  ...{ depth: 16, containers: 1_000_000, values: 5_000_000, names: 5_000_000 },
  ...{ nameUnits: 64_000_000, shortUnits: MOST_PAGE_BYTES, otherUnits: MOST_PAGE_BYTES },
};

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The wheels of a project.
 *
 * @param type of the page, as the server says.
 * @param url where it came from.
 * @throws {FetchError} where it is no such page.
 */
export function readIndexPage(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  url: URL,
  project: string,
): RemoteWheel[] {
  if (type.split(";", 1)[0]!.trim().toLowerCase() !== PAGE_TYPE) {
    throw new FetchError(
      `${shown(url)}: expected an index that answers in JSON (PEP 691); got '${
        type.slice(0, 100)
      }'`,
    );
  }
  try {
    const { meta, files } = parseMessage(bytes, "index", BOUNDS);
    const version = asText(asObject(meta, "meta")["api-version"], "api-version");
    if (!/^1\.\d+$/.test(version)) throw new MessageError(`The index has version ${version}`);
    return asArray(files, "files").map((file) => toWheel(asObject(file, "file"), url, project))
      .filter((wheel) => wheel !== null);
  } catch (error) {
    if (error instanceof MessageError) throw new FetchError(`${shown(url)}: ${error.message}`);
    throw error;
  }
}

function toWheel(fields: Fields, page: URL, project: string): RemoteWheel | null {
  const { filename, hashes, size, yanked } = fields;
  if (typeof filename !== "string" || typeof fields.url !== "string") return null;
  const name = readWheelName(filename);
  if (name === null || name.project !== project || portabilityProblem(filename) !== null) {
    return null;
  }
  const url = addressIn(fields.url, page);
  const sha256 = digestIn(hashes);
  if (url === null || sha256 === null) return null;
  const metadata = fields["core-metadata"] ?? fields["dist-info-metadata"];
  const requiresPython = fields["requires-python"];
  return {
    ...{ file: filename, url, sha256, isUsable: name.isUsable },
    size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
    yanked: yanked === true || typeof yanked === "string",
    requiresPython: typeof requiresPython === "string" && requiresPython !== ""
      ? requiresPython
      : null,
    metadata: metadata === true || digestIn(metadata) !== null
      ? { sha256: digestIn(metadata) }
      : null,
  };
}

function digestIn(hashes: unknown): string | null {
  if (typeof hashes !== "object" || hashes === null || !Object.hasOwn(hashes, "sha256")) {
    return null;
  }
  const { sha256 } = hashes as { sha256: unknown };
  return typeof sha256 === "string" && DIGEST.test(sha256.toLowerCase())
    ? sha256.toLowerCase()
    : null;
}
