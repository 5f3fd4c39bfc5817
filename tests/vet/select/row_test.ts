/** Rows of JSON Lines: what they may have, and what is said of those that are none. */
import assert from "node:assert/strict";
import { readRow } from "../../../src/vet/select/row.ts";
import { rowsOf } from "../../../src/vet/select/json_lines.ts";

const text = (bytes: Uint8Array | null) => bytes && new TextDecoder().decode(bytes);

Deno.test("a row is a program, with what it is given and what is expected", () => {
  const { id, code, cases, hasCases } = readRow(
    JSON.stringify({
      id: "a",
      code: "print(1)",
      stdin: "x\n",
      args: ["y"],
      expect: { status: "error", exitCode: 3, stdout: "1", trimEnd: true },
    }),
    "ok",
  );
  const [{ args, stdin, expected }, ...others] = cases as [typeof cases[0]];
  assert.deepEqual([id, text(code), text(stdin), args, hasCases], [
    "a",
    "print(1)",
    "x\n",
    ["y"],
    false,
  ]);
  assert.deepEqual(expected, {
    status: "error",
    exitCode: 3,
    stdout: { text: "1", trimEnd: true },
  });
  assert.deepEqual(others, []);
});

Deno.test("what a row does not say is what the command expects; with an exit code, any end of its own", () => {
  const expected = (row: object) =>
    readRow(JSON.stringify({ code: "", ...row }), "timeout").cases[0]!.expected;
  const nothing = { exitCode: null, stdout: null };
  assert.deepEqual(expected({}), { status: "timeout", ...nothing });
  assert.deepEqual(expected({ id: 7, expect: null, stdin: null }), {
    status: "timeout",
    ...nothing,
  });
  assert.deepEqual(expected({ expect: { exitCode: 3 } }), {
    status: null,
    exitCode: 3,
    stdout: null,
  });
  assert.deepEqual(expected({ expect: { stdout: "" } }), {
    status: "timeout",
    exitCode: null,
    stdout: { text: "", trimEnd: false },
  });
});

Deno.test("several cases of a program each have their own", () => {
  const { cases, hasCases } = readRow(
    '{"code": "", "cases": [{"stdin": "1"}, {"args": ["2"], "expect": {"stdout": "2"}}]}',
    "ok",
  );
  assert.deepEqual(cases.map(({ stdin, args, expected }) => [text(stdin), args, expected.stdout]), [
    ["1", [], null],
    [null, ["2"], { text: "2", trimEnd: false }],
  ]);
  assert.equal(hasCases, true);
});

Deno.test("the rows on the page about vet are rows", () => {
  const page = Deno.readTextFileSync(new URL("../../../docs/vet.md", import.meta.url));
  const [, block] = /^```jsonl\n([^]*?)^```$/m.exec(page)!;
  const ids = block!.trimEnd().split("\n").map((line) => readRow(line, "ok").id);
  assert.deepEqual(ids, ["double", "sum", "exit"]);
});

