/** TRUSTED. The body of a request over HTTP, of at most so many bytes, and all bodies together of at most so many more. */
import { formatSize, MEBIBYTE } from "../../../core/units.ts";
import type { ByteSource } from "./byte_source.ts";
import { type BodyLength, HttpError } from "./head.ts";

/** Most bytes of the bodies of all requests that have no answer yet. */
const MOST_BYTES = 128 * MEBIBYTE;

/** A line that says how long a chunk is, and one of a trailer. */
const LONGEST_LINE = 256;
const MOST_TRAILERS = 16;

/** The memory that bodies take. */
export class BodyBudget {
  #taken = 0;

  /** Takes bytes until the request that they are of has its answer. @throws {HttpError} where there are too many. */
  take(bytes: number): void {
    if (this.#taken + bytes > MOST_BYTES) throw new HttpError(503, "Too much is being received");
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** The account of one request. */
export class BodyAccount implements Disposable {
  readonly #budget: BodyBudget;
  #bytes = 0;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  add(bytes: number): void {
    this.#budget.take(bytes);
    this.#bytes += bytes;
  }

  [Symbol.dispose](): void {
    this.#budget.give(this.#bytes);
  }
}

/**
 * Reads a body.
 *
 * @returns null where the client is gone before its end.
 * @throws {HttpError} where it is too long, or no body.
 */
export async function readBody(
  source: ByteSource,
  length: BodyLength,
  most: number,
  account: BodyAccount,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (length === "chunked") return await readChunks(source, most, account);
  expectAtMost(length, most);
  account.add(length);
  const body = new Uint8Array(length);
  return await source.fill(body) ? body : null;
}

async function readChunks(
  source: ByteSource,
  most: number,
  account: BodyAccount,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let body = new Uint8Array(0);
  let filled = 0;
  for (;;) {
    const line = await source.textUntil("\r\n", LONGEST_LINE);
    if (line === null) return null;
    const match = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(line);
    if (match === null) throw new HttpError(400, "Expected the length of a chunk");
    const length = parseInt(match[1]!, 16);
    if (length === 0) break;
    expectAtMost(filled + length, most);
    if (filled + length > body.length) {
      const grown = Math.min(most, Math.max(2 * body.length, filled + length));
      account.add(grown - body.length);
      const larger = new Uint8Array(grown);
      larger.set(body.subarray(0, filled));
      body = larger;
    }
    if (!await source.fill(body.subarray(filled, filled + length))) return null;
    filled += length;
    const end = await source.textUntil("\r\n", LONGEST_LINE);
    if (end === null) return null;
    if (end !== "") throw new HttpError(400, "Expected the end of a chunk");
  }
  for (let trailers = 0;; trailers++) {
    const line = await source.textUntil("\r\n", LONGEST_LINE);
    if (line === null) return null;
    if (line === "") return body.subarray(0, filled);
    if (trailers === MOST_TRAILERS) throw new HttpError(400, "Expected fewer trailers");
  }
}

function expectAtMost(bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new HttpError(413, `Expected a body of at most ${formatSize(most)}`);
}
