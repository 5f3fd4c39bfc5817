/**
 * TRUSTED code that reads hostile bytes: RECORD, the list of a wheel's files with their digests. Each file has to be in it, once, and be
 * what it says; the list itself and its signatures have no digest
 * (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
 */
import { createHash } from "node:crypto";
import { PackageError } from "./package_error.ts";

/** Digests that are strong enough for a wheel, as a row names them. */
const ALGORITHMS: readonly string[] = ["sha256", "sha384", "sha512"];

/** A list of the most files that there can be is shorter. */
const MOST_BYTES = 32 * 1024 * 1024;

/** What a row says of a file. */
interface Row {
  readonly digest: string;
  readonly size: string;
}

/**
 * Compares the files of a wheel with its RECORD.
 *
 * @param info the folder of its metadata.
 * @throws {PackageError} naming the first file that is missing, in it twice, not listed, or something else.
 */
export function checkRecord(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  info: string,
): void {
  const record = files.get(`${info}/RECORD`);
  if (record === undefined) throw new PackageError("it has no RECORD");
  if (record.length > MOST_BYTES) throw new PackageError("its RECORD is too long");
  const undigested = new Set(["RECORD", "RECORD.jws", "RECORD.p7s"].map((one) => `${info}/${one}`));
  const rows = readRows(new TextDecoder().decode(record));
  for (const path of rows.keys()) {
    if (!files.has(path)) throw new PackageError(`RECORD lists '${path}', which is not there`);
  }
  for (const [path, bytes] of files) {
    if (undigested.has(path)) continue;
    const row = rows.get(path);
    if (row === undefined) throw new PackageError(`RECORD does not list '${path}'`);
    checkFile(path, bytes, row);
  }
}

function checkFile(path: string, bytes: Uint8Array<ArrayBuffer>, { digest, size }: Row): void {
  const [algorithm, expected] = digest.split("=", 2) as [string, string?];
  if (!ALGORITHMS.includes(algorithm) || expected === undefined) {
    throw new PackageError(
      `RECORD has the digest '${digest}' of '${path}'; expected one of ${ALGORITHMS.join(", ")}`,
    );
  }
  const actual = createHash(algorithm).update(bytes).digest("base64url");
  const isRight = actual === expected.replace(/=+$/, "") &&
    (size === "" || size === String(bytes.length));
  if (!isRight) throw new PackageError(`'${path}' is not what RECORD says`);
}

/** The rows by path. */
function readRows(text: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const fields of csvRows(text)) {
    const [path, digest, size] = fields;
    if (fields.length === 1 && path === "") continue;
    if (fields.length !== 3) {
      throw new PackageError(
        `RECORD has a row of ${fields.length} fields; expected path, digest, size`,
      );
    }
    if (rows.has(path!)) throw new PackageError(`RECORD lists '${path}' twice`);
    rows.set(path!, { digest: digest!, size: size! });
  }
  return rows;
}

/** The rows of a table whose fields are separated by commas, and may be in quotes. @throws {PackageError} where it is none. */
function* csvRows(text: string): Generator<string[]> {
  const separator = /,|\r?\n|$/g;
  let row: string[] = [];
  for (let at = 0; at < text.length || row.length > 0;) {
    const isQuoted = text[at] === '"';
    const start = isQuoted ? endOfQuoted(text, at) : at;
    separator.lastIndex = start;
    const { 0: end, index } = separator.exec(text)!;
    const rest = text.slice(start, index);
    if (isQuoted ? rest !== "" : rest.includes('"')) throw new PackageError("RECORD is damaged");
    row.push(isQuoted ? text.slice(at + 1, start - 1).replaceAll('""', '"') : rest);
    at = index + end.length;
    if (end === ",") continue;
    yield row;
    row = [];
  }
}

/** Behind the quote that ends the field that begins at `at`; two of them mean one. */
function endOfQuoted(text: string, at: number): number {
  for (let from = at + 1;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new PackageError("RECORD is damaged");
    if (text[quote + 1] !== '"') return quote + 1;
    from = quote + 2;
  }
}
