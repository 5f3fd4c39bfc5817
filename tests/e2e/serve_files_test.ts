/** Files in requests and answers of the server. */
import { deepEqual, equal } from "node:assert/strict";
import { Served } from "./served.ts";
import { sharing } from "./sharing.ts";

const base64 = (text: string) => new TextEncoder().encode(text).toBase64();
const file = (text: string, mime: string) => ({ base64: base64(text), bytes: text.length, mime });

/** The members of an answer that are about files, and how it ended. */
function about({ status, files, filesOmitted, error }: Readonly<Record<string, unknown>>) {
  return {
    status,
    files,
    ...(filesOmitted !== undefined && { filesOmitted }),
    ...(error !== undefined && { error }),
  };
}

const test = sharing("--workers", "1", "--spares", "1");

test("files go in as text or base64, and those that match come out", async (server) => {
  const answer = await server.ask({
    code: "import os; os.makedirs('out/deep')\n" +
      "open('out/deep/a.png', 'wb').write(open('d/raw', 'rb').read())\n" +
      "open('b.txt', 'w').write(open('text').read() + '!')\nopen('c.csv', 'w').write('c')\n" +
      "open('other', 'w').write('x')\nopen('text').close()",
    files: { "text": { text: "\u65e5" }, "d/raw": { base64: base64("raw") } },
    outputs: ["out/**", "*.txt", "*.csv", "text"],
  });
  deepEqual(about(answer), {
    status: "ok",
    files: {
      "b.txt": {
        base64: new TextEncoder().encode("\u65e5!").toBase64(),
        bytes: 4,
        mime: "text/plain",
      },
      "c.csv": file("c", "text/csv"),
      "out/deep/a.png": file("raw", "image/png"),
    },
  });
  const without = await server.ask({ code: "open('a', 'w').write('x')" });
  equal("files" in without, false);
  deepEqual((await server.ask({ code: "1", outputs: ["*"] })).files, {});
});

test("files come out after an error, and not of a program that was killed", async (server) => {
  const make = "open('a', 'w').write('x')\n";
  const failed = await server.ask({ code: `${make}1 / 0`, outputs: ["*"] });
  deepEqual(about(failed), {
    status: "error",
    files: { a: file("x", "application/octet-stream") },
    error: "ZeroDivisionError: division by zero",
  });
  const deaf = "while True:\n  try:\n    while True: pass\n  except BaseException: pass";
  const killed = await server.ask({ code: make + deaf, outputs: ["*"], timeout: "200ms" });
  deepEqual(about(killed), {
    status: "timeout",
    files: {},
    filesOmitted: ["the program was killed, and has no files to give"],
    error: "timed out after 200ms (--timeout)",
  });
  equal((await server.ask({ code: "4 + 5" })).output, 9);
});

Deno.test("what is beyond --max-files, or cannot be had everywhere, is left out and told", async () => {
  await using server = new Served("--workers", "1", "--spares", "1", "--max-files", "100B");
  const code =
    "open('a', 'w').write('x' * 90)\nopen('b', 'w').write('y' * 20)\nopen('CON', 'w')\nopen('c', 'w').write('z')";
  const answer = await server.ask({ code, outputs: ["*"] });
  deepEqual(Object.keys(answer.files as object), ["a", "c"]);
  deepEqual(answer.filesOmitted, [
    "1 file beyond 100B (--max-files)",
    "'CON': it is the name of a device on Windows",
  ]);
  equal(answer.status, "ok");
  // What nobody wants is not counted.
  deepEqual(Object.keys((await server.ask({ code, outputs: ["b"] })).files as object), ["b"]);
});

