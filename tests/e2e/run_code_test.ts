/** `POST /run_code` of `mcp --http`, as clients of SandboxFusion send it. */
import assert from "node:assert/strict";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { HttpServed } from "./mcp_http_server.ts";
import { untilForking } from "./until_forking.ts";

const JSON_TYPE = { "content-type": "application/json" };

interface RunResult {
  readonly status: string;
  readonly execution_time: number;
  readonly return_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Answer {
  readonly status: string;
  readonly message: string;
  readonly run_result: RunResult;
  readonly files: Record<string, string>;
}

function post(
  { url }: HttpServed,
  body: object,
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const { headers = JSON_TYPE, signal } = init;
  return fetch(url.replace(/\/mcp$/, "/run_code"), {
    method: "POST",
    headers,
    body: JSON.stringify({ language: "python", ...body }),
    ...(signal !== undefined && { signal }),
  });
}

async function run(server: HttpServed, body: object): Promise<Answer> {
  const response = await post(server, body);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  return await response.json();
}

Deno.test("programs of clients of SandboxFusion are run, and their ends told in its words", async () => {
  await using server = await HttpServed.start("--workers", "2", "--timeout", "60s");
  await untilForking(server.pid);
  const code = "import sys\nname = input()\nprint('hello', name, open('d/in.txt').read())\n" +
    "open('out.txt', 'w').write('made'); open('other.txt', 'w').write('x'); __name__";
  const files = { "d/in.txt": btoa("given") };
  const { run_result, ...rest } = await run(server, {
    ...{ code, stdin: "Ada\n", files, fetch_files: ["out.txt", "d/in.txt", "none.txt", "o*.txt"] },
    ...{ compile_timeout: 10, run_timeout: 60, memory_limit_MB: 1024 },
  });
  assert.deepEqual(rest, {
    status: "Success",
    message: "",
    compile_result: null,
    executor_pod_name: null,
    files: { "out.txt": btoa("made") },
  });
  const { execution_time, ...ran } = run_result;
  assert.ok(execution_time >= 0);
  assert.deepEqual(ran, {
    ...{ status: "Finished", return_code: 0, stdout: "hello Ada given\n", stderr: "" },
  });

  const failed = await run(server, { code: "print(1)\nimport sys; sys.exit(3)" });
  assert.deepEqual(
    [failed.status, failed.message, failed.run_result.status, failed.run_result.return_code],
    ["Failed", "", "Finished", 3],
  );
  const raised = await run(server, { code: "1 / 0" });
  assert.equal(raised.status, "Failed");
  assert.match(raised.run_result.stderr, /\nZeroDivisionError: division by zero\n$/);

  const late = await run(server, {
    code: "print('so far', flush=True)\nwhile True: pass",
    run_timeout: 0.5,
  });
  assert.deepEqual(
    [late.status, late.message, late.run_result.status, late.run_result.return_code],
    ["Failed", "timed out after 500ms (--timeout)", "TimeLimitExceeded", null],
  );
  assert.equal(late.run_result.stdout, "so far\n");

  const refused = await post(server, { code: "int main() {}", language: "cpp" });
  assert.equal(refused.status, 422);
  const detail = [{
    type: "literal_error",
    loc: ["body", "language"],
    msg: "Input should be 'python'",
  }];
  assert.deepEqual(await refused.json(), { detail });
  const text = await post(server, { code: "1" }, { headers: { "content-type": "text/plain" } });
  assert.equal(text.status, 415);
  await text.body?.cancel();
  const get = await fetch(server.url.replace(/\/mcp$/, "/run_code"));
  assert.equal(get.status, 405);
  await get.body?.cancel();
});

Deno.test("a client that goes away takes its program with it", async () => {
  await using server = await HttpServed.start("--workers", "1", "--timeout", "1h");
  const going = new AbortController();
  const gone = post(server, { code: "while True: pass", run_timeout: 3600 }, {
    signal: going.signal,
  });
  // It has the only worker for an hour, or is still on its way there.
  setTimeout(() => going.abort(), 500);
  await assert.rejects(gone);
  assert.equal((await run(server, { code: "print(1)" })).run_result.stdout, "1\n");
});

/** Answers that no page of a browser could read, and that lead nowhere else. */
function expectNothingForPages({ headers }: Response, name: string): void {
  const given = [...headers.keys()].filter((header) => /^access-control-|^location$/.test(header));
  assert.deepEqual(given, [], name);
}

Deno.test("with tokens: an address with one as its password is let in, unless a browser sends it", async () => {
  const token = "first-token-0123456789";
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, `${token}\n`);
  await using server = await HttpServed.start(
    ...["--token-file", file, "--workers", "1", "--spares", "1", "--verbose"],
  );
  await Deno.remove(file);
  const password = { authorization: `Basic ${btoa(`any:${token}`)}` };
  const origin = new URL(server.url).origin;
  const given: [status: number, headers: Record<string, string>][] = [
    [200, password],
    [200, { authorization: `Bearer ${token}` }],
    [200, { authorization: `Bearer ${token}`, origin }],
    [401, { authorization: `Basic ${btoa(`${token}:any`)}` }],
    [401, { authorization: `Basic ${btoa(token)}` }],
    [401, { authorization: `Bearer ${token}0` }],
    [401, {}],
    // What a browser has kept it sends for any page; the page is told of by these.
    [401, { ...password, origin }],
    [401, { ...password, origin: "http://localhost:1" }],
    [403, { ...password, origin: "http://evil.example" }],
    [403, { ...password, origin: "null" }],
    // What a page can send without asking.
    [415, { ...password, "content-type": "text/plain" }],
    [415, { ...password, "content-type": "application/x-www-form-urlencoded" }],
  ];
  const bodies: string[] = [];
  for (const [status, headers] of given) {
    const name = JSON.stringify(headers);
    const code = "import os, sys; print(sys.argv, os.environ)";
    const response = await post(server, { code }, { headers: { ...JSON_TYPE, ...headers } });
    bodies.push(await response.text());
    assert.equal(response.status, status, name);
    assert.equal(response.headers.get("www-authenticate"), status === 401 ? "Bearer" : null, name);
    expectNothingForPages(response, name);
  }
  // A browser asks before it sends JSON, or headers of its own, for a page of elsewhere: also of another port.
  for (const url of [server.url, server.url.replace(/\/mcp$/, "/run_code")]) {
    for (const [from, status] of [["http://evil.example", 403], ["http://localhost:1", 405]]) {
      const asked = { "access-control-request-method": "POST" };
      const headers = {
        ...asked,
        origin: `${from}`,
        "access-control-request-headers": "content-type",
      };
      const response = await fetch(url, { method: "OPTIONS", headers });
      bodies.push(await response.text());
      assert.equal(response.status, status, `${url} ${from}`);
      expectNothingForPages(response, `${url} ${from}`);
    }
  }
  // Nobody can read it: not in an answer, not in the log, not in the words of any process.
  const words = (await allProcesses()).map(({ command }) => command);
  assert.ok(words.some((command) => command.includes(file)), "the server is among the processes");
  for (const text of [...bodies, server.said, ...words]) {
    for (const secret of [token, btoa(`any:${token}`)]) assert.ok(!text.includes(secret), text);
  }
});
