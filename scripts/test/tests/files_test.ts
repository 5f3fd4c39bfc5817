import assert from "node:assert/strict";
import { isSlow, isTestFile, selectedFiles, testFiles } from "../files.ts";

Deno.test("a file with tests is known by its name", () => {
  const names = ["a_test.ts", "test.ts", "a.test.ts", "contest.ts", "a_test.py", "served.ts"];
  assert.deepEqual(names.filter(isTestFile), ["a_test.ts", "test.ts", "a.test.ts"]);
});

Deno.test("the gate has all tests but the slow ones and those of the scripts", () => {
  const gate = new Set(selectedFiles("gate"));
  const all = selectedFiles("all");
  const left = all.filter((path) => !gate.has(path));
  assert.deepEqual([...gate].filter((path) => !all.includes(path)), []);
  assert.ok(gate.has("tests/attacks_test.ts") && gate.has("scripts/checks/tests/layers_test.ts"));
  assert.ok(left.length > 0);
  assert.deepEqual(left.filter((path) => !isSlow(path) && !path.startsWith("scripts/")), []);
});

Deno.test("each file with tests is in a run of all, wherever it is", () => {
  const roots = [...Deno.readDirSync(".")].filter(({ name, isDirectory }) =>
    isDirectory && !/^(\..*|node_modules|dist)$/.test(name)
  );
  const everywhere = roots.flatMap(({ name }) => testFiles(name));
  assert.deepEqual(selectedFiles("all").sort(), everywhere.sort());
});

Deno.test("what runs against the executable is there", () => {
  for (const path of selectedFiles("executable")) assert.ok(Deno.statSync(path).isFile, path);
});
