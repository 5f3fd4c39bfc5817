/** TRUSTED. A response over HTTP/1.1, written as its body comes, and no faster than the client takes it. */

const encoder = new TextEncoder();

/** Those that say how this connection carries the body. */
const OWN: ReadonlySet<string> = new Set([
  ...["connection", "content-length", "transfer-encoding", "keep-alive", "date"],
]);

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  204: "No Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  503: "Service Unavailable",
};

/** A refusal, as an error of JSON-RPC that belongs to no request. */
export function errorResponse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const error = { code: status < 500 ? -32600 : -32603, message };
  return Response.json({ jsonrpc: "2.0", id: null, error }, { status, headers });
}

/**
 * Writes a response.
 *
 * @param write writes all of the bytes; rejects where the client is gone.
 * @param gone is aborted when the client goes: the rest of the body is given up.
 */
export async function writeResponse(
  { status, headers, body }: Response,
  keepsOpen: boolean,
  write: (bytes: Uint8Array) => Promise<void>,
  gone: AbortSignal,
): Promise<void> {
  const lines = [`HTTP/1.1 ${status} ${REASONS[status] ?? "Other"}`];
  for (const [name, value] of headers) if (!OWN.has(name)) lines.push(`${name}: ${value}`);
  if (!keepsOpen) lines.push("connection: close");
  if (body !== null) lines.push("transfer-encoding: chunked");
  else if (status !== 204) lines.push("content-length: 0");
  if (!headers.has("cache-control")) lines.push("cache-control: no-store");
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  if (body === null) return await write(head);
  const reader = body.getReader();
  // A stream that has nothing to say would not notice that nobody listens.
  const giveUp = () => reader.cancel().catch(() => {});
  gone.addEventListener("abort", giveUp);
  if (gone.aborted) giveUp();
  try {
    await write(head);
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (part.value.length > 0) await write(chunk(part.value));
    }
    await write(encoder.encode("0\r\n\r\n"));
  } catch (error) {
    giveUp();
    throw error;
  } finally {
    gone.removeEventListener("abort", giveUp);
  }
}

function chunk(part: Uint8Array): Uint8Array {
  const size = encoder.encode(`${part.length.toString(16)}\r\n`);
  const bytes = new Uint8Array(size.length + part.length + 2);
  bytes.set(size);
  bytes.set(part, size.length);
  bytes.set([0x0D, 0x0A], size.length + part.length);
  return bytes;
}
