/** Wheels from an index of this machine, which can do everything wrong. */
import assert from "node:assert/strict";
import { FetchError } from "../../src/packages/fetch/fetch_error.ts";
import { fetchWheels } from "../../src/packages/fetch/fetch_wheels.ts";
import { toWheels } from "../../src/packages/fetch/pyodide_wheels.ts";
import { RemoteSource } from "../../src/packages/fetch/remote_source.ts";
import { Staging } from "../../src/packages/fetch/staging.ts";
import { addressIn, Web } from "../../src/packages/fetch/web.ts";
import { WheelFolders } from "../../src/packages/resolve/wheel_folders.ts";
import {
  digestOf,
  type Handler,
  type IndexFile,
  page,
  startIndex,
  wheelFile,
} from "./index_server.ts";

const PURE = "py3-none-any.whl";
const A = wheelFile(`a-1-${PURE}`);

function requested(...texts: string[]) {
  const requirements = texts.map((text) => ({ text, by: "the command line", hashes: [] }));
  return { requirements, requiresPython: [] };
}

/** What a source makes of an index: its wheels of `a`, the metadata of the first, and that wheel itself. */
async function withIndex(
  files: readonly IndexFile[],
  handler: Handler,
  use: (
    parts: { source: RemoteSource; staging: Staging; web: Web; folder: string },
  ) => Promise<void>,
  credentials = "",
): Promise<string[]> {
  await using server = startIndex({ a: files }, handler);
  const folder = await Deno.makeTempDir();
  try {
    const index = new URL(server.url.replace("//", `//${credentials}`));
    using web = new Web(index, [], { idle: 30_000, total: 30_000, pause: 1 });
    {
      await using staging = await Staging.open(folder);
      const parts = { web, index, pyodide: new Map(), staging };
      const source = new RemoteSource({ ...parts, folder: await WheelFolders.open([folder]) });
      await use({ source, staging, web, folder });
    }
    assert.deepEqual([...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return server.asked;
}

/** Asserts how asking for `a`, and fetching its first wheel, fails. PORT stands for the server's. */
async function assertFails(
  message: string,
  handler: Handler,
  files: readonly IndexFile[] = [A],
  credentials = "",
): Promise<string[]> {
  return await withIndex(files, handler, async ({ source, staging, web, folder }) => {
    await assert.rejects(async () => {
      const [first] = await source.wheelsOf("a");
      await staging.put(source.chosen([first!.file])[0]!, web);
    }, (error: Error) => {
      assert.ok(error instanceof FetchError, String(error));
      assert.equal(error.message.replace(/127\.0\.0\.1:\d+/g, "HOST"), message);
      return true;
    });
    assert.deepEqual([...Deno.readDirSync(folder)].filter(({ isFile }) => isFile), []);
  }, credentials);
}

const onFile = (answer: () => Response): Handler => (_, { pathname }) =>
  pathname.startsWith("/files/") ? answer() : null;
const onPage = (answer: (request: Request) => Response): Handler => (request, { pathname }) =>
  pathname === "/simple/a/" ? answer(request) : null;

Deno.test("what is asked for comes with what it depends on, and what is there is not fetched again", async () => {
  const native = `n-2-cp314-cp314-pyemscripten_2026_0_wasm32.whl`;
  const pyodideWheel = wheelFile(native);
  const metadata =
    "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: b\nRequires-Dist: n\n";
  await using server = startIndex(
    {
      a: [
        wheelFile(`a-1-${PURE}`, ["Requires-Dist: b", "Requires-Dist: n"], {
          "core-metadata": { sha256: digestOf(new TextEncoder().encode(metadata)) },
        }),
        wheelFile(`a-2-${PURE}`, [], { yanked: "it is broken" }),
        wheelFile(`a-3-${PURE}`, [], { "requires-python": "<3" }),
      ],
      b: [wheelFile(`b-1-${PURE}`)],
      // Not for this platform: Pyodide has it.
      n: [wheelFile("n-3-cp314-cp314-win_amd64.whl")],
    },
    (_, { pathname }) =>
      pathname.endsWith(".metadata")
        ? new Response(metadata)
        : pathname === `/pyodide/${native}`
        ? new Response(pyodideWheel.bytes)
        : null,
  );
  const folder = `${await Deno.makeTempDir()}/new/wheels`;
  const names: string[] = [];
  const run = async () => {
    await using staging = await Staging.open(folder);
    return await fetchWheels(requested("a"), {
      ...{ index: new URL(server.url), staging, certificates: [] },
      pyodide: toWheels(
        { [native]: digestOf(pyodideWheel.bytes!) },
        new URL("../pyodide/", server.url),
      ),
      onFetched: ({ file }) => names.push(file),
    });
  };
  assert.deepEqual(await run(), { chosen: 3, fetched: 3 });
  const wheels = [`a-1-${PURE}`, `b-1-${PURE}`, native];
  assert.deepEqual(names, wheels);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), wheels);
  // Metadata that can be had alone is had alone.
  assert.equal(server.asked.filter((path) => path === `/files/a-1-${PURE}`).length, 1);
  await Deno.writeTextFile(`${folder}/b-1-${PURE}`, "something else");
  assert.deepEqual(await run(), { chosen: 3, fetched: 1 });
  assert.equal(names.at(-1), `b-1-${PURE}`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a wheel that is not what its index says is refused, and nothing is left of it", async () => {
  const { bytes } = A;
  const wrong = bytes!.slice();
  wrong[40]! ^= 1;
  const names = `expected SHA-256 ${digestOf(bytes!)}, as its index says; got`;
  const url = `http://HOST/files/a-1-${PURE}`;
  await assertFails(`${url}: ${names} ${digestOf(wrong)}`, onFile(() => new Response(wrong)));
  const short = bytes!.slice(0, 10);
  await assertFails(`${url}: ${names} ${digestOf(short)}`, onFile(() => new Response(short)));
  await assertFails(
    `${url}: expected at most ${bytes!.length} bytes`,
    onFile(() => new Response(new Uint8Array(bytes!.length + 1))),
  );
  await assertFails(`${url}: it is not there`, onFile(() => new Response("", { status: 404 })));
});

Deno.test("metadata that is not what the index says is a reason to pass the wheel over", async () => {
  const file = wheelFile(`a-1-${PURE}`, [], { "core-metadata": { sha256: "0".repeat(64) } });
  await withIndex(
    [file],
    (_, { pathname }) => pathname.endsWith(".metadata") ? new Response("Name: a") : null,
    async ({ source }) => {
      await source.wheelsOf("a");
      await assert.rejects(source.metadataOf(file.filename), {
        name: "PackageError",
        message:
          `a-1-${PURE}: its metadata was to have SHA-256 ${"0".repeat(64)}, as its index says; ` +
          `got ${digestOf(new TextEncoder().encode("Name: a"))}`,
      });
    },
  );
});

/** Bytes without end, as fast as they are taken. */
function endless(): Response {
  const piece = new Uint8Array(64 * 1024).fill(0x20);
  return new Response(
    new ReadableStream({ pull: (controller) => controller.enqueue(piece) }),
    { headers: { "content-type": "application/vnd.pypi.simple.v1+json" } },
  );
}

Deno.test("bodies without end end where the most is reached", async () => {
  await assertFails("http://HOST/simple/a/: expected at most 67108864 bytes", onPage(endless));
  await assertFails(
    `http://HOST/files/a-1-${PURE}: expected at most ${A.bytes!.length} bytes`,
    onFile(endless),
  );
});

Deno.test("what is packed is counted as it is unpacked", async () => {
  const zeros = new Blob([new Uint8Array(4 * 1024 * 1024)]).stream();
  const bomb = await new Response(zeros.pipeThrough(new CompressionStream("gzip"))).bytes();
  assert.ok(bomb.length < 10_000);
  const file = { ...A, entry: { size: 10_000 } };
  const packed = onFile(() => new Response(bomb, { headers: { "content-encoding": "gzip" } }));
  await assertFails(`http://HOST/files/a-1-${PURE}: expected at most 10000 bytes`, packed, [file]);
});

Deno.test("redirects are followed a few times, never to files or to other schemes, and credentials stay where they belong", async () => {
  const leading = (to: string) =>
    onPage(() => new Response("", { status: 302, headers: { location: to } }));
  for (
    const to of ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x", "http://", ""]
  ) {
    const isSelf = to === "";
    await assertFails(
      isSelf
        ? "http://HOST/simple/a/: it leads on more than 5 times"
        : "http://HOST/simple/a/: it leads to an address that is not of https, or is none",
      leading(to),
    );
  }
  const seen: (string | null)[] = [];
  await using other = startIndex({ a: [A] }, ({ headers }) => {
    seen.push(headers.get("authorization"));
    return null;
  });
  const asked = await withIndex(
    [A],
    onPage(({ headers }) => {
      seen.push(headers.get("authorization"));
      return new Response("", { status: 301, headers: { location: `${other.url}a/` } });
    }),
    async ({ source }) => {
      assert.equal((await source.wheelsOf("a")).length, 1);
      assert.equal(
        source.name.replace(/127\.0\.0\.1:\d+/, "HOST"),
        "http://HOST/simple/ or Pyodide's distribution",
      );
    },
    "user:p%40ss@",
  );
  assert.deepEqual(asked, ["/simple/a/"]);
  assert.deepEqual(seen, [`Basic ${btoa("user:p@ss")}`, null]);
});

Deno.test("an index that refuses is named without its credentials", async () => {
  for (const [status, hint] of [[401, true], [403, true], [400, false]] as const) {
    await assertFails(
      `http://HOST/simple/a/: status ${status}${
        hint
          ? " (credentials of an index stand in --index-url: https://USER:PASSWORD@HOST/...)"
          : ""
      }`,
      onPage(() => new Response("secret", { status })),
      [A],
      "user:secret@",
    );
  }
});

Deno.test("what may work later is tried again, a few times", async () => {
  for (const status of [429, 503]) {
    let tries = 0;
    const asked = await withIndex(
      [A],
      onPage(() => {
        tries++;
        const headers = tries === 1 ? { "retry-after": "0" } : {};
        return tries < 3 ? new Response("", { status, headers }) : page([]);
      }),
      async ({ source }) => {
        assert.deepEqual(await source.wheelsOf("a"), []);
      },
    );
    assert.equal(asked.length, 3);
  }
  const asked = await assertFails(
    "http://HOST/simple/a/: status 503",
    onPage(() => new Response("", { status: 503, headers: { "retry-after": "never" } })),
  );
  assert.equal(asked.length, 3);
});

/** A server that answers each connection with the next of these texts, and closes it, or keeps it open. */
function startRaw(answers: readonly (string | null)[]): Disposable & { url: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  (async () => {
    for (const answer of answers) {
      const connection = await listener.accept();
      await connection.read(new Uint8Array(4096));
      if (answer === null) open.push(connection);
      else await connection.write(new TextEncoder().encode(answer)).then(() => connection.close());
    }
  })().catch(() => {});
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    [Symbol.dispose]: () => {
      listener.close();
      open.forEach((connection) => connection.close());
    },
  };
}

Deno.test("a connection that ends in the middle is begun anew", async () => {
  const text = "Metadata-Version: 2.1\n";
  const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n`;
  using server = startRaw([`${head}Meta`, head, head + text]);
  using web = new Web(new URL(server.url), [], { idle: 10_000, total: 10_000, pause: 1 });
  const answer = await web.read({ url: new URL(server.url), accept: "*/*", mostBytes: 1000 });
  assert.equal(new TextDecoder().decode(answer!.bytes), text);
});

Deno.test("a server that says nothing, or takes for ever, is waited for a while", async () => {
  using silent = startRaw([null, null, null]);
  const url = new URL(silent.url);
  using impatient = new Web(url, [], { idle: 20, total: 10_000, pause: 1 });
  await assert.rejects(impatient.read({ url, accept: "*/*", mostBytes: 1 }), {
    message: `${url.origin}/: nothing came for 20ms`,
  });
  const drop = onPage(() =>
    new Response(
      new ReadableStream({
        pull: async (controller) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          controller.enqueue(new Uint8Array(1));
        },
      }),
    )
  );
  await using slow = startIndex({}, drop);
  const address = new URL("a/", slow.url);
  using web = new Web(address, [], { idle: 10_000, total: 50, pause: 1 });
  await assert.rejects(web.read({ url: address, accept: "*/*", mostBytes: 1_000_000 }), {
    message: `${address.origin}/simple/a/: it took more than 50ms`,
  });
});

Deno.test("an address of https leads to no other scheme, and keeps no credentials", () => {
  const base = new URL("https://example.org/simple/");
  assert.equal(addressIn("http://example.org/", base), null);
  assert.equal(addressIn("https://user:secret@other.org/x", base)?.href, "https://other.org/x");
  assert.equal(addressIn("https://x/", new URL("http://x/"))?.href, "https://x/");
});

Deno.test("an index that is none, or answers in HTML, is refused with what was expected", async () => {
  const answer = (text: string, type: string) =>
    onPage(() => new Response(text, { headers: { "content-type": type } }));
  const json = "application/vnd.pypi.simple.v1+json";
  await assertFails(
    "http://HOST/simple/a/: expected an index that answers in JSON (PEP 691); got 'text/html; charset=utf-8'",
    answer("<a href=x>x</a>", "text/html; charset=utf-8"),
  );
  await assertFails(
    "http://HOST/simple/a/: The index message is not JSON in UTF-8",
    answer("[", json),
  );
  await assertFails(
    "http://HOST/simple/a/: meta is missing, expected an object",
    answer("{}", json),
  );
  await assertFails(
    "http://HOST/simple/a/: The index has version 2.0",
    answer('{"meta": {"api-version": "2.0"}, "files": []}', json),
  );
  await assertFails(
    "http://HOST/simple/a/: The index message: expected arrays and objects nested at most 16 deep",
    answer("[".repeat(1_000_000), json),
  );
});

Deno.test("files that are no wheels of the project, or have no digest or no good name, are passed over", async () => {
  const { bytes } = A;
  const hashes = { sha256: digestOf(bytes!) };
  const good = { filename: A.filename, url: `/files/${A.filename}`, hashes };
  const entries: unknown[] = [
    ...["../a-1-py3-none-any.whl", "a-1-py3.\\..\\x-none-any.whl", "a-1-py3.%2f-none-any.whl"],
    ...["a-1-py3./../x-none-any.whl", "/etc/a-1-py3-none-any.whl", "a-1-py3-none-any.whl\0.whl"],
    ...["b-1-py3-none-any.whl", "a-1.tar.gz", "a-1-py3-none-any.whl.exe", "C:a-1-py3-none-any.whl"],
    `a-${"1".repeat(300)}-py3-none-any.whl`,
  ].map((filename) => ({ ...good, filename }));
  entries.push(
    ...[{ ...good, hashes: {} }, { ...good, hashes: { md5: "x" } }, { ...good, hashes: null }],
    ...[{ ...good, hashes: { sha256: "../x" } }, { ...good, url: "file:///etc/passwd" }],
    ...[{ ...good, url: 1 }, { ...good, filename: null }, {}],
  );
  await withIndex([], onPage(() => page(entries)), async ({ source }) => {
    assert.deepEqual(await source.wheelsOf("a"), []);
  });
  await withIndex([], onPage(() => page([...entries, good])), async ({ source }) => {
    assert.deepEqual((await source.wheelsOf("a")).map(({ file }) => file), [A.filename]);
  });
});