Deno.test("a row that is none says what is wrong with it", () => {
  const id = "id: expected a string of 1 to 256 characters, or a whole number below 2^53; got";
  for (
    const [row, message] of [
      ["1", "the line: expected a JSON object; got 1"],
      ["[]", "the line: expected a JSON object; got an array"],
      ["{}", "code: expected a string; got undefined"],
      ['{"code": 1}', "code: expected a string; got 1"],
      ['{"code": "\\ud800"}', "code: expected whole characters; got half of a surrogate pair"],
      ['{"code": "", "id": ""}', `${id} ''`],
      ['{"code": "", "id": 1.5}', `${id} 1.5`],
      ['{"code": "", "id": {}}', `${id} an object`],
      [
        '{"code": "", "expcet": {}}',
        "the line: unknown member 'expcet' (did you mean 'expect'?)",
      ],
      [
        '{"code": "", "timeout": 1}',
        "the line: unknown member 'timeout' (expected id, code, stdin, args, expect, cases)",
      ],
      [
        '{"code": "", "__proto__": {}}',
        "the line: unknown member '__proto__' (expected id, code, stdin, args, expect, cases)",
      ],
      ['{"code": "", "args": [1]}', "args[0]: expected a string; got 1"],
      ['{"code": "", "stdin": 1}', "stdin: expected a string; got 1"],
      ['{"code": "", "expect": []}', "expect: expected a JSON object; got an array"],
      [
        '{"code": "", "expect": {"status": "cancelled"}}',
        "expect.status: expected ok, error, timeout, cpu, memory, output, crashed; got 'cancelled'",
      ],
      [
        '{"code": "", "expect": {"exitCode": 256}}',
        "expect.exitCode: expected a whole number from 0 to 255; got 256",
      ],
      [
        '{"code": "", "expect": {"stdout": 1}}',
        "expect.stdout: expected a string of whole characters; got 1",
      ],
      ['{"code": "", "expect": {"trimEnd": true}}', "expect.trimEnd: it needs 'stdout'"],
      [
        '{"code": "", "expect": {"stdout": "", "trimEnd": 1}}',
        "expect.trimEnd: expected true or false; got 1",
      ],
      [
        '{"code": "", "cases": []}',
        "cases: expected an array of at least one object; got an array",
      ],
      ['{"code": "", "cases": [], "args": []}', "'cases' and 'args' exclude each other"],
      ['{"code": "", "cases": [{}, 1]}', "cases[1]: expected a JSON object; got 1"],
      [
        '{"code": "", "cases": [{"code": ""}]}',
        "cases[0]: unknown member 'code' (expected stdin, args, expect)",
      ],
      [
        '{"code": "", "cases": [{"args": 1}]}',
        "cases[0].args: expected an array of strings; got 1",
      ],
      [
        '{"code": "", "cases": [{"expect": {"exitCode": -1}}]}',
        "cases[0].expect.exitCode: expected a whole number from 0 to 255; got -1",
      ],
    ] as const
  ) {
    assert.throws(() => readRow(row, "ok"), { name: "RowError", message }, row);
  }
  assert.throws(() => readRow("not json", "ok"), /^RowError: expected a JSON object; /);
  assert.throws(() => readRow(`{"code": "", "args": ${"[".repeat(9)}`, "ok"), {
    message: "expected a JSON object; expected arrays and objects nested at most 8 deep",
  });
});

async function lines(...pieces: (string | Uint8Array)[]): Promise<[number, string | null][]> {
  const waiting = pieces.map((piece) =>
    typeof piece === "string" ? new TextEncoder().encode(piece) : piece
  );
  const read = (target: Uint8Array) => {
    const piece = waiting.shift();
    if (piece === undefined) return Promise.resolve(null);
    target.set(piece);
    return Promise.resolve(piece.length);
  };
  const found: [number, string | null][] = [];
  for await (const { row, line } of rowsOf({ read }, "rows.jsonl", "ok")) {
    found.push([line, text(row.code)]);
  }
  return found;
}

Deno.test("rows have the numbers of their lines, in whatever pieces they come; blank lines are none", async () => {
  assert.deepEqual(
    await lines('\ufeff{"code"', ': "a"}\n\n  \r\n{"code": "b"}\r', '\n{"code": "c"}'),
    [[1, "a"], [4, "b"], [5, "c"]],
  );
  assert.deepEqual(await lines(), []);
});

Deno.test("a line that is no row ends the reading, and names its number", async () => {
  for (
    const [pieces, message] of [
      [
        ['{"code": "a"}\n', "\n", '{"cod": 1}\n'],
        "rows.jsonl:3: the line: unknown member 'cod' (did you mean 'code'?)",
      ],
      [[new Uint8Array([0x7B, 0xFF, 0x0A])], "rows.jsonl:1: expected UTF-8"],
      [
        Array.from({ length: 257 }, () => "x".repeat(65_536)),
        "rows.jsonl:1: expected a line of at most 16MiB",
      ],
    ] as const
  ) {
    await assert.rejects(() => lines(...pieces), { name: "UsageError", message });
  }
});
