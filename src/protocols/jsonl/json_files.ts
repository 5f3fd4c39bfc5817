/** TRUSTED. Files in lines of JSON: each `{"text": ...}` or `{"base64": ...}` in a request, and its bytes, type and base64 in an answer. */
import { PiecedText } from "../../core/raw_json.ts";
import type { OutputFile } from "../../engine/result.ts";
import { checkFiles, ProgramError, shorten, show } from "../../engine/program.ts";

/** A file in an answer. */
interface WrittenFile {
  readonly base64: PiecedText;
  readonly bytes: number;
  readonly mime: string;
}

/** How many bytes are written as base64 at once: a multiple of three, so that pieces have no padding but the last. */
const PIECE_BYTES = 192 * 1024;

/** The files of a request by path, as the engine takes them. @throws {ProgramError} */
export function readFiles(given: unknown): Record<string, Uint8Array<ArrayBuffer>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ProgramError(`files: expected an object; got ${show(given)}`);
  }
  const files: Record<string, string | Uint8Array<ArrayBuffer>> = Object.create(null);
  for (const [path, file] of Object.entries(given)) files[path] = readFile(path, file);
  const checked: Record<string, Uint8Array<ArrayBuffer>> = Object.create(null);
  for (const { path, contents } of checkFiles(files)) checked[path] = contents;
  return checked;
}

function readFile(path: string, file: unknown): string | Uint8Array<ArrayBuffer> {
  const where = `files '${shorten(path)}'`;
  const members = typeof file === "object" && file !== null ? Object.entries(file) : [];
  const [[name, value] = ["", null], another] = members;
  if (another !== undefined || typeof value !== "string" || !["text", "base64"].includes(name)) {
    throw new ProgramError(
      `${where}: expected {"text": ...} or {"base64": ...}; got ${show(file)}`,
    );
  }
  if (name === "text") return value;
  try {
    return Uint8Array.fromBase64(value, { lastChunkHandling: "strict" });
  } catch {
    throw new ProgramError(`${where}: expected base64 with its padding; got '${shorten(value)}'`);
  }
}

/** The files of a result, as an answer has them. */
export function writeFiles(
  files: readonly OutputFile[],
): Record<string, WrittenFile> {
  const written: Record<string, WrittenFile> = Object.create(null);
  for (const { path, contents } of files) {
    const base64 = new PiecedText(() => base64Of(contents));
    written[path] = { base64, bytes: contents.length, mime: mimeOf(path) };
  }
  return written;
}

function* base64Of(contents: Uint8Array): Generator<string, void> {
  for (let at = 0; at < contents.length; at += PIECE_BYTES) {
    yield contents.subarray(at, at + PIECE_BYTES).toBase64();
  }
}

/** Types by ending: of what programs usually make. The contents are a program's, and nobody has looked at them. */
const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  gz: "application/gzip",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  jsonl: "application/jsonl",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  py: "text/x-python",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  txt: "text/plain",
  wav: "audio/wav",
  webp: "image/webp",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "application/xml",
  zip: "application/zip",
};

/** The type of a file, by the ending of its name. */
export function mimeOf(path: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? TYPES[ending]! : "application/octet-stream";
}
