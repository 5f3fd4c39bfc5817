/** `serve-stdio` and lines that are no requests: too long, torn, not UTF-8, too deep. Each is answered; what follows is served. */
import assert from "node:assert/strict";
import { type Answer, ok, plain, QUIET_END, residentBytes, Served } from "./served.ts";

const MIB = 1024 * 1024;
const NINE = ok(9, "9");
/** In a session, which needs no new interpreter each time. */
const SUM = '{"code": "4 + 5", "session": "s"}';

const invalid = (error: string): Answer => ({ status: "invalid", error });
const TOO_LONG = invalid("Line is too long: expected at most 16MiB (--max-line)");
const NOT_UTF8 = invalid("Invalid JSON input: the line is not UTF-8");

Deno.test("lines that are no requests are answered in their turn, and the next is served", async (t) => {
  await using server = new Served("--workers", "1", "--spares", "1");
  const answersTo = async (bytes: Uint8Array | string, count: number) => {
    await server.write(bytes);
    return (await server.take(count)).map(plain);
  };
  // What the first request needs is there, and no part of what is measured.
  assert.deepEqual(await answersTo(`${SUM}\n`, 1), [NINE]);

  const huge = "a line of 256 MiB takes the memory of a line that is allowed";
  await t.step({
    name: huge,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const before = await residentBytes(server.pid);
      let most = before;
      const piece = new Uint8Array(4 * MIB).fill(0x78);
      for (let at = 0; at < 64; at++) {
        await server.write(piece);
        if (at % 8 === 0) most = Math.max(most, await residentBytes(server.pid));
      }
      // It is told before the line has ended.
      assert.deepEqual((await server.take(1)).map(plain), [TOO_LONG]);
      assert.deepEqual(await answersTo(`"}\n${SUM}\n`, 1), [NINE]);
      const grown = Math.round((most - before) / MIB);
      assert.ok(grown < 100, `the server grew by ${grown} MiB`);
    },
  });

  await t.step("bytes that are no UTF-8", async () => {
    const bytes = [[0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [
      0xF8,
      0x88,
      0x80,
      0x80,
      0x80,
    ]];
    for (const wrong of [...bytes, [0x22, 0xC0, 0x80, 0x22]]) {
      const line = new Uint8Array([...wrong, 0x0A, ...new TextEncoder().encode(`${SUM}\n`)]);
      assert.deepEqual(await answersTo(line, 2), [NOT_UTF8, NINE]);
    }
  });

  const MANY = "Invalid JSON input: expected arrays and objects nested at most 64 deep";
  const DEEP: Readonly<Record<string, readonly [string, string]>> = {
    "a list of lists": [deep("[", "1", "]", 64), "Input is not a JSON object"],
    "a list of lists that never ends": [
      "[".repeat(64),
      "Invalid JSON input: Unexpected end of JSON input",
    ],
    "a longer one": [deep("[", "1", "]", 65), MANY],
    "a list of lists as long as a line": ["[".repeat(8 * MIB), MANY],
    "a deep program": [
      `{"code": ${deep("[", "1", "]", 60)}}`,
      "code: expected a string; got an array",
    ],
    "a deep argument": [
      `{"code": "1", "args": ${deep("[", "1", "]", 60)}}`,
      "args[0]: expected a string; got an array",
    ],
    "a deep name": [
      deep('{"a":', "1", "}", 60),
      "Unknown member 'a'",
    ],
    "a deep id": [
      `{"code": "1", "id": ${deep('{"a":', "1", "}", 60)}}`,
      "id: expected a string of at most 256 characters, or a number from -(2^53 - 1) to 2^53 - 1; " +
      "got an object",
    ],
    "many values": [
      `{"code": "1", "args": [${"1,".repeat(MIB)}1]}`,
      "Invalid JSON input: expected at most 65536 values",
    ],
    "one name of backslashes": [
      `{"${"\\\\".repeat(7 * MIB)}": 1}`,
      "Invalid JSON input: expected names of at most 1048576 characters in all",
    ],
    "many names with escapes": [
      `{"code": "1", "env": {${'"\\n": "",'.repeat(65_000)} "a": ""}}`,
      "Invalid JSON input: expected at most 8192 names",
    ],
  };
  for (const [name, [line, error]] of Object.entries(DEEP)) {
    await t.step(name, async () => {
      assert.deepEqual(await answersTo(`${line}\n${SUM}\n`, 2), [invalid(error), NINE]);
    });
  }

  await t.step("empty lines, a line of spaces, a NUL", async () => {
    const ended = invalid("Invalid JSON input: Unexpected end of JSON input");
    assert.deepEqual(await answersTo(`\n\n   \n${SUM}\n`, 4), [ended, ended, ended, NINE]);
    const [nul, nine] = await answersTo(`\0\n${SUM}\n`, 2);
    assert.equal(nul!.status, "invalid");
    assert.match(String(nul!.error), /^Invalid JSON input: Unexpected token '\\?0?/);
    assert.deepEqual(nine, NINE);
  });

  await t.step("lines that end as on Windows", async () => {
    assert.deepEqual(await answersTo(`${SUM}\r\n${SUM}\r\n`, 2), [NINE, NINE]);
  });

  await t.step("a line that comes byte by byte", async () => {
    const line = '{"code": "\'\u{1F40D}\'"}\n';
    for (const byte of new TextEncoder().encode(line)) {
      await server.write(new Uint8Array([byte]));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual((await server.take(1)).map(plain), [ok("\u{1F40D}", "'\u{1F40D}'")]);
  });

  await t.step("half a line, and then the end", async () => {
    await server.write('{"code": "4 +');
    const end = await server.end();
    const error = "Invalid JSON input: Unterminated string in JSON at position 13";
    assert.equal(end.rest.length, 1);
    assert.match(String(end.rest[0]!.error), new RegExp(`^${error}`));
    assert.deepEqual({ ...end, rest: [] }, QUIET_END);
  });
});

Deno.test("a line is as long as --max-line allows, and no byte longer", async () => {
  await using server = new Served("--workers", "1", "--spares", "1", "--max-line", "4KiB");
  const line = (bytes: number) => SUM.slice(0, -1).padEnd(bytes - 1) + "}";
  const wide = `{"code": "1", "stdin": "${"\u20ac".repeat(1400)}"}`;
  await server.send(line(4096), line(4097), line(4096), line(100_000), wide, line(4096));
  const tooLong = invalid("Line is too long: expected at most 4KiB (--max-line)");
  const expected = [NINE, tooLong, NINE, tooLong, tooLong, NINE];
  assert.deepEqual((await server.take(6)).map(plain), expected);
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("a last line without its newline is a request", async () => {
  await using server = new Served("--workers", "1", "--spares", "1");
  await server.write(`\uFEFF${SUM}\n${SUM}`);
  const end = await server.end();
  assert.deepEqual({ ...end, rest: end.rest.map(plain) }, { ...QUIET_END, rest: [NINE, NINE] });
});

Deno.test("a line without an end that is too long is told once", async () => {
  await using server = new Served("--workers", "1", "--spares", "0", "--max-line", "4KiB");
  await server.write("x".repeat(10_000));
  await server.write("x".repeat(10_000));
  const end = await server.end();
  const tooLong = invalid("Line is too long: expected at most 4KiB (--max-line)");
  assert.deepEqual(end, { ...QUIET_END, rest: [tooLong] });
});

Deno.test("a client that says nothing at all, or ends at once, leaves nothing", async () => {
  await using server = new Served();
  assert.deepEqual(await server.end(), QUIET_END);
});

function deep(open: string, inside: string, close: string, depth: number): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}
