/** Heads of requests over HTTP: what is read, and all that is refused because it could be read in two ways. */
import assert from "node:assert/strict";
import { HttpError, parseHead } from "../../../../src/protocols/mcp/http/head.ts";

const PLAIN = ["POST /mcp HTTP/1.1", "Host: localhost:8000", "Content-Length: 12"];

Deno.test("a head is a method, a path, headers and the length of a body", () => {
  const head = parseHead([...PLAIN, "Accept:  a/b ", "accept: c/d"].join("\r\n"));
  assert.deepEqual([head.method, head.target, head.length], ["POST", "/mcp", 12]);
  assert.equal(head.headers.get("accept"), "a/b, c/d");
  assert.deepEqual([head.keepsOpen, head.expectsContinue], [true, false]);
});

Deno.test("a head says whether the connection ends, and whether the client waits to send its body", () => {
  const head = parseHead(
    [
      "POST / HTTP/1.1",
      "Transfer-Encoding: Chunked",
      "Connection: x, Close",
      "Expect: 100-continue",
    ]
      .join("\r\n"),
  );
  assert.deepEqual([head.length, head.keepsOpen, head.expectsContinue], ["chunked", false, true]);
});

for (
  const [lines, status] of [
    [["POST /mcp HTTP/1.0"], 505],
    [["POST /mcp HTTP/2.0"], 400],
    [["post /mcp HTTP/1.1"], 400],
    [["POST  /mcp HTTP/1.1"], 400],
    [["POST http://localhost/mcp HTTP/1.1"], 400],
    [["OPTIONS * HTTP/1.1"], 400],
    [["POST /mcp HTTP/1.1", "Host : localhost"], 400],
    [["POST /mcp HTTP/1.1", " folded: yes"], 400],
    [["POST /mcp HTTP/1.1", "A: b\nC: d"], 400],
    [["POST /mcp HTTP/1.1", "A: \0"], 400],
    [["POST /mcp HTTP/1.1", "A: \xff"], 400],
    [["POST /mcp HTTP/1.1", "no colon"], 400],
    [[...PLAIN, "host: evil.example"], 400],
    [[...PLAIN, "Content-Length: 12"], 400],
    [[...PLAIN, "Transfer-Encoding: chunked"], 400],
    [["POST /mcp HTTP/1.1", "Transfer-Encoding: gzip, chunked"], 501],
    [["POST /mcp HTTP/1.1", "Content-Length: +12"], 400],
    [["POST /mcp HTTP/1.1", "Content-Length: 0x12"], 400],
    [["POST /mcp HTTP/1.1", "Content-Length: 1, 2"], 400],
    [["POST /mcp HTTP/1.1", "Expect: more"], 417],
    [["POST /mcp HTTP/1.1", ...Array.from({ length: 101 }, (_, at) => `a${at}: b`)], 431],
  ] as const
) {
  Deno.test(`${JSON.stringify(lines).slice(0, 80)} is refused with ${status}`, () => {
    assert.throws(
      () => parseHead(lines.join("\r\n")),
      (error) => error instanceof HttpError && error.status === status,
    );
  });
}
