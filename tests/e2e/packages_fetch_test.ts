/** `packages fetch` by the real command, from an index behind a proxy. */
import assert from "node:assert/strict";
import { startIndex, wheelFile } from "../packages/index_server.ts";
import { tryTest } from "../needs.ts";
import { pysandbox, start } from "./command.ts";

const PURE = "py3-none-any.whl";

Deno.test("wheels come from an index by way of a proxy, and nobody sees the credentials", async () => {
  await using server = startIndex({
    one: [
      wheelFile(`one-1-${PURE}`, ["Requires-Dist: two"]),
      wheelFile(`one-2-${PURE}`, ["Requires-Dist: two>9"]),
    ],
    two: [wheelFile(`two-1-${PURE}`)],
  });
  const folder = await Deno.makeTempDir();
  try {
    const fetch = (...words: string[]) =>
      pysandbox(["packages", "fetch", "--wheels", "wheels", ...words], {
        cwd: folder,
        env: {
          HTTP_PROXY: server.url,
          NO_PROXY: "",
          PYSANDBOX_INDEX_URL: "http://user:secret@index.invalid/simple",
        },
      });
    const { code, stdout, stderr } = await fetch("one");
    assert.deepEqual([code, stdout, stderr.split("\n")], [0, "", [
      `pysandbox: fetched one-1-${PURE} from index.invalid`,
      `pysandbox: fetched two-1-${PURE} from index.invalid`,
      "pysandbox: wheels has all that is needed: 2 wheels, 2 fetched now",
      "",
    ]]);
    const names = [...Deno.readDirSync(`${folder}/wheels`)].map(({ name }) => name).sort();
    assert.deepEqual(names, [`one-1-${PURE}`, `two-1-${PURE}`]);
    const missing = await fetch("one==3");
    assert.deepEqual([missing.code, missing.stderr], [
      1,
      "pysandbox: one: the command line wants one==3; " +
      "in http://index.invalid/simple or Pyodide's distribution there is 2, 1\n",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

tryTest({
  name: "what is stopped leaves nothing in the folder",
  lacks: null,
  elsewhere: Deno.build.os === "windows" ? "no SIGTERM on Windows" : null,
  fn: async () => {
    const asked = Promise.withResolvers<void>();
    await using server = startIndex({}, () => {
      asked.resolve();
      return new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(1)) }));
    });
    const folder = await Deno.makeTempDir();
    try {
      const child = start([
        "packages",
        "fetch",
        "--wheels",
        folder,
        "--index-url",
        server.url,
        "one",
      ]);
      await asked.promise;
      child.kill("SIGTERM");
      const { code, stderr } = await child.output();
      assert.deepEqual([code, new TextDecoder().decode(stderr)], [143, ""]);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
      await child.stdin.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("a command line without what is needed is refused", async () => {
  for (
    const [words, message] of [
      [["x"], "--wheels: expected one folder to write wheels to"],
      [["--wheels", "w"], "packages fetch: expected requirements, -r FILE or --script FILE"],
      [
        ["--wheels", "w", "x", "--index-url", "ftp://user:secret@host/"],
        "--index-url: expected an address such as https://pypi.org/simple/",
      ],
    ] as const
  ) {
    const { code, stderr } = await pysandbox(["packages", "fetch", ...words]);
    assert.deepEqual([code, stderr], [2, `pysandbox: ${message}\n`]);
  }
});
