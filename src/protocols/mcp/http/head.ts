/**
 * TRUSTED. The head of a request over HTTP/1.1: read strictly. What RFC 9112 lets a server refuse is refused, so that nothing can be read in
 * two ways.
 */

/** The request cannot be done. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  /** What the refusal has for headers. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** How long a body is: a number of bytes, or as long as its chunks say. */
export type BodyLength = number | "chunked";

/** What comes before a body. */
export interface Head {
  readonly method: string;
  /** The path, with the query. */
  readonly target: string;
  readonly headers: Headers;
  readonly length: BodyLength;
  /** Whether the client keeps the connection for another request. */
  readonly keepsOpen: boolean;
  /** Whether the client waits to be told to send the body. */
  readonly expectsContinue: boolean;
}

/** Most bytes of a head. */
export const LARGEST_HEAD_BYTES = 16 * 1024;

const MOST_HEADERS = 100;

const REQUEST_LINE = /^([A-Z]{1,16}) (\/[!-~]*) HTTP\/1\.([0-9])$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~]*)$/;

/** Those of which two would be two requests. */
const SINGLE: ReadonlySet<string> = new Set([
  ...["host", "content-length", "transfer-encoding", "authorization", "origin", "content-type"],
  ...["mcp-session-id", "mcp-protocol-version", "expect"],
]);

/** The head in a text without the empty line at its end. @throws {HttpError} */
export function parseHead(text: string): Head {
  const [first, ...lines] = text.split("\r\n") as [string, ...string[]];
  const match = REQUEST_LINE.exec(first);
  if (match === null) throw new HttpError(400, "Expected a request line of HTTP/1.1");
  const [, method, target, minor] = match as unknown as [string, string, string, string];
  if (minor !== "1") throw new HttpError(505, "Expected HTTP/1.1");
  if (lines.length > MOST_HEADERS) {
    throw new HttpError(431, `Expected at most ${MOST_HEADERS} headers`);
  }
  const headers = new Headers();
  for (const line of lines) {
    const field = FIELD.exec(line);
    if (field === null) throw new HttpError(400, "Expected headers of a name and ASCII");
    const name = field[1]!.toLowerCase();
    if (SINGLE.has(name) && headers.has(name)) throw new HttpError(400, `Expected one ${name}`);
    headers.append(name, field[2]!.trimEnd());
  }
  return {
    method,
    target,
    headers,
    length: lengthOf(headers),
    keepsOpen: !/\bclose\b/i.test(headers.get("connection") ?? ""),
    expectsContinue: expectsContinue(headers),
  };
}

function lengthOf(headers: Headers): BodyLength {
  const coding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (coding === null && length === null) return 0;
  if (coding !== null && length !== null) {
    throw new HttpError(400, "Expected a Content-Length or a Transfer-Encoding, not both");
  }
  if (coding !== null) {
    if (coding.toLowerCase() === "chunked") return "chunked";
    throw new HttpError(501, "Expected no Transfer-Encoding but chunked");
  }
  if (/^\d{1,12}$/.test(length!)) return Number(length);
  throw new HttpError(400, "Expected a Content-Length of digits");
}

function expectsContinue(headers: Headers): boolean {
  const expect = headers.get("expect");
  if (expect === null) return false;
  if (expect.toLowerCase() === "100-continue") return true;
  throw new HttpError(417, "Expected no Expect but 100-continue");
}
