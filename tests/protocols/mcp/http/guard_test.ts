/** Who may ask over HTTP: Host and Origin of this server, and tokens. */
import assert from "node:assert/strict";
import { digestOf, Guard, isLoopback } from "../../../../src/protocols/mcp/http/guard.ts";
import { HttpError } from "../../../../src/protocols/mcp/http/head.ts";

async function statusOf(
  guard: Guard,
  headers: Record<string, string>,
  target = "/mcp",
  method = "POST",
) {
  try {
    await guard.judge({ method, target, headers: new Headers(headers) });
    return 200;
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

Deno.test("on this machine alone, Host and Origin are names of this machine", async () => {
  const guard = new Guard("127.0.0.1", []);
  for (const host of ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"]) {
    assert.equal(await statusOf(guard, { host }), 200, host);
    assert.equal(await statusOf(guard, { host, origin: "http://localhost:6274" }), 200, host);
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
    assert.equal(await statusOf(guard, { host }), 403, host);
  }
  assert.equal(await statusOf(guard, {}), 403);
  for (
    const origin of [
      ...["null", "http://evil.example", "https://localhost.evil.example", "file://", "localhost"],
      ...["chrome-extension://localhost", "http://localhost/path", "http://192.168.1.5"],
    ]
  ) {
    assert.equal(await statusOf(guard, { host: "localhost", origin }), 403, origin);
  }
});

Deno.test("beyond this machine, Host may be an address, or the name that was given", async () => {
  const guard = new Guard("box.example", []);
  for (const host of ["box.example:8000", "10.0.0.7", "[fe80::1]:80", "localhost"]) {
    assert.equal(await statusOf(guard, { host }), 200, host);
  }
  assert.equal(await statusOf(guard, { host: "evil.example" }), 403);
  const host = "10.0.0.7:8000";
  for (const origin of [`http://${host}`, "http://localhost:6274", "https://box.example"]) {
    assert.equal(await statusOf(guard, { host, origin }), 200, origin);
  }
  // Anybody can serve a page from an address.
  for (const origin of ["http://203.0.113.9", "http://10.0.0.8:8000", "http://[fe80::1]"]) {
    assert.equal(await statusOf(guard, { host, origin }), 403, origin);
  }
});

Deno.test("only the paths of a protocol, each with its methods", async () => {
  const guard = new Guard("::1", []);
  const host = "[::1]:8000";
  assert.equal(await statusOf(guard, { host }, "/"), 404);
  assert.equal(await statusOf(guard, { host }, "/mcp/../x"), 404);
  assert.equal(await statusOf(guard, { host }, "/mcp", "OPTIONS"), 405);
  assert.equal(await statusOf(guard, { host }, "/mcp", "DELETE"), 200);
  assert.equal(await statusOf(guard, { host }, "/run_code", "POST"), 200);
  assert.equal(await statusOf(guard, { host }, "/run_code", "GET"), 405);
  assert.equal(await statusOf(guard, { host: "evil.example" }, "/run_code", "POST"), 403);
  assert.equal(await statusOf(guard, { host }, "/run_code?x", "POST"), 404);
});

Deno.test("a token is one of those that are known, and says whose the request is", async () => {
  const tokens = await Promise.all(
    ["first-token-0123456", "second-token-012345"].map(async (token, at) => ({
      digest: await digestOf(token),
      principal: `${at + 1}`,
    })),
  );
  const guard = new Guard("0.0.0.0", tokens);
  const host = "127.0.0.1:8000";
  const principal = (headers: Record<string, string>) =>
    guard.judge({
      method: "POST",
      target: "/run_code",
      headers: new Headers({ host, ...headers }),
    });
  assert.equal(await principal({ authorization: "Bearer second-token-012345" }), "2");
  assert.equal(await principal({ authorization: "bearer first-token-0123456" }), "1");
  const basic = (pair: string) => `Basic ${btoa(pair)}`;
  const password = basic("any:second-token-012345");
  assert.equal(await principal({ authorization: password }), "2");
  const origin = `http://${host}`;
  assert.equal(await principal({ authorization: "Bearer second-token-012345", origin }), "2");
  const wrong: Record<string, string>[] = [
    ...["", "Bearer", "Bearer x", "Basic first-token-0123456", "Bearer first-token-01234567"],
    ...[
      basic("first-token-0123456"),
      basic("first-token-0123456:"),
      basic("x:y:first-token-0123456"),
    ],
    ...[
      basic(":first-token-0123456 "),
      basic("\xe9:\xe9"),
      "Basic =",
      "Digest first-token-0123456",
    ],
  ].map((authorization) => ({ authorization }));
  // A browser sends a password that it has kept with whatever a page asks, and says so by an Origin.
  for (const headers of [{}, ...wrong, { authorization: password, origin }]) {
    await assert.rejects(principal(headers), (error: HttpError) => {
      assert.equal(error.message, "Expected a token of this server: Authorization: Bearer TOKEN");
      assert.deepEqual([error.status, error.headers], [401, { "www-authenticate": "Bearer" }]);
      return true;
    });
  }
});

Deno.test("loopback is what only this machine can connect to", () => {
  const given = ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"];
  assert.deepEqual(given.filter((name) => !isLoopback(name)), []);
  const others = ["0.0.0.0", "::", "192.168.0.1", "example.org", "127.0.0.1.example.org", ""];
  assert.deepEqual(others.filter(isLoopback), []);
});
