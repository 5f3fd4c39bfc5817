/**
 * TRUSTED. What a program shows: bundles of MIME types, each an object of JSON on a line of its own. Whoever has control of a jail can
 * send anything here: the form is checked byte for byte as it comes, and nothing is made of the values but texts that are passed on.
 */
import { JsonOutline, OutlineError, type OutlineMember, type Span } from "../core/json_outline.ts";
import { isBinaryMime, isJsonMime, isMime } from "../core/mime.ts";
import { RawJson } from "../core/raw_json.ts";
import { BOUNDS } from "../wire/bounds.ts";
import { MessageError } from "../wire/fields.ts";
import { GrowingBytes, type Sink } from "./output.ts";

const NEWLINE = 0x0A;
const QUOTE = 0x22;

/** A bundle is a level of its own around what is in it. */
const RULES = {
  depth: BOUNDS.RESULT_DEPTH + 1,
  members: BOUNDS.DISPLAY_TYPES,
  names: null,
  isFinal: true,
} as const;

/** Longest name of a MIME type, its quotes included. */
const LONGEST_NAME = 257;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Takes what one program shows. A bundle that is none makes a write reject with a `MessageError`. */
export class Display implements Sink {
  readonly #bundles: RawJson[] = [];
  #line = new GrowingBytes(BOUNDS.DISPLAY_BUNDLE_BYTES);
  #outline = new JsonOutline(RULES);

  /** Those that have come as a whole. */
  get bundles(): readonly RawJson[] {
    return this.#bundles;
  }

  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      let at = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
        this.#add(bytes.subarray(at, end));
        this.#finish();
        at = end + 1;
      }
      this.#add(bytes.subarray(at));
      return Promise.resolve();
    } catch (error) {
      const isNone = error instanceof OutlineError || error instanceof TypeError;
      return Promise.reject(
        isNone ? new MessageError(`It showed no object: ${said(error)}`) : error,
      );
    }
  }

  #add(bytes: Uint8Array): void {
    const most = BOUNDS.DISPLAY_BUNDLE_BYTES;
    if (this.#line.length + bytes.length > most) {
      throw new MessageError(`It showed an object of more than ${most} bytes`);
    }
    this.#outline.add(bytes);
    this.#line.add(bytes);
  }

  #finish(): void {
    if (this.#bundles.length === BOUNDS.DISPLAY_BUNDLES) {
      throw new MessageError(`It showed more than ${BOUNDS.DISPLAY_BUNDLES} objects`);
    }
    const line = this.#line.view();
    checkMembers(line, this.#outline.end());
    this.#bundles.push(new RawJson(decoder.decode(line)));
    this.#line = new GrowingBytes(BOUNDS.DISPLAY_BUNDLE_BYTES);
    this.#outline = new JsonOutline(RULES);
  }
}

/** @throws {MessageError} where a member is no MIME type, or its value not what that has. */
function checkMembers(line: Uint8Array, members: readonly OutlineMember[]): void {
  const seen = new Set<string>();
  for (const { name, value } of members) {
    const mime = nameOf(line, name);
    if (mime === null) throw new MessageError("It showed something without a MIME type");
    if (seen.has(mime)) throw new MessageError(`It showed ${mime} twice in one object`);
    seen.add(mime);
    if (isJsonMime(mime)) continue;
    if (line[value.start] !== QUOTE) throw new MessageError(`It showed ${mime} that is no text`);
    if (isBinaryMime(mime) && !isBase64(line, value.start + 1, value.end - 1)) {
      throw new MessageError(`It showed ${mime} that is no base64`);
    }
  }
}

/** The MIME type that a member is called by; null where that is none. */
function nameOf(line: Uint8Array, { start, end }: Span): string | null {
  if (end - start > LONGEST_NAME) return null;
  const name = decoder.decode(line.subarray(start + 1, end - 1));
  return isMime(name) ? name : null;
}

/** The bytes of base64, without those of its padding. */
const BASE64 = Uint8Array.from(
  { length: 256 },
  (_, byte) => /[A-Za-z0-9+/]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
const PADDING = 0x3D;

/** Whether the bytes are base64 with its padding, and nothing between. */
function isBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if ((end - start) % 4 !== 0) return false;
  let last = end;
  while (last > start && end - last < 2 && bytes[last - 1] === PADDING) last--;
  for (let at = start; at < last; at++) {
    if (BASE64[bytes[at]!] === 0) return false;
  }
  return true;
}

/** Why it is none, in words that have nothing of the jail's. */
function said(error: unknown): string {
  return error instanceof OutlineError ? error.message : "it is no UTF-8";
}