test("in a session, files stay, and each request gets what matches", async (server) => {
  const ask = (members: Record<string, unknown>) => server.ask({ session: "s", ...members });
  await ask({ code: "import os; x = 1", files: { "in": { text: "one" } } });
  const first = await ask({ code: "open('made', 'w').write(open('in').read())", outputs: ["*"] });
  deepEqual(about(first), {
    status: "ok",
    files: { made: file("one", "application/octet-stream") },
  });
  const again = await ask({
    code: "open('in').read(), x",
    files: { "in": { text: "two" } },
    outputs: ["m*", "in"],
  });
  deepEqual(again.output, ["two", 1]);
  deepEqual(Object.keys(again.files as object), ["made"]);
  const changed = await ask({
    code: "open('in', 'a').write('!'); os.remove('made')",
    outputs: ["**"],
  });
  deepEqual(about(changed), {
    status: "ok",
    files: { in: file("two!", "application/octet-stream") },
  });
  const inTheWay = await ask({ code: "1", files: { "in/below": { text: "" } } });
  deepEqual([inTheWay.status, inTheWay.error, inTheWay.sessionEnded], [
    "internal",
    "a file could not be given: the program has a file or folder in its way",
    true,
  ]);
  const fresh = await ask({ code: "os.listdir()" });
  deepEqual([fresh.sessionLost, fresh.status], [true, "error"]);
});

test("files that do not fit are a lack of memory, and the server goes on", async (server) => {
  const large = { large: { text: "x".repeat(12 << 20) } };
  const answer = await server.ask({ code: "1", files: large, maxHeap: "40MiB" });
  deepEqual([answer.status, answer.error], [
    "memory",
    "out of memory: the files given do not fit: the limit is 40MiB (--max-heap)",
  ]);
  equal((await server.ask({ code: "len(open('large').read())", files: large })).output, 12 << 20);
});

test("files and patterns that are none are refused by name", async (server) => {
  const expected = 'expected {"text": ...} or {"base64": ...}; got';
  const cases: [Record<string, unknown>, string][] = [
    [{ files: [] }, "files: expected an object; got an array"],
    [{ files: { a: "x" } }, `files 'a': ${expected} 'x'`],
    [{ files: { a: {} } }, `files 'a': ${expected} an object`],
    [{ files: { a: { text: "x", base64: "" } } }, `files 'a': ${expected} an object`],
    [{ files: { a: { text: 1 } } }, `files 'a': ${expected} an object`],
    [{ files: { a: { base64: "!" } } }, "files 'a': expected base64 with its padding; got '!'"],
    [{ files: { a: { base64: "YQ" } } }, "files 'a': expected base64 with its padding; got 'YQ'"],
    [
      { files: { "../a": { text: "" } } },
      "files '../a': expected a path that leads down; it leads out with '..'",
    ],
    [
      { files: { "/a": { text: "" } } },
      "files '/a': expected a path that leads down; it is absolute",
    ],
    [{ files: { "": { text: "" } } }, "files '': expected a path that leads down; it is empty"],
    [
      { files: { "a\0": { text: "" } } },
      "files 'a\0': expected a path that leads down; it has a NUL in it",
    ],
    [{ files: { a: { text: "" }, "a/b": { text: "" } } }, "files: 'a' is a file; 'a/b' is in it"],
    [{ outputs: "*" }, "outputs: expected an array of patterns; got '*'"],
    [{ outputs: [1] }, "outputs[0]: expected a string; got 1"],
    [
      { outputs: ["*", "../*"] },
      "outputs[1]: expected a pattern of paths that lead down; it leads out with '..'",
    ],
    [{ outputs: Array(101).fill("*") }, "outputs: expected at most 100; got 101"],
  ];
  for (const [members, message] of cases) {
    const answer = await server.ask({ code: "1", ...members });
    deepEqual([answer.status, answer.error], ["invalid", message]);
  }
  const many = Object.fromEntries(
    Array.from({ length: 1001 }, (_, at) => [`f${at}`, { text: "" }]),
  );
  equal(
    (await server.ask({ code: "1", files: many })).error,
    "files: expected at most 1000; got 1001",
  );
  delete many.f0;
  equal((await server.ask({ code: "import os; len(os.listdir())", files: many })).output, 1000);
});
