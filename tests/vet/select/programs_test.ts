/** The programs of files: what they are called, where they stand, what is expected of them. */
import assert from "node:assert/strict";
import type { Limits } from "../../../src/core/limits.ts";
import { labelOf } from "../../../src/vet/program.ts";
import { type Common, countPrograms, programsOf } from "../../../src/vet/select/programs.ts";
import { findSources } from "../../../src/vet/select/sources.ts";
import { inTree } from "../tree.ts";

const LIMITS: Limits = {
  timeoutMs: 5000,
  cpuMs: null,
  maxHeapBytes: 2 ** 28,
  maxOutputBytes: 1000,
};

/** What the words come to: each program's label, code and so on, and how many there are said to be. */
async function found(words: string[], changes: Partial<Common> = {}, stdin = "") {
  const bytes = [new TextEncoder().encode(stdin)];
  const common: Common = {
    limits: LIMITS,
    expect: "ok",
    isExpectGiven: false,
    stdin: {
      read: (target) => {
        const piece = bytes.shift();
        if (piece !== undefined) target.set(piece);
        return Promise.resolve(piece?.length ?? null);
      },
    },
    ...changes,
  };
  const sources = await findSources(words);
  const count = await countPrograms(sources, common);
  const programs = [];
  for await (const one of programsOf(sources, common)) {
    const label = labelOf(one.place);
    if ("problem" in one) programs.push({ label, problem: one.problem });
    else {
      const { program: { code, name = null }, lines, expected, limits } = one;
      programs.push({ label, code: new TextDecoder().decode(code), name, lines, expected, limits });
    }
  }
  return { count, programs };
}

const OK = { status: "ok", exitCode: null, stdout: null };

Deno.test("a file is one program, and a page has one for each block, with empty lines for those above", async () => {
  await inTree({
    "a.py": "# pysandbox: expect=error timeout=1s\n1 / 0\n",
    "b.md": "# B\n\n```python\nx\n```\n\n```py\n# pysandbox: expect=timeout\ny",
  }, async () => {
    assert.deepEqual(await found(["a.py", "b.md"]), {
      count: 3,
      programs: [
        {
          label: "a.py",
          code: "# pysandbox: expect=error timeout=1s\n1 / 0\n",
          name: "a.py",
          lines: [1, 2],
          expected: { ...OK, status: "error" },
          limits: { timeoutMs: 1000 },
        },
        {
          label: "b.md:3",
          code: "\n\n\nx\n",
          name: "b.md",
          lines: [4, 4],
          expected: OK,
          limits: {},
        },
        {
          label: "b.md:7",
          code: "\n".repeat(7) + "# pysandbox: expect=timeout\ny\n",
          name: "b.md",
          lines: [8, 9],
          expected: { ...OK, status: "timeout" },
          limits: {},
        },
      ],
    });
  });
});

Deno.test("what the command was told to expect, no program changes", async () => {
  await inTree({ "a.py": "# pysandbox: expect=error" }, async () => {
    const expected = async (changes: Partial<Common>) => {
      const { programs: [one] } = await found(["a.py"], changes);
      return one!.expected!.status;
    };
    assert.equal(await expected({ expect: "ok", isExpectGiven: true }), "ok");
    assert.equal(await expected({ expect: "timeout", isExpectGiven: false }), "error");
  });
});

Deno.test("the code of a row says nothing of itself", async () => {
  await inTree({ "a.jsonl": '{"code": "# pysandbox: expect=error timeout=1s"}\n' }, async () => {
    const { programs: [one] } = await found(["a.jsonl"]);
    assert.deepEqual([one!.expected, one!.limits, one!.name], [OK, {}, null]);
  });
});

Deno.test("rows are called by their ids, or by their lines; those of standard input cannot be counted", async () => {
  const rows =
    '{"code": "a", "id": 7}\n\n{"code": "b"}\n{"id": "c", "code": "", "cases": [{}, {}]}';
  await inTree({ "t.jsonl": rows }, async () => {
    const { count, programs } = await found(["t.jsonl"]);
    assert.equal(count, 4);
    assert.deepEqual(programs.map(({ label, lines }) => [label, lines]), [
      ["7", [1, 1]],
      ["t.jsonl:3", [3, 3]],
      ["c case 1", [4, 4]],
      ["c case 2", [4, 4]],
    ]);
    const fromPipe = await found(["-"], {}, rows);
    assert.equal(fromPipe.count, null);
    assert.deepEqual(fromPipe.programs.map(({ label }) => label), [
      "7",
      "-:3",
      "c case 1",
      "c case 2",
    ]);
  });
});

Deno.test("a row that is none is known before anything is run; on standard input, when its turn comes", async () => {
  await inTree({ "a.py": "", "t.jsonl": '{"code": "a"}\n{}\n' }, async () => {
    await assert.rejects(() => found(["a.py", "t.jsonl"]), {
      name: "UsageError",
      message: "t.jsonl:2: code: expected a string; got undefined",
    });
    await assert.rejects(
      () => found(["-"], {}, "x"),
      /^UsageError: standard input:1: expected a JSON object; /,
    );
  });
});

Deno.test("what cannot be read, or says of itself what it cannot, is there and is no program", async () => {
  await inTree({
    "a.py": "# pysandbox: tiemout=1s",
    "b.py": "",
    "c.md": "```python\n# pysandbox: x\n```\n",
  }, async () => {
    const folder = Deno.cwd();
    await Deno.truncate("b.py", 17 * 1024 * 1024);
    const { count, programs } = await found([folder, "c.md"]);
    assert.equal(count, 3);
    assert.deepEqual(programs, [
      {
        label: `${folder}/a.py`,
        problem: "# pysandbox: unknown name 'tiemout' (did you mean 'timeout'?)",
      },
      { label: `${folder}/b.py`, problem: "it is larger than 16MiB" },
      { label: "c.md:1", problem: "# pysandbox: expected NAME=VALUE; got 'x'" },
    ]);
  });
});
