import { deepEqual, equal, rejects } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { KINDS } from "../kinds.ts";
import type { LeftOut, Program } from "../program.ts";
import { corpusFolder } from "./corpus_folder.ts";

async function read(
  kind: string,
  paths: readonly string[],
  isWanted = (_name: string) => true,
): Promise<(Program | LeftOut)[]> {
  return await Array.fromAsync(KINDS[kind]!(paths, isWanted));
}

/** What a bundle brings along, and which module it tests. */
function inBundle(item: Program | LeftOut): { module: string; files: Record<string, string> } {
  if ("leftOut" in item) throw new Error(item.leftOut);
  const [files, module] = item.code.split("\n", 2)
    .map((line) => JSON.parse(line.slice(line.indexOf("=") + 1)));
  const decoded = Object.entries(files as Record<string, string>)
    .map(([name, content]) => [name, Buffer.from(content, "base64").toString()] as const);
  return { module, files: Object.fromEntries(decoded) };
}

Deno.test("scripts: each Python file is a program, but for hidden ones and what is not UTF-8", async () => {
  using folder = corpusFolder({
    "b/two.py": "2",
    "a.py": "1",
    "latin.py": Uint8Array.of(0x23, 0xe4),
    "notes.txt": "",
    ".hidden/c.py": "3",
  });
  deepEqual(await read("scripts", [folder.path]), [
    { name: "a.py", code: "1" },
    { name: "b/two.py", code: "2" },
    { name: "latin.py", leftOut: "it is not UTF-8, or larger than 8 MiB" },
  ]);
  deepEqual(await read("scripts", [folder.path], (name) => name.startsWith("b/")), [
    { name: "b/two.py", code: "2" },
  ]);
  deepEqual(await read("scripts", [`${folder.path}/a.py`]), [{ name: "a.py", code: "1" }]);
});

Deno.test("doctest: a module with doctests comes with its imports and the data that it names", async () => {
  using folder = corpusFolder({
    "p/mod.py": "from p.other import x\nopen('numbers.txt')\n# >>> 1\n",
    "p/other.py": "x = 1",
    "p/numbers.txt": "1 2",
    "p/letters.txt": "a b",
    "none.py": "print(1)",
  });
  const found = await read("doctest", [folder.path]);
  deepEqual(found.map(({ name }) => name), ["p/mod.py"]);
  const { module, files } = inBundle(found[0]!);
  equal(module, "p.mod");
  deepEqual(Object.keys(files).sort(), ["p/mod.py", "p/numbers.txt", "p/other.py"]);
});

const TASK = {
  task_id: "T/0",
  prompt: "def f(x):\n",
  canonical_solution: "    return x",
  test: "def check(f):\n    assert f(1) == 1",
  entry_point: "f",
};

Deno.test("humaneval: prompt, solution, test and call are one program; MBPP's members as well", async () => {
  const mbpp = { task_id: 7, code: "def g(): return 2", test_list: ["assert g() == 2"] };
  using folder = corpusFolder({
    "tasks.jsonl": `${JSON.stringify(TASK)}\n\n${JSON.stringify(mbpp)}\n{"task_id": "x"}`,
  });
  deepEqual(await read("humaneval", [`${folder.path}/tasks.jsonl`]), [
    {
      name: "T/0",
      code: "def f(x):\n    return x\ndef check(f):\n    assert f(1) == 1\ncheck(f)\n",
    },
    { name: "7", code: "def g(): return 2\n\nassert g() == 2\n" },
    { name: "x", leftOut: "it has neither the members of HumanEval nor those of MBPP" },
  ]);
});

Deno.test("humaneval: a file may be compressed, and a line that is no JSON is named", async () => {
  const text = new Blob([JSON.stringify(TASK)]).stream();
  const zipped = await new Response(text.pipeThrough(new CompressionStream("gzip"))).bytes();
  using folder = corpusFolder({ "tasks.jsonl.gz": zipped, "bad.jsonl": "{}\n{" });
  const [task] = await read("humaneval", [`${folder.path}/tasks.jsonl.gz`]);
  equal(task!.name, "T/0");
  const path = `${folder.path}/bad.jsonl`;
  await rejects(read("humaneval", [path]), { message: `${path}:2: expected JSON` });
});

Deno.test("unittest: a module comes with its folder, and Exercism's example replaces the stub", async () => {
  const config = {
    files: { solution: ["x.py"], test: ["x_test.py", "test_y.py"], example: [".meta/e.py"] },
  };
  using folder = corpusFolder({
    "x/x.py": "stub",
    "x/x_test.py": "tests",
    "x/test_y.py": "helpers",
    "x/.meta/config.json": JSON.stringify(config),
    "x/.meta/e.py": "example",
    "plain/test_z.py": "z",
    "plain/data.txt": "d",
  });
  const found = await read("unittest", [folder.path]);
  deepEqual(found.map(({ name }) => name), ["plain/test_z.py", "x/x_test.py"]);
  deepEqual(inBundle(found[0]!), {
    module: "test_z",
    files: { "test_z.py": "z", "data.txt": "d" },
  });
  deepEqual(inBundle(found[1]!), {
    module: "x_test",
    files: { "x.py": "example", "x_test.py": "tests", "test_y.py": "helpers" },
  });
});

Deno.test("unittest: ClassEval's tasks are a module each", async () => {
  const tasks = [{ task_id: "C_0", solution_code: "class C: pass", test: "import unittest" }, {}];
  using folder = corpusFolder({ "tasks.json": JSON.stringify(tasks) });
  const path = `${folder.path}/tasks.json`;
  const [first, second] = await read("unittest", [path]);
  deepEqual(inBundle(first!), {
    module: "task",
    files: { "task.py": "class C: pass\n\nimport unittest\n" },
  });
  deepEqual(second, { name: `${path}:1`, leftOut: "it has no solution_code or no test" });
});

Deno.test("cpython: a test comes with the part of the package test that it imports and names", async () => {
  using folder = corpusFolder({
    "__init__.py": "",
    "support/__init__.py": "",
    "support/os_helper.py": "",
    "support/other.py": "",
    "test_a.py":
      "from test.support import os_helper\nfrom test import shared\n'adata', 'test.fresh'",
    "fresh.py": "",
    "test_p/__init__.py": "",
    "test_p/test_q.py": "",
    "test_p/table.bin": "t",
    "shared.py": "'sdata.txt'",
    "sdata.txt": "s",
    "adata/x.txt": "x",
    "bdata/y.txt": "y",
  });
  const found = await read("cpython", [folder.path]);
  deepEqual(found.map(({ name }) => name), ["test_a", "test_p"]);
  const support = ["test/__init__.py", "test/support/__init__.py"];
  const [a, p] = found.map(inBundle);
  deepEqual(Object.keys(a!.files).sort(), [
    ...[
      "test/__init__.py",
      "test/adata/x.txt",
      "test/fresh.py",
      "test/sdata.txt",
      "test/shared.py",
    ],
    ...["test/support/__init__.py", "test/support/os_helper.py", "test/test_a.py"],
  ]);
  equal(a!.module, "test.test_a");
  deepEqual(Object.keys(p!.files).sort(), [
    ...support,
    ...["test/test_p/__init__.py", "test/test_p/table.bin", "test/test_p/test_q.py"],
  ]);
  const wrong = `${folder.path}/test_p`;
  deepEqual(await read("cpython", [wrong]), [
    { name: wrong, leftOut: "it has no support/__init__.py, and so is no Lib/test" },
  ]);
});
