/** Who may ask over HTTP: Host and Origin of this server, and tokens. */
import assert from "node:assert/strict";
import { digestOf, Guard, isLoopback } from "../../../../src/protocols/mcp/http/guard.ts";
import { HttpError } from "../../../../src/protocols/mcp/http/head.ts";

function statusOf(guard: Guard, headers: Record<string, string>, target = "/mcp", method = "POST") {
  try {
    guard.judge({ method, target, headers: new Headers(headers) });
    return 200;
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

Deno.test("on this machine alone, Host and Origin are names of this machine", () => {
  const guard = new Guard("127.0.0.1", []);
  for (const host of ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"]) {
    assert.equal(statusOf(guard, { host }), 200, host);
    assert.equal(statusOf(guard, { host, origin: "http://localhost:6274" }), 200, host);
  }
  for (
    const host of [
      ...[
        "",
        "evil.example",
        "localhost.evil.example",
        "192.168.1.5:8000",
        "localhost@evil.example",
      ],
      ...[
        "evil.example#localhost",
        "localhost/evil",
        "127.0.0.1.evil.example",
        "[::2]",
        "local host",
      ],
    ]
  ) {
    assert.equal(statusOf(guard, { host }), 403, host);
  }
  assert.equal(statusOf(guard, {}), 403);
  for (
    const origin of [
      ...["null", "http://evil.example", "https://localhost.evil.example", "file://", "localhost"],
      ...["chrome-extension://localhost", "http://localhost/path", "http://192.168.1.5"],
    ]
  ) {
    assert.equal(statusOf(guard, { host: "localhost", origin }), 403, origin);
  }
});

Deno.test("beyond this machine, Host may be an address, or the name that was given", () => {
  const guard = new Guard("box.example", []);
  for (const host of ["box.example:8000", "10.0.0.7", "[fe80::1]:80", "localhost"]) {
    assert.equal(statusOf(guard, { host }), 200, host);
  }
  assert.equal(statusOf(guard, { host: "evil.example" }), 403);
});

Deno.test("only the paths of a protocol, each with its methods", () => {
  const guard = new Guard("::1", []);
  const host = "[::1]:8000";
  assert.equal(statusOf(guard, { host }, "/"), 404);
  assert.equal(statusOf(guard, { host }, "/mcp/../x"), 404);
  assert.equal(statusOf(guard, { host }, "/mcp", "OPTIONS"), 405);
  assert.equal(statusOf(guard, { host }, "/mcp", "DELETE"), 200);
  assert.equal(statusOf(guard, { host }, "/run_code", "POST"), 200);
  assert.equal(statusOf(guard, { host }, "/run_code", "GET"), 405);
  assert.equal(statusOf(guard, { host: "evil.example" }, "/run_code", "POST"), 403);
  assert.equal(statusOf(guard, { host }, "/run_code?x", "POST"), 404);
});

Deno.test("a token is one of those that are known, and says whose the request is", async () => {
  const tokens = await Promise.all(
    ["first-token-0123456", "second-token-012345"].map(async (token, at) => ({
      digest: await digestOf(token),
      principal: `${at + 1}`,
    })),
  );
  const guard = new Guard("0.0.0.0", tokens);
  const principal = (authorization?: string) =>
    guard.principalOf(new Headers(authorization === undefined ? {} : { authorization }));
  assert.equal(await principal("Bearer second-token-012345"), "2");
  assert.equal(await principal("bearer first-token-0123456"), "1");
  for (const wrong of [undefined, "", "Bearer", "Bearer x", "Basic first-token-0123456"]) {
    await assert.rejects(principal(wrong), /Expected a token/);
  }
  assert.equal(await new Guard("127.0.0.1", []).principalOf(new Headers()), "");
});

Deno.test("loopback is what only this machine can connect to", () => {
  const given = ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"];
  assert.deepEqual(given.filter((name) => !isLoopback(name)), []);
  const others = ["0.0.0.0", "::", "192.168.0.1", "example.org", "127.0.0.1.example.org", ""];
  assert.deepEqual(others.filter(isLoopback), []);
});
